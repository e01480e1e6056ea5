/** Resources that hold a value where a search parameter looks for one, made from R4's table. */
import { elementsOf, propertyOf, type ElementRow } from '../../src/fhir/structure.js';
import type { Path } from '../../src/search/indexing/select.js';
import type { Parameter } from '../../src/search/parameters.js';
import { STRUCTURE } from '../fixtures/minimal.js';
import type { Json } from '../fixtures/server.js';

const SYSTEM = 'urn:a:system';
const URL = 'http://a.example/zoe/x';

/** Values of each data type, all of them found by what `asked` says of their kind. */
const VALUES: Json = {
  ...{ code: 'zoe', id: 'zoe', string: 'Zoé', markdown: 'Zoé', boolean: true },
  Coding: { system: SYSTEM, code: 'zoe' },
  CodeableConcept: { coding: [{ system: SYSTEM, code: 'zoe' }] },
  Identifier: { system: SYSTEM, value: 'zoe' },
  ContactPoint: { value: 'zoe' },
  HumanName: { family: 'Zoé' },
  Address: { city: 'Zoé' },
  ...{ date: '2020-05-01', dateTime: '2020-05-01T10:00:00Z', instant: '2020-05-01T10:00:00Z' },
  Period: { start: '2020-05-01', end: '2020-05-02' },
  Timing: { event: ['2020-05-01', '2020-05-03'] },
  ...{ uri: URL, url: URL, canonical: `${URL}|1.0`, oid: URL, uuid: URL },
  ...{ integer: 5, decimal: 5, positiveInt: 5, unsignedInt: 5 },
  Range: { low: { value: 4.9 }, high: { value: 5.1 } },
  SampledData: { origin: { value: 5 }, lowerLimit: 4.9, upperLimit: 5.1 },
  Resource: { id: 'zoe' },
  'Location.position': { latitude: 5, longitude: 5 },
};
for (const name of [
  'Quantity',
  'SimpleQuantity',
  'Age',
  'Duration',
  'Distance',
  'Count',
  'Money',
]) {
  VALUES[name] = { value: 5 };
}

const ASKED: Json = {
  ...{ string: 'zoe', date: '2020-05', number: '5', quantity: '5', uri: URL, special: '5|5' },
};

/** What finds the value that `valued` puts at a path. */
export function asked(type: string, param: Parameter, path: Path): string {
  if (param.type === 'composite') {
    const group = endOf(type, path);
    const parts = param.components ?? [];
    return parts.map((part) => asked(group, part, part.paths[0] ?? [])).join('$');
  }
  const end = endOf(type, path);
  if (param.type === 'token') {
    if (param.exists === true || end === 'boolean') return 'true';
    return ['string', 'uri', 'canonical'].includes(end) ? escaped(VALUES[end]) : 'zoe';
  }
  if (param.type !== 'reference') return ASKED[param.type];
  if (end === 'Reference' || end === 'Resource') return `${targetOf(param)}/zoe`;
  return escaped(VALUES[end]);
}

function escaped(value: string): string {
  return value.replace(/[|]/g, '\\|');
}

/** A resource or group with a value at the path of a parameter. */
export function valued(type: string, param: Parameter, path: Path): Json {
  if (param.type !== 'composite') return placed(type, path, valueOf(endOf(type, path), param));
  const group = endOf(type, path);
  const parts = param.components ?? [];
  const value = Object.assign({}, ...parts.map((part) => valued(group, part, part.paths[0] ?? [])));
  return path.length === 0 ? value : placed(type, path, value);
}

function valueOf(end: string, param: Parameter): Json {
  if (end === 'Reference') return { reference: `${targetOf(param)}/zoe` };
  if (end === 'Resource') return { resourceType: targetOf(param), id: 'zoe' };
  if (!Object.hasOwn(VALUES, end)) throw new Error(`no value of ${end} for ${param.code}`);
  return VALUES[end];
}

function targetOf({ targets = ['Patient'] }: Parameter): string {
  return targets[0] ?? 'Patient';
}

function placed(type: string, [step, ...rest]: Path, value: Json): Json {
  if (step === undefined) return value;
  if (step.kind === 'where') return { [step.name]: step.equals, ...placed(type, rest, value) };
  const [row, next] = elementOf(type, step.name);
  const inner = placed(next, rest, value);
  return { [step.name]: row.max === undefined ? inner : [inner] };
}

function endOf(type: string, path: Path): string {
  return path.reduce(
    (at, step) => (step.kind === 'where' ? at : elementOf(at, step.name)[1]),
    type,
  );
}

/** The element that is written as a property, and the type that the property gives it. */
function elementOf(type: string, property: string): [ElementRow, string] {
  for (const [element, row] of elementsOf(type, STRUCTURE)) {
    const found = row.types.find((each) => propertyOf(element, each) === property);
    if (found !== undefined) return [row, found];
  }
  throw new Error(`${type} has no ${property}`);
}

/** A search, answered by looking at every resource: what the server should have found. */
import type { Json } from '../../fixtures/server.js';
import { isCode, isDate, isText, PARAMS, plain, type Param } from './values.js';

/** One condition: a name as it stands in an address, and its alternatives. */
export interface Asked {
  readonly name: string;
  readonly values: readonly string[];
}

/** A search of one type. */
export interface Search {
  readonly type: string;
  readonly asked: readonly Asked[];
  /** Conditions of a `_filter`: any of these holds, all within it do. */
  readonly filter: readonly (readonly Test[])[];
  /** Codes, after a minus where downwards. */
  readonly sort: readonly string[];
}

/** One test of a filter. */
export interface Test {
  readonly negated: boolean;
  readonly code: string;
  readonly operator: string;
  readonly value: string;
}

/** The ids found, in order. */
export function answerTo(all: readonly Json[], search: Search): string[] {
  return all
    .filter(({ resourceType }) => resourceType === search.type)
    .filter((resource) => search.asked.every((asked) => holds(all, resource, asked)))
    .filter((resource) => passes(resource, search.filter))
    .sort((a, b) => compare(search, a, b))
    .map(({ id }) => id);
}

function holds(all: readonly Json[], resource: Json, { name, values }: Asked): boolean {
  if (name.startsWith('_has:')) return isReferred(all, resource, name.slice(5), values);
  const dot = name.indexOf('.');
  if (dot >= 0) return leadsOn(all, resource, [name.slice(0, dot), name.slice(dot + 1)], values);
  const [code = '', modifier = ''] = name.split(':');
  const param = paramOf(resource, code);
  if (modifier === 'missing') return values.includes(String(param.of(resource).length === 0));
  const isFound = values.some((value) => finds(param, resource, modifier, value));
  return modifier === 'not' ? !isFound : isFound;
}

function finds(param: Param, resource: Json, modifier: string, asked: string): boolean {
  switch (param.kind) {
    case 'token':
      return param.of(resource).some((code) => isCode(asked, code));
    case 'string':
      return param.of(resource).some((text) => isText(asked, modifier, text));
    case 'date':
      return param.of(resource).some((period) => isDate(asked, period));
    case 'reference':
      return param.of(resource).some((text) => text === asked || text.split('/')[1] === asked);
  }
}

/** `_has:Type:reference:path`: some resource of the type refers here, and the path holds for it. */
function isReferred(
  all: readonly Json[],
  resource: Json,
  path: string,
  values: readonly string[],
): boolean {
  const [type = '', code = '', ...rest] = path.split(':');
  const name = rest.join(':');
  return all.some(
    (other) =>
      other.resourceType === type &&
      referencesOf(other, code).includes(`${resource.resourceType}/${resource.id}`) &&
      holds(all, other, { name, values }),
  );
}

function leadsOn(
  all: readonly Json[],
  resource: Json,
  [code, name]: readonly [string, string],
  values: readonly string[],
): boolean {
  const targets = referencesOf(resource, code);
  return all.some(
    (other) =>
      targets.includes(`${other.resourceType}/${other.id}`) && holds(all, other, { name, values }),
  );
}

function referencesOf(resource: Json, code: string): readonly string[] {
  const param = paramOf(resource, code);
  return param.kind === 'reference' ? param.of(resource) : [];
}

function paramOf({ resourceType }: Json, code: string): Param {
  const param = PARAMS[resourceType]?.[code];
  if (param === undefined) throw new Error(`no parameter ${code}`);
  return param;
}

function passes(resource: Json, filter: Search['filter']): boolean {
  return filter.length === 0 || filter.some((tests) => tests.every((one) => meets(resource, one)));
}

function meets(resource: Json, { negated, code, operator, value }: Test): boolean {
  return isTrue(resource, code, operator, value) !== negated;
}

function isTrue(resource: Json, code: string, operator: string, value: string): boolean {
  const param = paramOf(resource, code);
  if (operator === 'pr') return String(param.of(resource).length > 0) === value;
  if (param.kind === 'date') return finds(param, resource, '', `${operator}${value}`);
  if (param.kind !== 'string') return finds(param, resource, '', value);
  return param.of(resource).some((text) => {
    const [there, asked] = [plain(text), plain(value)];
    if (operator === 'co') return there.includes(asked);
    if (operator === 'sw') return there.startsWith(asked);
    return operator === 'ew' ? there.endsWith(asked) : there === asked;
  });
}

/** The types that stand by their `date` where no order is asked for. */
const DATED: readonly string[] = ['DocumentReference', 'List', 'Consent'];

function compare({ sort }: Search, a: Json, b: Json): number {
  for (const key of sort) {
    const isDown = key.startsWith('-');
    const [x, y] = [a, b].map((each) => sortedBy(each, key.replace('-', ''), isDown));
    if (x === undefined && y === undefined) continue;
    if (x === undefined || y === undefined) return x === undefined ? 1 : -1;
    if (x !== y) return x < y === isDown ? 1 : -1;
  }
  return a.id < b.id ? -1 : 1;
}

/** Upwards the least of the values, downwards the greatest; by the main date, where it begins. */
function sortedBy(resource: Json, code: string, isDown: boolean): string | number | undefined {
  const param = paramOf(resource, code);
  if (code === 'date' && param.kind === 'date' && DATED.includes(resource.resourceType)) {
    const [first] = param.of(resource);
    return first?.from ?? first?.to ?? Date.parse(resource.meta.lastUpdated);
  }
  if (param.kind === 'date') {
    const ends = param
      .of(resource)
      .map(({ from, to }) => (isDown ? (to ?? Infinity) : (from ?? -Infinity)));
    return ends.length === 0 ? undefined : isDown ? Math.max(...ends) : Math.min(...ends);
  }
  const values = param
    .of(resource)
    .map((value) => plain(typeof value === 'string' ? value : value.code));
  return values.sort().at(isDown ? -1 : 0);
}

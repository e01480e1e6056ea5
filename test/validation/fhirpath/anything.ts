/**
 * Values of R4's types with anything in them that their structure allows, and now and then what it
 * does not: the same row of values for the same seed.
 */
import { elementsOf, propertyOf, type ElementRow } from '../../../src/fhir/structure.js';
import { STRUCTURE } from '../../fixtures/minimal.js';
import { oneOf } from '../opinion/mutate.js';

/** How values are drawn. */
export interface Draw {
  readonly random: () => number;
  /** Texts among which those that expressions speak of. */
  readonly texts: readonly string[];
  /** Whether an element is among those that the expression speaks of: it is there more often. */
  readonly isWanted: (element: string) => boolean;
}

const NUMBERS = [0, 1, 1.5, 2, -3, 100, 1000, 0.1, 1e21, 0.000000001];
const ODD: readonly unknown[] = [
  null,
  '',
  [],
  {},
  42,
  true,
  'zzz',
  [null],
  [[]],
  { value: 1 },
  [1],
];
const TIMES = ['2020', '2020-05-01', '2020-05-01T10:00:00Z', '2020-05-01T12:00:00+02:00', '10:00'];
const NUMERIC = new Set(['decimal', 'integer', 'positiveInt', 'unsignedInt']);
const TEMPORAL = new Set(['date', 'dateTime', 'instant', 'time']);
const DEPTH_MAX = 7;
const WANTED_DEPTH_MAX = 5;

/** A value of a type or of a group of elements. */
export function anyOf(type: string, draw: Draw, depth = 0): unknown {
  const { random } = draw;
  if (random() < 0.01) return oneOf(random, ODD);
  if (type === 'Resource') return anyResource(draw, depth);
  if (STRUCTURE.types[type] === undefined) return anyPrimitive(type, draw);
  const value: Record<string, unknown> = {};
  if (STRUCTURE.types[type].resource) value['resourceType'] = type;
  const share = depth < 2 ? 0.4 : 0.15;
  for (const [name, row] of elementsOf(type, STRUCTURE)) {
    const isLikely = draw.isWanted(name.replace('[x]', '')) && depth < WANTED_DEPTH_MAX;
    if (depth < DEPTH_MAX && random() < (isLikely ? 0.8 : share))
      addElement(value, [name, row], draw, depth);
  }
  if (isMeasured(type) && random() < 0.6)
    Object.assign(value, MEASURED, { value: oneOf(random, NUMBERS) });
  return value;
}

/** A quantity that FHIRPath reads as one of its own. */
const MEASURED = { system: 'http://unitsofmeasure.org', code: 'mg' };

function isMeasured(type: string): boolean {
  return type === 'Quantity' || type === 'SimpleQuantity';
}

const RESOURCES = ['List', 'DocumentReference', 'Parameters', 'Patient', 'Binary', 'Practitioner'];

function anyResource(draw: Draw, depth: number): unknown {
  return depth > 2 ? { resourceType: 'Binary' } : anyOf(oneOf(draw.random, RESOURCES), draw, depth);
}

function anyPrimitive(type: string, { random, texts }: Draw): unknown {
  if (type === 'boolean') return random() < 0.5;
  if (NUMERIC.has(type)) return oneOf(random, NUMBERS);
  return TEMPORAL.has(type) ? oneOf(random, TIMES) : oneOf(random, texts);
}

function addElement(
  to: Record<string, unknown>,
  [name, row]: readonly [string, ElementRow],
  draw: Draw,
  depth: number,
): void {
  const { random } = draw;
  const type = oneOf(random, row.types);
  const property = propertyOf(name, type);
  const isMany = row.max !== undefined && row.max !== 1;
  const make = () => anyOf(type, draw, depth + 1);
  const value = isMany ? Array.from({ length: 1 + Math.floor(random() * 3) }, make) : make();
  if (random() < 0.95) to[property] = value;
  if (STRUCTURE.types[type] !== undefined || random() > 0.1) return;
  const beside = { id: 'a', extension: [anyOf('Extension', draw, depth + 2)] };
  to[`_${property}`] = isMany ? [beside, null] : beside;
}

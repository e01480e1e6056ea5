/**
 * What one test of a `_filter` asks of a parameter. An operator that this server does not compare
 * by is refused by name. https://hl7.org/fhir/R4/search_filter.html#ops
 */
import { both } from '../../fhir/language.js';
import type { Condition } from '../conditions.js';
import type { Parameter } from '../parameters.js';
import type { TextMatch } from '../query.js';
import { conditionOn, type AskedOf } from './modifiers.js';
import { use } from './said.js';
import { fault, missingValue } from './values.js';

/** The condition; fails with `invalid-search`. */
export function tested(asked: AskedOf, param: Parameter, operator: string): Condition {
  if (operator === 'pr' && !asked.chained) {
    if (param.code === '_id' || param.code === '_lastUpdated')
      throw unsupported(asked, operator, ['eq']);
    return { kind: 'missing', param, missing: !missingValue(asked) };
  }
  if (ORDERED.includes(param.type)) return ordered(asked, param, operator);
  if (param.type === 'string' && param.fullText === undefined)
    return worded(asked, param, operator);
  const same = param.type === 'reference' ? ['eq', 're'] : ['eq'];
  if (same.includes(operator)) return equal(asked, param);
  if (operator === 'ne' && !asked.chained) return differing(param, equal(asked, param));
  throw unsupported(asked, operator, [...same, ...(asked.chained ? [] : ['ne', 'pr'])]);
}

/** Kinds of parameters whose values are compared by prefixes. */
const ORDERED: readonly string[] = ['date', 'number', 'quantity'];
const PREFIXES: readonly string[] = ['ne', 'gt', 'lt', 'ge', 'le', 'ap', 'sa', 'eb'];

function ordered(asked: AskedOf, param: Parameter, operator: string): Condition {
  // Periods that overlap are what `ap` finds of dates.
  const prefix = operator === 'po' && param.type === 'date' ? 'ap' : operator;
  if (prefix !== 'eq' && !PREFIXES.includes(prefix)) {
    throw unsupported(asked, operator, ['eq', ...PREFIXES, 'po', 'pr']);
  }
  return conditionOn({ ...asked, value: `${prefix}${escaped(asked.value)}` }, param, undefined);
}

const MATCHES: Readonly<Record<string, TextMatch>> = {
  eq: 'whole',
  co: 'contains',
  sw: 'begins',
  ew: 'ends',
};

function worded(asked: AskedOf, param: Parameter, operator: string): Condition {
  const match = MATCHES[operator === 'ne' ? 'eq' : operator];
  if (match === undefined || asked.type.strings === 'events') {
    throw unsupported(asked, operator, [...Object.keys(MATCHES), 'ne', 'pr']);
  }
  const found: Condition = { kind: 'string', param, match, values: [asked.value] };
  if (operator !== 'ne') return found;
  if (asked.chained) throw unsupported(asked, operator, Object.keys(MATCHES));
  return differing(param, found);
}

/** A value is one, whatever commas are in it. */
function equal(asked: AskedOf, param: Parameter): Condition {
  return conditionOn({ ...asked, value: escaped(asked.value) }, param, undefined);
}

/** There is a value, and none that is the same. */
function differing(param: Parameter, same: Condition): Condition {
  const none: Condition = { kind: 'group', holds: 'none', of: [same] };
  if (param.code === '_id') return none;
  const there: Condition = { kind: 'missing', param, missing: false };
  return { kind: 'group', holds: 'all', of: [there, none] };
}

function escaped(value: string): string {
  return value.replace(/[\\,$]/g, '\\$&');
}

function unsupported({ name }: AskedOf, operator: string, allowed: readonly string[]): Error {
  return fault(
    `_filter, ${name}`,
    both(
      `the operator ${operator} is not supported`,
      `l'opérateur ${operator} n'est pas pris en charge`,
    ),
    use(allowed),
  );
}

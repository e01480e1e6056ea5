/**
 * What a parameter, its modifier and its value ask together. A modifier that the kind of parameter
 * does not have, or that this server does not compare by, is refused, never ignored (decision 10).
 * https://hl7.org/fhir/R4/search.html#modifiers
 */
import type { Condition } from '../conditions.js';
import type { Parameter, SearchableType } from '../parameters.js';
import {
  dateValues,
  fault,
  idValues,
  missingValue,
  referenceValues,
  textValues,
  tokenValues,
  type Asked,
} from './values.js';

/** Where a parameter is asked. */
export interface AskedOf extends Asked {
  readonly type: SearchableType;
  /** At the end of a chain, where absence cannot be asked for. */
  readonly chained: boolean;
}

/** The condition; fails with `invalid-search`. */
export function conditionOn(
  asked: AskedOf,
  param: Parameter,
  modifier: string | undefined,
): Condition {
  if (param.code === '_id') return onId(asked, modifier);
  if (param.code === '_lastUpdated') return onWritten(asked, modifier);
  if (modifier === 'missing' && !asked.chained) {
    return { kind: 'missing', param, missing: missingValue(asked) };
  }
  return OF_TYPE[param.type](asked, param, modifier);
}

type Reader = (asked: AskedOf, param: Parameter, modifier: string | undefined) => Condition;

const OF_TYPE: Readonly<Record<Parameter['type'], Reader>> = {
  token: onToken,
  string: onString,
  date: onDate,
  reference: onReference,
  uri: onUri,
};

function onId(asked: AskedOf, modifier: string | undefined): Condition {
  const negated = modifier === 'not' && !asked.chained;
  if (modifier !== undefined && !negated) throw unsupported(asked, modifier, [':not']);
  return { kind: 'ids', ids: idValues(asked), negated };
}

function onWritten(asked: AskedOf, modifier: string | undefined): Condition {
  if (modifier !== undefined) throw unsupported(asked, modifier, []);
  return { kind: 'written', values: dateValues(asked) };
}

function onToken(asked: AskedOf, param: Parameter, modifier: string | undefined): Condition {
  if (modifier === undefined) {
    return { kind: 'token', param, values: tokenValues(asked, param), negated: false };
  }
  if (modifier === 'not' && !asked.chained) {
    return { kind: 'token', param, values: tokenValues(asked, param), negated: true };
  }
  // Events are found by tokens alone, so their displays are not indexed; a bare code has none.
  if (modifier === 'text' && asked.type.strings !== 'events' && param.system === undefined) {
    return { kind: 'wording', param, values: textValues(asked) };
  }
  throw unsupported(asked, modifier, [':not', ':missing', ':text on coded elements']);
}

function onString(asked: AskedOf, param: Parameter, modifier: string | undefined): Condition {
  if (modifier === undefined) {
    return { kind: 'string', param, match: 'starts', values: textValues(asked) };
  }
  const containsHere = asked.type.strings !== 'events';
  if (modifier === 'exact' || (modifier === 'contains' && containsHere)) {
    return { kind: 'string', param, match: modifier, values: textValues(asked) };
  }
  const allowed = [':exact', ':missing', ...(containsHere ? [':contains'] : [])];
  throw unsupported(asked, modifier, allowed);
}

function onDate(asked: AskedOf, param: Parameter, modifier: string | undefined): Condition {
  if (modifier !== undefined) throw unsupported(asked, modifier, [':missing']);
  return { kind: 'date', param, values: dateValues(asked) };
}

function onUri(asked: AskedOf, param: Parameter, modifier: string | undefined): Condition {
  if (modifier !== undefined) throw unsupported(asked, modifier, [':missing']);
  return { kind: 'uri', param, values: textValues(asked) };
}

function onReference(asked: AskedOf, param: Parameter, modifier: string | undefined): Condition {
  if (modifier === 'identifier') {
    return { kind: 'logical', param, values: tokenValues(asked, param) };
  }
  if (modifier !== undefined && !isTarget(param, modifier)) {
    throw unsupported(asked, modifier, [':identifier', ':missing', ...targetModifiers(param)]);
  }
  return { kind: 'reference', param, values: referenceValues(asked, param, modifier) };
}

/**
 * Whether a modifier is a type that the reference may name. Names of types begin with a capital.
 */
function isTarget(param: Parameter, modifier: string): boolean {
  return param.targets?.includes(modifier) ?? /^[A-Z][A-Za-z]+$/.test(modifier);
}

function targetModifiers(param: Parameter): string[] {
  return param.targets?.map((type) => `:${type}`) ?? [':Type'];
}

function unsupported(asked: AskedOf, modifier: string, allowed: readonly string[]): Error {
  const where = asked.chained ? ' at the end of a chain' : '';
  const offered = asked.chained ? allowed.filter((each) => !ABSENCE.includes(each)) : allowed;
  const cure = offered.length === 0 ? 'Leave it out' : `Leave it out, or use ${offered.join(', ')}`;
  return fault(asked.name, `the modifier :${modifier} is not supported${where}`, cure);
}

const ABSENCE: readonly string[] = [':missing', ':not'];

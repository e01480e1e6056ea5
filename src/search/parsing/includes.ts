/**
 * `_include` and `_revinclude`: what else is wanted with the matches of a page. One that names what
 * is not there is refused, never ignored (decision 10).
 * https://hl7.org/fhir/R4/search.html#include
 */
import type { Include, Pair } from '../conditions.js';
import type { Parameter, SearchableType, SearchParameters } from '../parameters.js';
import { fault } from './values.js';

const NAME = /^_(rev)?include(?::(.*))?$/;

/** Whether a pair asks for what goes with the matches. */
export function isInclude([name]: Pair): boolean {
  return NAME.test(name);
}

/** What the pair asks for; fails with `invalid-search`. */
export function includeOf(parameters: SearchParameters, pair: Pair): Include {
  const [name, value] = pair;
  const [, reverse, modifier] = NAME.exec(name) ?? [];
  if (modifier !== undefined && modifier !== 'iterate') {
    throw fault(
      name,
      `the modifier :${modifier} is not supported`,
      'Leave it out, or use :iterate',
    );
  }
  const how = { reverse: reverse !== undefined, iterate: modifier === 'iterate' };
  const [from = '', code, to, ...more] = value.split(':');
  if (more.length > 0) throw fault(name, `"${value}" has too many parts`, FORM);
  if (from === '*' && (code === undefined || code === '*')) {
    return { ...how, ...targetOf(name, to) };
  }
  const type = typeOf(parameters, name, from);
  if (code === undefined) throw fault(name, `"${value}" names no parameter`, FORM);
  if (code === '*') return { ...how, from, ...targetOf(name, to) };
  const param = referenceOf(name, type, code);
  if (to !== undefined && param.targets?.includes(to) === false) {
    throw fault(name, `${code} never names a ${to}`, `Use ${param.targets.join(', ')}`);
  }
  return { ...how, from, code, ...targetOf(name, to) };
}

const FORM = 'Send Type:parameter, Type:parameter:TargetType, Type:* or *';

function typeOf(parameters: SearchParameters, name: string, from: string): SearchableType {
  const type = parameters.types.get(from);
  if (type !== undefined && type.strings !== 'events') return type;
  throw fault(name, `"${from}" is not a type whose references are followed here`, FORM);
}

function referenceOf(name: string, type: SearchableType, code: string): Parameter {
  const param = type.parameters.get(code);
  if (param?.type === 'reference') return param;
  const references = [...type.parameters.values()].filter((each) => each.type === 'reference');
  const offered = references.map((each) => `${type.name}:${each.code}`).join(', ');
  const cure = offered === '' ? 'It has none' : `Use ${offered}`;
  throw fault(name, `${code} is no reference parameter of ${type.name}`, cure);
}

function targetOf(name: string, to?: string): { to?: string } {
  if (to === undefined) return {};
  if (/^[A-Z][A-Za-z]+$/.test(to)) return { to };
  throw fault(name, `"${to}" is not a type`, FORM);
}

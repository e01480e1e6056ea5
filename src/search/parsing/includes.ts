/**
 * `_include` and `_revinclude`: what else is wanted with the matches of a page. One that names what
 * is not there is refused, never ignored (decision 10).
 * https://hl7.org/fhir/R4/search.html#include
 */
import { both } from '../../fhir/language.js';
import type { Include, Pair } from '../conditions.js';
import type { Parameter, SearchableType, SearchParameters } from '../parameters.js';
import { use } from './said.js';
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
      both(
        `the modifier :${modifier} is not supported`,
        `le modificateur :${modifier} n'est pas pris en charge`,
      ),
      both('Leave it out, or use :iterate', 'Le retirer, ou employer :iterate'),
    );
  }
  const how = { reverse: reverse !== undefined, iterate: modifier === 'iterate' };
  const [from = '', code, to, ...more] = value.split(':');
  if (more.length > 0)
    throw fault(
      name,
      both(`"${value}" has too many parts`, `« ${value} » a trop de parties`),
      FORM,
    );
  if (from === '*' && (code === undefined || code === '*')) {
    return { ...how, ...targetOf(name, to) };
  }
  const type = typeOf(parameters, name, from);
  if (code === undefined)
    throw fault(
      name,
      both(`"${value}" names no parameter`, `« ${value} » ne nomme pas de paramètre`),
      FORM,
    );
  if (code === '*') return { ...how, from, ...targetOf(name, to) };
  const param = referenceOf(name, type, code);
  if (to !== undefined && param.targets?.includes(to) === false) {
    throw fault(
      name,
      both(`${code} never names a ${to}`, `${code} ne désigne jamais de ${to}`),
      use(param.targets),
    );
  }
  return { ...how, from, code, ...targetOf(name, to) };
}

const FORM = both(
  'Send Type:parameter, Type:parameter:TargetType, Type:* or *',
  'Envoyer Type:paramètre, Type:paramètre:TypeCible, Type:* ou *',
);

function typeOf(parameters: SearchParameters, name: string, from: string): SearchableType {
  const type = parameters.types.get(from);
  if (type !== undefined && type.strings !== 'events') return type;
  throw fault(
    name,
    both(
      `"${from}" is not a type whose references are followed here`,
      `« ${from} » n'est pas un type dont les références sont suivies ici`,
    ),
    FORM,
  );
}

function referenceOf(name: string, type: SearchableType, code: string): Parameter {
  const param = type.parameters.get(code);
  if (param?.type === 'reference') return param;
  const references = [...type.parameters.values()].filter((each) => each.type === 'reference');
  const offered = references.map((each) => `${type.name}:${each.code}`);
  const cure = offered.length === 0 ? both('It has none', "Il n'en a aucun") : use(offered);
  throw fault(
    name,
    both(
      `${code} is no reference parameter of ${type.name}`,
      `${code} n'est pas un paramètre de ${type.name} de type référence`,
    ),
    cure,
  );
}

function targetOf(name: string, to?: string): { to?: string } {
  if (to === undefined) return {};
  if (/^[A-Z][A-Za-z]+$/.test(to)) return { to };
  throw fault(name, both(`"${to}" is not a type`, `« ${to} » n'est pas un type`), FORM);
}

/**
 * A search of several types: `_type=A,B` and parameters that all of them have; without `_type`, of
 * all that belongs to dossiers. https://hl7.org/fhir/R4/http.html#vsearch
 */
import { both } from '../fhir/language.js';
import { inCompartment, type Compartment } from './compartments.js';
import type { Pair, Query } from './conditions.js';
import type { SearchParameters } from './parameters.js';
import { parse } from './parse.js';
import { fault } from './parsing/values.js';

/** A search of several types, understood. */
export interface CommonQuery {
  /** A query for each type, in the order asked. */
  readonly queries: readonly [Query, ...Query[]];
  /** Whether the types were named. */
  readonly named: boolean;
  /** The pairs that were understood. */
  readonly used: readonly Pair[];
}

const TYPE = '_type';

/** Understands it, in a compartment if in one. Fails with `invalid-search`. */
export function parseCommon(
  parameters: SearchParameters,
  pairs: readonly Pair[],
  asked: { readonly strict: boolean; readonly compartment?: Compartment },
): CommonQuery {
  const named = pairs.filter(([name]) => name === TYPE);
  const types =
    named.length === 0 ? inDossiers(parameters, asked.compartment) : typesNamed(parameters, named);
  const others = pairs.filter(([name]) => name !== TYPE);
  const [first, ...more] = types.map((type) => {
    const query = parseIn(parameters, type, others, asked);
    if (query !== undefined) return query;
    const of = asked.compartment?.type ?? '';
    throw fault(
      TYPE,
      both(
        `${type} is in no compartment of a ${of}`,
        `${type} n'est dans aucun compartiment de ${of}`,
      ),
      both('Leave it out', 'Le retirer'),
    );
  });
  // There is a type at least: an empty value is none.
  if (first === undefined)
    throw fault(TYPE, both('it names no type', 'il ne nomme aucun type'), FORM);
  const queries = [first, ...more] as const;
  sameFor(queries);
  return { queries, named: named.length > 0, used: [...named, ...first.used] };
}

/**
 * Understands a search of one type; undefined where it is asked in a compartment that the type is
 * in none of. The condition of the compartment comes first: it may name the patient.
 */
export function parseIn(
  parameters: SearchParameters,
  type: string,
  pairs: readonly Pair[],
  { strict, compartment }: { readonly strict: boolean; readonly compartment?: Compartment },
): Query | undefined {
  if (compartment === undefined) return parse(parameters, type, pairs, { strict });
  const own = inCompartment(parameters, type, compartment);
  if (own === undefined) return undefined;
  const query = parse(parameters, type, pairs, { strict });
  return { ...query, where: [own, ...query.where] };
}

const FORM = both(
  'Send names of types such as DocumentReference,List',
  'Envoyer des noms de types tels que DocumentReference,List',
);

function typesNamed(parameters: SearchParameters, pairs: readonly Pair[]): readonly string[] {
  const names = [...new Set(pairs.flatMap(([, value]) => value.split(',')))];
  for (const name of names) {
    const type = parameters.types.get(name);
    if (type === undefined)
      throw fault(
        TYPE,
        both(`"${name}" is no type of this server`, `« ${name} » n'est pas un type de ce serveur`),
        FORM,
      );
    if (type.strings === 'events')
      throw fault(TYPE, both(`${name} is searched by itself`, `${name} se cherche seul`), FORM);
  }
  return names;
}

function inDossiers(parameters: SearchParameters, compartment?: Compartment): readonly string[] {
  const isInside = (type: string): boolean =>
    compartment === undefined || inCompartment(parameters, type, compartment) !== undefined;
  return [...parameters.types.values()]
    .filter(({ patient, strings }) => patient !== undefined && strings !== 'events')
    .map(({ name }) => name)
    .filter(isInside);
}

/** A parameter of some of the types would find of the others what it was not asked for. */
function sameFor(queries: readonly Query[]): void {
  const isForAll = (name: string): boolean =>
    queries.every(({ ignored }) => ignored.includes(name));
  for (const { type, ignored } of queries) {
    const name = ignored.find((each) => !isForAll(each));
    if (name === undefined) continue;
    throw fault(
      name,
      both(`${type} has no such parameter`, `${type} n'a pas ce paramètre`),
      both('Send parameters that all types have', 'Envoyer des paramètres que tous les types ont'),
    );
  }
}

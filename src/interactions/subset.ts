/**
 * Which part of each resource a request asks for: `_summary`, `_elements`, on searches and reads.
 * https://hl7.org/fhir/R4/search.html#summary
 */
import { both } from '../fhir/language.js';
import type { Subset } from '../fhir/subset.js';
import type { Pair } from '../search/conditions.js';
import { fault } from '../search/parsing/values.js';

const SUMMARIES: Readonly<Record<string, Subset['kind'] | undefined>> = {
  true: 'summary',
  text: 'text',
  data: 'data',
};
const ELEMENT = /^[A-Za-z][A-Za-z0-9.]*$/;

/**
 * The part asked for; undefined: whole. Fails with `invalid-search` on both at once, and on what is
 * no name of an element.
 */
export function subsetOf(pairs: readonly Pair[]): Subset | undefined {
  const elements = pairs.filter(([name]) => name === '_elements').map(([, value]) => value);
  const summary = pairs.find(([name]) => name === '_summary')?.[1];
  const kind = summary === undefined ? undefined : SUMMARIES[summary];
  if (elements.length === 0) return kind === undefined ? undefined : ({ kind } as Subset);
  if (kind !== undefined) {
    throw fault(
      '_elements',
      both('it is given together with _summary', 'il est donné avec _summary'),
      both('Send one of the two', "Envoyer l'un des deux"),
    );
  }
  const names = elements.flatMap((value) => value.split(',')).map((name) => name.trim());
  const wrong = names.find((name) => !ELEMENT.test(name));
  if (wrong === undefined) return { kind: 'elements', names };
  throw fault(
    '_elements',
    both(`"${wrong}" is no name of an element`, `« ${wrong} » n'est pas un nom d'élément`),
    both('Send names such as status,date', 'Envoyer des noms tels que status,date'),
  );
}

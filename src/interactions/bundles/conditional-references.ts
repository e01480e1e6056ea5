/**
 * Searches that stand in the place of references: `Patient?identifier=…`. Each must find one
 * resource, of those that the caller sees and of those that the transaction writes.
 * https://hl7.org/fhir/R4/http.html#trules (T-09)
 */
import type { Caller } from '../../access/caller.js';
import { isObject } from '../../fhir/elements.js';
import { both, type Sentence } from '../../fhir/language.js';
import { problem } from '../../fhir/problem.js';
import { parseReference } from '../../fhir/reference.js';
import { relative } from '../../fhir/resource.js';
import type { Records } from '../../records/records.js';
import type { Pair, Query } from '../../search/conditions.js';
import type { SearchParameters } from '../../search/parameters.js';
import { parse } from '../../search/parse.js';

/** What conditional references are resolved with. */
export interface ReferenceNeeds {
  readonly records: Pick<Records, 'search'>;
  readonly parameters: SearchParameters;
  readonly knowsType: (type: string) => boolean;
  /** Names and values of a query string, decoded. */
  readonly pairsOf: (query: string) => readonly Pair[];
}

/** What is about to be written, as far as it has planned. */
export interface BeingWritten {
  /** Places of the entries whose resource a query finds. */
  finding(query: Pick<Query, 'type' | 'where'>): readonly number[];
  /** `Type/id` of what is written anew or deleted: how it is in the store counts no more. */
  readonly replaced: ReadonlySet<string>;
}

/** A conditional reference, and what it finds in the store. */
export interface Sought {
  readonly query: Query;
  /** `Type/id` of what it finds there. */
  readonly stored: readonly string[];
}

/** The conditional references of a resource, each once. */
export function conditionalReferences(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) value.forEach((item) => conditionalReferences(item, found));
  if (!isObject(value)) return found;
  for (const [name, inner] of Object.entries(value)) {
    if (name !== 'reference' || typeof inner !== 'string') conditionalReferences(inner, found);
    else if (parseReference(inner, '').kind === 'conditional') found.add(inner);
  }
  return found;
}

/**
 * Looks up what a conditional reference finds in the store: two at least, where there are so many,
 * besides as many as the transaction changes. Fails with `unknown-type`, `invalid-search`, and
 * as a search does.
 */
export async function sought(
  needs: ReferenceNeeds,
  caller: Caller,
  text: string,
  changes: number,
): Promise<Sought> {
  const reference = parseReference(text, '');
  if (reference.kind !== 'conditional' || !needs.knowsType(reference.type))
    throw problem('unknown-type');
  const pairs = needs.pairsOf(reference.query);
  const query = parse(needs.parameters, reference.type, pairs, { strict: true });
  if (query.where.length === 0)
    throw unfound(
      both('has no search parameter of its type', "n'a pas de paramètre de recherche de son type"),
    );
  const count = 2 + changes;
  const found = await needs.records.search(caller, {
    query: { ...query, wanted: { totalOnly: false, count } },
    asked: { line: `Reference ${text}` },
    pageSizeMax: count,
  });
  return { query, stored: found.entries.map(({ type, id }) => relative({ type, id })) };
}

/** What it finds now: addresses, and places of the entries that write what it finds. */
export function foundNow(
  { query, stored }: Sought,
  written: BeingWritten,
): readonly (string | number)[] {
  const others = stored.filter((address) => !written.replaced.has(address));
  return [...written.finding(query), ...others];
}

/** The one that it names. Fails with `precondition-failed` where it finds none or several. */
export function named(each: Sought, written: BeingWritten): string | number {
  const [only, another] = foundNow(each, written);
  if (only === undefined)
    throw unfound(both('matches no resource', 'ne correspond à aucune ressource'));
  if (another !== undefined)
    throw unfound(both('matches several resources', 'correspond à plusieurs ressources'));
  return only;
}

function unfound({ why, french }: Sentence): Error {
  return problem('precondition-failed', {
    why: `A conditional reference of this entry ${why}. Nothing was stored.`,
    french: `Une référence conditionnelle de cette entrée ${french}. Rien n'a été enregistré.`,
  });
}

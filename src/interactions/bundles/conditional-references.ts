/**
 * Searches that stand in the place of references: `Patient?identifier=…`. Each must find one
 * resource, of those that the caller sees. https://hl7.org/fhir/R4/http.html#trules (T-09)
 */
import type { Caller } from '../../access/caller.js';
import { isObject } from '../../fhir/elements.js';
import { problem } from '../../fhir/problem.js';
import { parseReference } from '../../fhir/reference.js';
import { relative } from '../../fhir/resource.js';
import type { Records } from '../../records/records.js';
import type { Pair } from '../../search/conditions.js';
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
 * The one resource that a conditional reference names, relative. Fails with `precondition-failed`
 * where it names none or several, and with `invalid-search` where it is no search.
 */
export async function resolved(
  needs: ReferenceNeeds,
  caller: Caller,
  text: string,
): Promise<string> {
  const reference = parseReference(text, '');
  if (reference.kind !== 'conditional' || !needs.knowsType(reference.type))
    throw problem('unknown-type');
  const pairs = needs.pairsOf(reference.query);
  const query = parse(needs.parameters, reference.type, pairs, { strict: true });
  if (query.where.length === 0) throw unfound('has no search parameter of its type');
  const found = await needs.records.search(caller, {
    query: { ...query, wanted: { totalOnly: false, count: 2 } },
    asked: { line: `Reference ${text}` },
    pageSizeMax: 2,
  });
  const [only, other] = found.entries;
  if (only === undefined) throw unfound('matches no resource');
  if (other !== undefined) throw unfound('matches several resources');
  return relative({ type: only.type, id: only.id });
}

function unfound(why: string): Error {
  return problem('precondition-failed', {
    why: `A conditional reference of this entry ${why}. Nothing was stored.`,
  });
}

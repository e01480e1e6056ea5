/**
 * Searches in resources that no store holds yet, by the same index values and criteria. What a
 * chain or a reverse chain leads to is in the store, and so holds of none of them.
 * https://hl7.org/fhir/R4/search.html
 */
import type { Resource } from '../../fhir/resource.js';
import type { Condition } from '../conditions.js';
import { criteriaOf } from '../criteria.js';
import { extract, hashed } from '../extract.js';
import type { SearchParameters } from '../parameters.js';
import { matches, type Looked } from '../query.js';

/** Nothing leaves the process, so that tokens need not be hashed. */
const clear = (text: string): string => text;
/** What is not written yet is written after all that is. */
const LAST = Number.MAX_SAFE_INTEGER;

/** A resource, ready to be looked at under the id that it will have. */
export function unstored(parameters: SearchParameters, resource: Resource, id: string): Looked {
  const raw = extract(parameters, resource, { written: LAST, everywhere: true });
  const { tokens, ranges, texts } = hashed(raw, clear);
  const known = new Set(tokens);
  return {
    ...{ id, written: LAST, tokens: () => known },
    ranges: (param) => ranges[param] ?? [],
    texts: (param) => texts[param] ?? [],
  };
}

/** Whether a query of its type holds of such a resource. */
export function holdsOf(
  parameters: SearchParameters,
  query: { readonly type: string; readonly where: readonly Condition[] },
  row: Looked,
): boolean {
  return matches(criteriaOf(query, { parameters, token: clear }), row);
}

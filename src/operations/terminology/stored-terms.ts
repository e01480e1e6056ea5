/**
 * The codes that a search may mean by what its caller stored: value sets for `:in` and `:not-in`,
 * code systems for `:above` and `:below`. https://hl7.org/fhir/R4/search.html#token
 */
import type { Caller } from '../../access/caller.js';
import { mayEver } from '../../access/rights.js';
import type { ActQuery } from '../../audit/act.js';
import type { Pair } from '../../search/conditions.js';
import { searchTerms, type SearchTerms } from '../../terminology/terms.js';
import { knownFor, type TerminologyNeeds, type Wanted } from './known.js';

/**
 * Gives the codes known to a caller who may have stored some, for the parameters of a search;
 * undefined where nothing stored can matter. Each look is traced as the caller's.
 */
export function storedTerms(needs: TerminologyNeeds) {
  return async (
    caller: Caller,
    pairs: readonly Pair[],
    asked: ActQuery,
  ): Promise<SearchTerms | undefined> => {
    if (!mayEver(caller.kind, 'create', 'ValueSet')) return undefined;
    const wanted = pairs.flatMap(wantedBy);
    if (wanted.length === 0) return undefined;
    const known = await knownFor(needs, { caller, asked }, { wanted });
    return known === needs.terminology ? undefined : searchTerms(known);
  };
}

function wantedBy([name, value]: Pair): Wanted[] {
  const values = value.split(',');
  if (/:(not-)?in$/.test(name))
    return values.map((canonical) => ({ kind: 'ValueSet', canonical }) as const);
  if (!/:(above|below)$/.test(name)) return [];
  const systems = values.flatMap((each) => (each.includes('|') ? (each.split('|')[0] ?? '') : []));
  return systems.map((canonical) => ({ kind: 'CodeSystem', canonical }) as const);
}

/**
 * The codes that a search may mean by a value set, or by a code and those above or below it.
 * https://hl7.org/fhir/R4/search.html#token
 */
import { withoutVersion } from '../fhir/reference.js';
import type { CodeSystem } from './code-system.js';
import { expand } from './expansion.js';
import type { Terminology } from './terminology.js';

/** A value set of more codes is not searched by: each is a criterion of its own. */
const CODES_MAX = 2_000;

/** What a search asks of a terminology; undefined where it is not known, or not wholly. */
export interface SearchTerms {
  membersOf(valueSet: string): readonly { system: string; code: string }[] | undefined;
  around(reach: 'above' | 'below', system: string, code: string): readonly string[] | undefined;
}

/** The codes of a terminology as searches ask for them. */
export function searchTerms(terminology: Terminology): SearchTerms {
  return {
    membersOf: (canonical) => {
      const valueSet =
        terminology.valueSet(canonical) ?? terminology.valueSet(withoutVersion(canonical));
      const expanded = valueSet === undefined ? undefined : expand(valueSet, terminology);
      if (expanded === undefined || 'unknown' in expanded) return undefined;
      if (expanded.members.length > CODES_MAX) return undefined;
      return expanded.members.map(({ system = '', code }) => ({ system, code }));
    },
    around: (reach, url, code) => {
      const system = terminology.codeSystem(url);
      return system?.hierarchical === true ? reached(system, reach, code) : undefined;
    },
  };
}

/** Each code once, although a code may stand below several. */
function reached(system: CodeSystem, reach: 'above' | 'below', code: string): string[] {
  const found = new Set([system.find(code)?.code ?? code]);
  for (const each of found) {
    const concept = system.find(each);
    const next = reach === 'below' ? concept?.children : concept?.parents;
    for (const further of next ?? []) found.add(further);
  }
  return [...found];
}

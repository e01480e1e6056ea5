/**
 * Where the searches within a search look: what a chain, a reverse chain or an include leads to is
 * looked for as its own caller would look for it, in the same dossier or outside all dossiers. What
 * they may not search is not there.
 */
import type { Caller } from '../../access/caller.js';
import { coveredByScope } from '../../access/decide.js';
import { admits, type Entry } from '../../access/entry.js';
import { narrow, narrowOutside } from '../../access/narrow.js';
import { mayEver } from '../../access/rights.js';
import { acrossStreams } from '../../search/across.js';
import type { Criterion } from '../../search/query.js';
import type { StoreQuery } from '../../storage/store.js';
import { looker, type Visit } from '../judge.js';
import type { Needs } from '../needs.js';

/** Who searches, and in which dossier if in one. */
export interface Searcher {
  readonly caller: Caller;
  readonly at?: Visit;
}

/** What a store is asked, for a place. */
export type Ground = Pick<StoreQuery, 'within' | 'where' | 'type'>;

/** What is asked of a type where the caller may look for it; undefined where they may nowhere. */
export function groundOf(
  needs: Needs,
  by: Searcher,
  type: string,
  criterion: Criterion,
): Ground | undefined {
  const { caller } = by;
  if (type === 'AuditEvent') return undefined;
  if (!mayEver(caller.kind, 'search', type) || !coveredByScope(caller, 'search', type)) {
    return undefined;
  }
  return groundFor(needs, by, { type, criterion });
}

/** The same where the right to look need not be asked for; `entry` as if they came in this far. */
export function groundFor(
  needs: Needs,
  { caller, at }: Searcher,
  asked: { readonly type: string; readonly criterion: Criterion; readonly entry?: Entry },
): Ground | undefined {
  const { type, criterion } = asked;
  const { token } = needs.envelope;
  const isOutside = needs.rules.homeOf(type) === null;
  if (at === undefined || isOutside) {
    if (!isOutside && !looksEverywhere(caller, type)) return undefined;
    const across = { type, criterion: acrossStreams(criterion, type, token) };
    const where = narrowOutside(caller, across, token);
    return { within: { space: caller.space }, type, where };
  }
  const entry = asked.entry ?? at.entry;
  if (!admits(entry, type)) return undefined;
  const own = narrow(looker(needs, at, entry), type);
  return { within: { head: at.head }, type, where: { kind: 'all', of: [criterion, own] } };
}

/** Without a dossier, what belongs to dossiers is found by these alone (decision 9). */
function looksEverywhere(caller: Caller, type: string): boolean {
  return caller.kind === 'tester' || (caller.kind === 'registrar' && type === 'Patient');
}

/** Chained criteria, resolved innermost first with searches of their own, under the same rights. */
import { narrow } from '../../access/narrow.js';
import { acrossStreams } from '../../search/across.js';
import { chainsOf, type Branch, type Chain, type Condition } from '../../search/conditions.js';
import { criteriaOf } from '../../search/criteria.js';
import { patientsNamed } from '../../search/patient.js';
import type { Criterion } from '../../search/query.js';
import type { Caller } from '../../access/caller.js';
import type { Entry } from '../../access/entry.js';
import type { StoreQuery } from '../../storage/store.js';
import type { Visit } from '../judge.js';
import type { Needs } from '../needs.js';

/** Resources a chain may lead to, at most; more would make a search that says nothing. */
const TARGETS_MAX = 1_000;

/** Who searches, and in which dossier if in one. */
export interface Searcher {
  readonly caller: Caller;
  readonly at?: Visit;
}

/** The criterion of a query, its chains resolved. */
export async function criterionOf(
  needs: Needs,
  by: Searcher,
  query: { readonly type: string; readonly where: readonly Condition[] },
): Promise<Criterion> {
  const resolved = new Map<Chain, readonly string[]>();
  for (const chain of chainsOf(query)) resolved.set(chain, await targetsOf(needs, by, chain));
  const { parameters } = needs.rules;
  return criteriaOf(query, { parameters, token: needs.envelope.token, resolved });
}

async function targetsOf(needs: Needs, by: Searcher, chain: Chain): Promise<string[]> {
  const targets: string[] = [];
  for (const branch of chain.branches) targets.push(...(await hitsOf(needs, by, branch)));
  return targets;
}

async function hitsOf(needs: Needs, by: Searcher, branch: Branch): Promise<string[]> {
  const criterion = await criterionOf(needs, by, branch);
  const page = await needs.store.search({
    ...placeOf(needs, by, branch, criterion),
    type: branch.type,
    order: { by: 'id', descending: false },
    limit: TARGETS_MAX,
    counted: false,
  });
  return page.hits.map(({ version }) => `${version.type}/${version.id}`);
}

/**
 * In the dossier what belongs to it, narrowed; the directory, and the test space without a dossier,
 * across streams.
 */
function placeOf(
  needs: Needs,
  by: Searcher,
  branch: Branch,
  criterion: Criterion,
): Pick<StoreQuery, 'within' | 'where'> {
  const { token } = needs.envelope;
  const { at, caller } = by;
  const { type } = branch;
  if (at === undefined || needs.rules.homeOf(type) === null) {
    return { within: { space: caller.space }, where: acrossStreams(criterion, type, token) };
  }
  const entry = at.entry.kind === 'own' && namesPatient(needs, branch) ? BY_NAME : at.entry;
  const own = narrow(caller, at.policy, entry, token);
  return {
    within: { stream: at.head.stream, head: at.head.n },
    where: { kind: 'all', of: [criterion, own] },
  };
}

/**
 * Whoever knows the identifier may name the patient by it, and learns nothing by that; no other
 * criterion looks at a Patient that its caller may not read.
 */
function namesPatient(needs: Needs, { type, where }: Branch): boolean {
  const [only, ...more] = where;
  if (type !== 'Patient' || only === undefined || more.length > 0) return false;
  const named = patientsNamed(needs.rules.parameters, { type, where: [only] });
  return named !== undefined && named.identifiers.length > 0;
}

const BY_NAME: Entry = { kind: 'whole', because: 'existence-check' };

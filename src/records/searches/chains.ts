/**
 * Chains and reverse chains, resolved innermost first with searches of their own, under the same
 * rights and within one limit for the whole query.
 */
import type { Entry } from '../../access/entry.js';
import { mayEver } from '../../access/rights.js';
import { parseJson } from '../../fhir/json.js';
import { both, type Sentence } from '../../fhir/language.js';
import { problem } from '../../fhir/problem.js';
import type { Resource } from '../../fhir/resource.js';
import type { Branch, Chain, Condition, Has, Join, Listed } from '../../search/conditions.js';
import { joinsOf, type TokenValue } from '../../search/conditions.js';
import { criteriaOf } from '../../search/criteria.js';
import { referenceToken } from '../../search/indexing/tokens.js';
import { listItems, targetsOf } from '../../search/links.js';
import { patientsNamed } from '../../search/patient.js';
import type { Criterion } from '../../search/query.js';
import type { Hit } from '../../storage/store.js';
import type { Needs } from '../needs.js';
import { patientKey } from '../where.js';
import { groundFor, groundOf, type Ground, type Searcher } from './ground.js';
import { hiddenReferences, withoutThese } from './hidden.js';
import { dependsOnView, pointsAtHidden, withoutHidden } from './pointing.js';
import { readable, shownTo } from './readable.js';
import { asShown, viewsAt } from './views.js';

/** Searches within one search, at most. */
const SEARCHES_MAX = 200;
/** Resources that all of them may find together, at most; more would say nothing. */
const FOUND_MAX = 2_000;

/** Lists of one `_list`, at most. */
const LISTS_MAX = 100;

/** A searcher with what their whole query may still cost, and what is hidden from them. */
export interface Looking extends Searcher {
  readonly spent: { searches: number; found: number };
  /** `Type/id` of what they may not see of the dossier; asked once, and only where it matters. */
  readonly hidden: () => Promise<ReadonlySet<string>>;
}

/** The searcher of one query. */
export function looking(needs: Needs, by: Searcher): Looking {
  const { at } = by;
  let asked: Promise<ReadonlySet<string>> | undefined;
  const hidden = (): Promise<ReadonlySet<string>> => {
    asked ??= at === undefined ? Promise.resolve(new Set()) : hiddenReferences(needs, at);
    return asked;
  };
  return { ...by, spent: { searches: 0, found: 0 }, hidden };
}

interface Asking {
  readonly type: string;
  readonly where: readonly Condition[];
}

/** The criterion of a query, its joins resolved, as if what is hidden did not exist. */
export async function criterionOf(
  needs: Needs,
  by: Looking,
  query: Asking,
  n = by.at?.head.n,
): Promise<Criterion> {
  const type = needs.rules.parameters.types.get(query.type);
  const depends = type !== undefined && query.where.some((one) => dependsOnView(type, one));
  const hidden = depends || pointsAtHidden(query) ? await by.hidden() : new Set<string>();
  const visible = withoutHidden(query, hidden);
  const resolved = new Map<Join, readonly string[]>();
  await Promise.all(
    joinsOf(visible).map(async (join) => {
      resolved.set(join, await leadsTo(needs, by, visible.type, join));
    }),
  );
  const { parameters } = needs.rules;
  const asked = criteriaOf(visible, { parameters, token: needs.envelope.token, resolved });
  const isSeen = !depends || by.at === undefined || n === undefined;
  const also: readonly Criterion[] = [];
  const views = isSeen ? [] : await viewsAt(needs, by.at, { type, n, hidden, also });
  return { kind: 'all', of: [asShown(asked, views), ...withoutThese(query.type, [...hidden])] };
}

function leadsTo(needs: Needs, by: Looking, type: string, join: Join): Promise<readonly string[]> {
  if (join.kind === 'chain') return chained(needs, by, join);
  return join.kind === 'has' ? heldFor(needs, by, type, join) : listed(needs, by, join);
}

async function chained(needs: Needs, by: Looking, chain: Chain): Promise<readonly string[]> {
  const hits = await Promise.all(chain.branches.map((branch) => hitsOf(needs, by, branch)));
  return hits.flat();
}

async function hitsOf(needs: Needs, by: Looking, branch: Branch): Promise<readonly string[]> {
  if (!mayEver(by.caller.kind, 'search', branch.type)) return [];
  const own = patientByIdentity(needs, by, branch);
  if (own !== undefined) return [own];
  const criterion = await criterionOf(needs, by, branch);
  const hits = await lookUp(needs, by, placeOf(needs, by, branch, criterion));
  return hits.map(({ version }) => `${version.type}/${version.id}`);
}

/** What the hits of a reverse chain refer to, as their searcher sees them. */
async function heldFor(
  needs: Needs,
  by: Looking,
  type: string,
  { param, branch }: Has,
): Promise<readonly string[]> {
  const criterion = await criterionOf(needs, by, branch);
  const policy = by.at?.policy;
  if (type === 'Patient' && policy?.kind === 'dossier') {
    // A dossier has one Patient: any one hit that names it is enough.
    const patient = `Patient/${policy.patient}`;
    const token = needs.envelope.token(referenceToken(param.code, patient));
    const of: Criterion[] = [{ kind: 'token', token }, criterion];
    const ground = groundOf(needs, by, branch.type, { kind: 'all', of });
    return (await lookUp(needs, by, ground, 1)).length === 0 ? [] : [patient];
  }
  const hits = await lookUp(needs, by, groundOf(needs, by, branch.type, criterion));
  const versions = await needs.store.whole(hits);
  const shown = await Promise.all(versions.map((version) => shownTo(needs, by, version)));
  const { parameters } = needs.rules;
  // What was stored is a resource.
  return shown.flatMap(({ body }) => targetsOf(parameters, parseJson(body) as Resource, param));
}

/** The entries of lists, as their searcher sees them. */
async function listed(needs: Needs, by: Looking, { ids }: Listed): Promise<readonly string[]> {
  if (ids.length > LISTS_MAX) throw tooFar(both(`${LISTS_MAX} lists`, `${LISTS_MAX} listes`));
  const lists = await readable(
    needs,
    by,
    ids.map((id) => `List/${id}`),
  );
  return lists.flatMap(({ shown }) => listItems(parseJson(shown.body) as Resource));
}

/** A search within the search, within what the whole query may cost. */
async function lookUp(
  needs: Needs,
  { spent }: Looking,
  ground: Ground | undefined,
  limit = FOUND_MAX + 1,
): Promise<readonly Hit[]> {
  if (ground === undefined) return [];
  spent.searches += 1;
  if (spent.searches > SEARCHES_MAX)
    throw tooFar(both(`${SEARCHES_MAX} searches`, `${SEARCHES_MAX} recherches`));
  const order = { by: 'id', descending: false } as const;
  const { hits } = await needs.store.search({ ...ground, order, limit, counted: false });
  spent.found += hits.length;
  if (spent.found > FOUND_MAX)
    throw tooFar(both(`${FOUND_MAX} resources on its way`, `${FOUND_MAX} ressources en chemin`));
  return hits;
}

function tooFar(most: Sentence): Error {
  return problem('invalid-search', {
    why: `The chains of this search need more than ${most.why}. Name the type that a reference leads to, or ask for less in each chain.`,
    french: `Les chaînes de cette recherche demandent plus de ${most.french}. Nommer le type auquel mène une référence, ou demander moins dans chaque chaîne.`,
  });
}

/** Whoever knows an identifier may name the patient by it, whatever their rights. */
function placeOf(
  needs: Needs,
  by: Searcher,
  branch: Branch,
  criterion: Criterion,
): Ground | undefined {
  const { type } = branch;
  if (identifiersNamed(needs, branch).length === 0) return groundOf(needs, by, type, criterion);
  return groundFor(needs, by, {
    type,
    criterion,
    ...(by.at?.entry.kind === 'own' ? { entry: BY_NAME } : {}),
  });
}

/**
 * The identifiers by which a branch names Patients, if it asks nothing else. Whoever knows one may
 * name the patient by it, and learns nothing by that; no other criterion looks at a Patient that
 * its caller may not read.
 */
function identifiersNamed(needs: Needs, { type, where }: Branch): readonly TokenValue[] {
  const [only, ...more] = where;
  if (type !== 'Patient' || only === undefined || more.length > 0) return [];
  return patientsNamed(needs.rules.parameters, { type, where: [only] })?.identifiers ?? [];
}

/**
 * The dossier's Patient, where the branch asks for a national identity that the head says they
 * bear, as nearly every search by `patient.identifier` does. Nothing has to be looked up for that.
 */
function patientByIdentity(
  needs: Needs,
  { at, caller }: Searcher,
  branch: Branch,
): string | undefined {
  if (at?.policy.kind !== 'dossier') return undefined;
  const { patient, identities = [] } = at.policy;
  const isBorne = identifiersNamed(needs, branch).some(({ system, code }) => {
    if (system === undefined || code === undefined) return false;
    const clear = patientKey(caller.space, { system, value: code });
    return identities.includes(needs.envelope.uniqueKey(clear));
  });
  return isBorne ? `Patient/${patient}` : undefined;
}

const BY_NAME: Entry = { kind: 'whole', because: 'existence-check', role: 'named' };

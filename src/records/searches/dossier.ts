/** A search in one dossier, at one head: criteria, rights and page in one bounded query. */
import type { Caller } from '../../access/caller.js';
import { narrow, notArchived } from '../../access/narrow.js';
import type { Condition, Query, ReferenceValue } from '../../search/conditions.js';
import { leavesOutArchived } from '../../search/patient.js';
import type { Criterion } from '../../search/query.js';
import type { Hit, Page } from '../../storage/store.js';
import { factsOf, type Visit } from '../judge.js';
import type { Needs } from '../needs.js';
import { byClass } from '../traces/classes.js';
import { record, type Told } from '../traces/trace.js';
import { shownVersion } from '../view.js';
import { criterionOf } from './chains.js';
import { enterFor } from './entering.js';
import { hiddenReferences, withdrawnReferences } from './hidden.js';
import type { SearchPlace } from './named.js';
import { bounds, wishOf, type Found, type SearchRequest } from './request.js';
import { searchTold, toldIn } from './told.js';

/**
 * Searches a dossier; refused with 403 where the caller has no access to it at all (decision 16).
 */
export async function searchDossier(
  needs: Needs,
  caller: Caller,
  request: SearchRequest,
  place: SearchPlace & { kind: 'dossier' },
): Promise<Found> {
  const at = await enterFor(needs, caller, request.query, place);
  const page = await needs.store.search({
    within: { stream: at.head.stream, head: request.page?.head ?? at.head.n },
    type: request.query.type,
    where: await conditions(needs, at, request),
    ...bounds(request),
  });
  await record(needs, ...tales(at, request, page.hits));
  return found(needs, at, page, request);
}

async function conditions(needs: Needs, at: Visit, request: SearchRequest): Promise<Criterion> {
  const { query, page } = request;
  const { token } = needs.envelope;
  const isLater = (page?.head ?? at.head.n) < at.head.n;
  const looks = isLater || pointsAtHidden(query);
  const hidden = looks ? await hiddenReferences(needs, at) : new Set<string>();
  const withdrawn = isLater ? await withdrawnReferences(needs, at, query.type) : [];
  const asked = await criterionOf(needs, { caller: at.caller, at }, withoutHidden(query, hidden));
  const archived = leavesOutArchived(needs.rules.parameters, query) ? [notArchived(token)] : [];
  return {
    kind: 'all',
    of: [
      asked,
      narrow(at.caller, at.policy, at.entry, token),
      ...archived,
      ...without(query.type, [...hidden, ...withdrawn]),
    ],
  };
}

/** Lists, and searches by reference, are where a hidden document could show through. */
function pointsAtHidden(query: Query): boolean {
  return query.type === 'List' || query.where.some(mayPointAtHidden);
}

/** A parameter that names patients alone, as nearly every search has, points at nothing hidden. */
function mayPointAtHidden(condition: Condition): boolean {
  if (condition.kind !== 'reference') return false;
  return condition.param.targets?.some((type) => HIDEABLE.includes(type)) ?? true;
}

const HIDEABLE: readonly string[] = ['DocumentReference', 'List', 'Binary'];

/**
 * A later page reads the first page's head, under the rights and labels of now: what is hidden or
 * withdrawn since is not given (decision 24). A list is hidden when all its entries are.
 */
function without(type: string, references: readonly string[]): Criterion[] {
  const ids = references
    .filter((reference) => reference.startsWith(`${type}/`))
    .map((reference) => reference.slice(type.length + 1));
  return ids.length === 0 ? [] : [{ kind: 'not', of: { kind: 'id', ids } }];
}

/** A reference to a hidden resource finds nothing, as one to an unknown resource. */
function withoutHidden(query: Query, hidden: ReadonlySet<string>): Query {
  if (hidden.size === 0) return query;
  return { ...query, where: query.where.map((condition) => unpointed(condition, hidden)) };
}

function unpointed(condition: Condition, hidden: ReadonlySet<string>): Condition {
  if (condition.kind !== 'reference') return condition;
  return { ...condition, values: condition.values.filter((value) => !names(value, hidden)) };
}

function names(value: ReferenceValue, hidden: ReadonlySet<string>): boolean {
  switch (value.form) {
    case 'local':
      return hidden.has(value.target);
    case 'id':
      return hidden.has(`DocumentReference/${value.id}`) || hidden.has(`List/${value.id}`);
    case 'url':
      return false;
  }
}

/**
 * One event with the query; one more for each class of documents given that some readers of the
 * trace may not see.
 */
function tales(at: Visit, request: SearchRequest, hits: readonly Hit[]): Told[] {
  const given = hits.slice(0, wishOf(request).limit);
  const classes = byClass(
    given.map(({ version }) => ({
      reference: `${version.type}/${version.id}`,
      facts: factsOf(version),
    })),
  );
  const open: Told = {
    ...searchTold(at.caller, request),
    ...toldIn(at, request.query.type),
    query: request.asked,
  };
  const hidden = [...classes]
    .filter(([key]) => key !== '')
    .map(([, members]) => members.map(({ reference }) => reference));
  return [
    open,
    ...hidden.map((about) => ({
      ...toldIn(at, request.query.type),
      about,
      entities: about.map((what) => ({ what, role: 'domain' as const })),
      query: request.asked,
    })),
  ];
}

async function found(needs: Needs, at: Visit, page: Page, request: SearchRequest): Promise<Found> {
  const { limit } = wishOf(request);
  const given = page.hits.slice(0, limit);
  const entries = await Promise.all(
    given.map(({ version }) => shownVersion(needs, at, version.type, version)),
  );
  const last = given.at(-1);
  const more = page.hits.length > given.length && last !== undefined;
  const head = request.page?.head ?? at.head.n;
  return {
    entries,
    ...(page.total === undefined ? {} : { total: page.total }),
    ...(more ? { next: { head, place: last.place } } : {}),
  };
}

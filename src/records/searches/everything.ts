/**
 * All of a dossier that a caller may see, type by type at one head, page by page; and what those
 * resources refer to outside of it, such as the directory. Each page leaves the trace of a search.
 */
import type { Caller } from '../../access/caller.js';
import { coveredByScope } from '../../access/decide.js';
import { admits } from '../../access/entry.js';
import { mayEver } from '../../access/rights.js';
import type { ActQuery } from '../../audit/act.js';
import { isObject } from '../../fhir/elements.js';
import { parseJson } from '../../fhir/json.js';
import { both, type Sentence } from '../../fhir/language.js';
import { problem } from '../../fhir/problem.js';
import type { Address } from '../../fhir/resource.js';
import type { Shown } from '../../fhir/version.js';
import type { Query } from '../../search/conditions.js';
import type { Place } from '../../search/query.js';
import type { Hit, Page } from '../../storage/store.js';
import { dossierNamed } from '../finding.js';
import { visit, type Visit } from '../judge.js';
import type { Needs } from '../needs.js';
import { markRecorded } from '../traces/refused.js';
import { record } from '../traces/trace.js';
import { nameOf } from '../versions-at.js';
import { settle } from '../where.js';
import { looking } from './chains.js';
import { conditions, found, tales } from './dossier.js';
import { enterFor } from './entering.js';
import { readable } from './readable.js';
import { toldIn } from './told.js';
import type { SearchRequest } from './request.js';

/** Types looked at together. */
const BATCH = 16;

/** What of a dossier is wanted. */
export interface DossierRequest {
  /** Id of the Patient. */
  readonly patient: string;
  /** One for each type, in the order in which they are given. */
  readonly queries: readonly Query[];
  /** Whether a type outside all dossiers is given where a resource refers to it. */
  readonly includes: (type: string) => boolean;
  readonly asked: ActQuery;
  readonly limit: number;
  readonly page?: DossierMark;
}

/** Where the next page begins. */
export interface DossierMark {
  readonly head: number;
  /** The types that have more to give, the first of them from after the place on. */
  readonly types: readonly string[];
  readonly place?: Place;
  readonly total: number;
}

/** A page of a dossier. */
export interface FoundInDossier {
  readonly entries: readonly Shown[];
  /** What the entries refer to outside of the dossier. */
  readonly included: readonly Shown[];
  readonly total: number;
  /** Absent on the last page. */
  readonly next?: DossierMark;
}

/** Finds a page. Fails with unknown-patient, no-access, not-allowed or page-expired. */
export async function everything(
  needs: Needs,
  given: Caller,
  request: DossierRequest,
): Promise<FoundInDossier> {
  const caller = await settle(needs, given);
  const { head } = await dossierNamed(needs, caller, { id: request.patient });
  const visiting = visit(needs, caller, head);
  const queries = request.queries
    .filter(({ type }) => maySearch(caller, type))
    .filter(({ type }) => admits(visiting.entry, type));
  const [first] = queries;
  if (first === undefined) throw await refusedAll(needs, visiting, NOTHING_IN_IT);
  if (isCarer(visiting)) throw await refusedAll(needs, visiting, NO_DOWNLOAD);
  const place = { kind: 'dossier', head, byIdentity: false } as const;
  const at = await enterFor(needs, caller, first, place);
  const n = request.page?.head ?? head.n;
  const pages = await pagesOf(needs, at, { request, queries, n });
  const { hits, next, total } = filled(pages, request, n);
  const whole = { ...requestOf(request, first, n), limit: request.limit };
  const { entries } = await found(needs, at, { hits: [...hits] }, whole);
  const included = await referredTo(needs, at.caller, entries, request.includes);
  await record(needs, ...tales(at, whole, hits));
  return { entries, included, total, ...(next === undefined ? {} : { next }) };
}

function maySearch(caller: Caller, type: string): boolean {
  return mayEver(caller.kind, 'search', type) && coveredByScope(caller, 'search', type);
}

/** A carer reads, and does not take the whole away. */
function isCarer({ entry }: Visit): boolean {
  return entry.kind === 'whole' && entry.role === 'carer';
}

const NOTHING_IN_IT = both(
  'This caller, with this token, may search nothing in a dossier.',
  'Cet appelant, avec ce jeton, ne peut rien chercher dans un dossier.',
);
const NO_DOWNLOAD = both(
  'A carer does not download the whole dossier: search and read what is needed.',
  'Un aidant ne télécharge pas tout le dossier : chercher et lire ce qui est nécessaire.',
);

async function refusedAll(needs: Needs, at: Visit, why: Sentence): Promise<Error> {
  const told = toldIn(at, 'Patient', 'operation');
  await record(needs, { ...told, outcome: 'refused', because: 'not-allowed' });
  return markRecorded(problem('not-allowed', why));
}

interface Wanted {
  readonly request: DossierRequest;
  readonly queries: readonly Query[];
  /** The head that is read. */
  readonly n: number;
}

interface TypePage extends Page {
  readonly type: string;
}

/**
 * A page of each type that may have more; on a first page each type that the dossier has anything
 * of is counted, too.
 */
async function pagesOf(needs: Needs, at: Visit, wanted: Wanted): Promise<readonly TypePage[]> {
  const { request, queries } = wanted;
  const left = new Set(request.page?.types ?? (await needs.store.typesIn(at.head)));
  const open = queries.filter(({ type }) => left.has(type));
  const pages: TypePage[] = [];
  let room = request.limit;
  for (let from = 0; from < open.length; from += BATCH) {
    const some = open.slice(from, from + BATCH);
    const more = await Promise.all(some.map((query) => pageOf(needs, at, wanted, { query, room })));
    pages.push(...more);
    room -= more.reduce((sum, { hits }) => sum + Math.min(room, hits.length), 0);
    room = Math.max(0, room);
  }
  return pages;
}

async function pageOf(
  needs: Needs,
  at: Visit,
  { request, n }: Wanted,
  { query, room }: { query: Query; room: number },
): Promise<TypePage> {
  const { page } = request;
  const look = { ...looking(needs, { caller: at.caller, at }), at };
  const after = page?.types[0] === query.type ? page.place : undefined;
  const found = await needs.store.search({
    within: { head: at.head, n },
    type: query.type,
    where: await conditions(needs, look, at, requestOf(request, query, n)),
    order: { by: 'at', descending: true },
    limit: room + 1,
    counted: page === undefined,
    ...(after === undefined ? {} : { after }),
  });
  return { ...found, type: query.type };
}

/** One type's part as a search, so that rights and trace are those of one. */
function requestOf(request: DossierRequest, query: Query, n: number): SearchRequest {
  return {
    query: { ...query, wanted: { totalOnly: false, count: request.limit } },
    asked: request.asked,
    pageSizeMax: request.limit,
    as: 'operation',
    archivedToo: true,
    page: { head: n, place: { value: null, id: '' } },
  };
}

/** As many hits as a page takes, in the order of the types, and where the next one begins. */
function filled(
  pages: readonly TypePage[],
  { limit, page }: DossierRequest,
  head: number,
): { hits: readonly Hit[]; total: number; next?: DossierMark } {
  const total = page?.total ?? pages.reduce((sum, { total = 0 }) => sum + total, 0);
  const hits: Hit[] = [];
  for (const [index, { hits: more }] of pages.entries()) {
    const taken = more.slice(0, limit - hits.length);
    hits.push(...taken);
    if (taken.length === more.length) continue;
    const left = pages.slice(index).filter((one) => one.hits.length > 0);
    const place =
      taken.at(-1)?.place ?? (page?.types[0] === left[0]?.type ? page?.place : undefined);
    const types = left.map(({ type }) => type);
    return { hits, total, next: { head, types, total, ...(place === undefined ? {} : { place }) } };
  }
  return { hits, total };
}

/** The resources outside all dossiers that these refer to, as far as the caller may read them. */
async function referredTo(
  needs: Needs,
  caller: Caller,
  entries: readonly Shown[],
  includes: (type: string) => boolean,
): Promise<readonly Shown[]> {
  const { knows, homeOf } = needs.rules;
  const isWanted = ({ type }: Address): boolean =>
    knows(type) && homeOf(type) === null && includes(type);
  const met = entries.flatMap(({ body }) => referencesIn(parseJson(body)).filter(isWanted));
  const found = await readable(needs, { caller }, [...new Set(met.map(nameOf))]);
  return found.map(({ shown }) => shown);
}

const REFERENCE = /^([A-Z][A-Za-z]{1,63})\/([A-Za-z0-9\-.]{1,64})(\/_history\/\d+)?$/;

function referencesIn(value: unknown): Address[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  const { reference } = value;
  const [, type, id] = typeof reference === 'string' ? (REFERENCE.exec(reference) ?? []) : [];
  const own = type === undefined || id === undefined ? [] : [{ type, id }];
  return [...own, ...Object.values(value).flatMap(referencesIn)];
}

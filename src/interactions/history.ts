/**
 * FHIR history: of one resource, of a type, of all. https://hl7.org/fhir/R4/http.html#history
 * Newest first, page by page; deletions are entries without a resource.
 */
import type { Caller } from '../access/caller.js';
import { formatInstant, intervalOf } from '../fhir/instant.js';
import { both, type Sentence } from '../fhir/language.js';
import { problem } from '../fhir/problem.js';
import type { Address } from '../fhir/resource.js';
import { etag, type Shown } from '../fhir/version.js';
import type { Ids } from '../ids.js';
import type { Records } from '../records/records.js';
import type { Pair } from '../search/conditions.js';
import type { Place } from '../search/query.js';
import { isOfTheAnswer, selfUrl } from '../search/self-url.js';
import type { Cursors } from './search.js';

/** What a history is built on. */
export interface HistoryNeeds {
  readonly records: Records;
  readonly ids: Ids;
  readonly settings: { readonly base: string; readonly pageSizeMax: number };
  readonly cursors: Cursors;
}

/** A history as it is asked for. */
export interface HistoryAsked {
  /** Of what: one resource, a type, or all. */
  readonly of: Address | { readonly type?: string };
  readonly pairs: readonly Pair[];
  /** Request line, for the audit. */
  readonly line: string;
}

/** What `_since`, `_at` and `_count` say. */
interface Wishes {
  readonly since?: number;
  readonly at?: { readonly lo: number; readonly hi: number };
  readonly count: number;
}

/** What a next link carries. */
interface Cursor {
  readonly history: string;
  readonly pairs: readonly Pair[];
  readonly after: Place;
  /** The token's subject: the link is of no use to another. */
  readonly subject: string;
}

interface Page {
  readonly versions: readonly Shown[];
  readonly total: number;
  readonly next?: Place;
}

const PAGE_PARAMETER = '_page';
const COUNT = 50;

/** The bytes of a history Bundle: every version the caller may see. */
export async function history(
  needs: HistoryNeeds,
  caller: Caller,
  asked: HistoryAsked,
): Promise<Buffer> {
  const path = pathOf(asked.of);
  const cursor = cursorOf(needs, caller, { asked, path });
  const pairs = cursor?.pairs ?? asked.pairs;
  const wishes = wishesOf(needs, pairs);
  const page = await pageOf(needs, caller, { asked, wishes, after: cursor?.after });
  const link = [{ relation: 'self', url: selfOf(needs, path, pairs) }];
  if (page.next !== undefined) {
    const next: Cursor = {
      ...{ history: path, pairs, after: page.next, subject: caller.token.subject },
    };
    const sealed = needs.cursors.seal(next);
    const further: Pair = [PAGE_PARAMETER, sealed];
    const look = asked.pairs.filter(isOfTheAnswer);
    link.push({ relation: 'next', url: selfUrl(needs.settings.base, path, [further, ...look]) });
  }
  const head = {
    ...{ resourceType: 'Bundle', id: needs.ids.uuid(), type: 'history', total: page.total, link },
  };
  const entries = page.versions.map((shown) => entryOf(needs.settings.base, shown));
  const listed = entries.length === 0 ? '' : `,"entry":[${entries.join(',')}]`;
  return Buffer.from(`${JSON.stringify(head).slice(0, -1)}${listed}}`);
}

function pathOf(of: HistoryAsked['of']): string {
  if ('id' in of) return `${of.type}/${of.id}/_history`;
  return of.type === undefined ? '_history' : `${of.type}/_history`;
}

function selfOf({ settings }: HistoryNeeds, path: string, pairs: readonly Pair[]): string {
  const query = new URLSearchParams(
    pairs.filter(([name]) => KNOWN.includes(name)).map(([...p]) => p),
  );
  return `${settings.base}/${path}${query.size === 0 ? '' : `?${query.toString()}`}`;
}

const KNOWN: readonly string[] = ['_since', '_at', '_count'];

async function pageOf(
  { records }: HistoryNeeds,
  caller: Caller,
  { asked, wishes, after }: { asked: HistoryAsked; wishes: Wishes; after: Place | undefined },
): Promise<Page> {
  const { of, line } = asked;
  const { since, count, at } = wishes;
  if ('id' in of) return ofOne(await records.history(caller, of), wishes, after);
  if (at !== undefined) {
    throw fault(
      '_at',
      both(
        'it is for the history of one resource',
        "il est pour l'historique d'une seule ressource",
      ),
      both('Send _since, or ask for one', 'Envoyer _since, ou en demander une'),
    );
  }
  return records.written(caller, {
    ...of,
    limit: count,
    asked: { line },
    ...(since === undefined ? {} : { since }),
    ...(after === undefined ? {} : { after }),
  });
}

/** A page of the versions of one resource, which are known newest first. */
function ofOne(
  all: readonly Shown[],
  { since, at, count }: Wishes,
  after: Place | undefined,
): Page {
  const asked = all.filter((version, place) => {
    if (version.written < (since ?? 0)) return false;
    if (at === undefined) return true;
    // It stood from when it was written until the next one was.
    return version.written < at.hi && (all[place - 1]?.written ?? Infinity) >= at.lo;
  });
  const rest = asked.filter(({ version }) => after === undefined || version < Number(after.value));
  const versions = rest.slice(0, count);
  const last = versions.at(-1);
  const more = rest.length > count && last !== undefined;
  return {
    ...{ versions, total: asked.length },
    ...(more ? { next: { value: last.version, id: last.id } } : {}),
  };
}

function cursorOf(
  needs: HistoryNeeds,
  caller: Caller,
  { asked, path }: { asked: HistoryAsked; path: string },
): Cursor | undefined {
  const sealed = valueOf(asked.pairs, PAGE_PARAMETER);
  if (sealed === undefined) return undefined;
  // Only this server can have sealed it.
  const cursor = needs.cursors.open(sealed) as Cursor | undefined;
  if (cursor?.history === path && cursor.subject === caller.token.subject) return cursor;
  throw problem('invalid-search', {
    why: 'This page link was not made for this history and this caller. Ask for the first page again.',
    french:
      "Ce lien de page n'a pas été fait pour cet historique et cet appelant. Redemander la première page.",
  });
}

function wishesOf({ settings }: HistoryNeeds, pairs: readonly Pair[]): Wishes {
  const since = intervalAsked(pairs, '_since')?.lo;
  const at = intervalAsked(pairs, '_at');
  return {
    count: Math.min(countAsked(pairs), settings.pageSizeMax),
    ...(since === undefined ? {} : { since }),
    ...(at === undefined ? {} : { at }),
  };
}

function countAsked(pairs: readonly Pair[]): number {
  const value = valueOf(pairs, '_count');
  if (value === undefined) return COUNT;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw fault(
    '_count',
    both(`"${value}" is not a number`, `« ${value} » n'est pas un nombre`),
    both('Send 0 or a whole number above', 'Envoyer 0 ou un entier positif'),
  );
}

function intervalAsked(pairs: readonly Pair[], name: string): ReturnType<typeof intervalOf> {
  // An unescaped + of a zone arrives as a space.
  const value = valueOf(pairs, name)?.replace(' ', '+');
  const interval = value === undefined ? undefined : intervalOf(value);
  if (value === undefined || interval !== undefined) return interval;
  throw fault(
    name,
    both(`"${value}" is no date or instant`, `« ${value} » n'est ni une date ni un instant`),
    both('Send one such as 2026-01-31T08:00:00Z', 'En envoyer un tel que 2026-01-31T08:00:00Z'),
  );
}

function valueOf(pairs: readonly Pair[], name: string): string | undefined {
  return pairs.find(([key]) => key === name)?.[1];
}

function fault(name: string, what: Sentence, cure: Sentence): Error {
  return problem('invalid-search', {
    why: `${name}: ${what.why}. ${cure.why}.`,
    french: `${name} : ${what.french}. ${cure.french}.`,
  });
}

/** The body is final bytes and goes in as it is. */
function entryOf(base: string, shown: Shown): string {
  const { type, id, version, written, body } = shown;
  const first = version === 1;
  const gone = shown.gone === true;
  const method = gone ? 'DELETE' : first ? 'POST' : 'PUT';
  const request = { method, url: first ? type : `${type}/${id}` };
  const response = {
    status: gone ? '204' : first ? '201' : '200',
    etag: etag(version),
    lastModified: formatInstant(written),
  };
  const resource = gone ? '' : `"resource":${Buffer.from(body).toString('utf8')},`;
  return `{"fullUrl":${JSON.stringify(`${base}/${type}/${id}`)},${resource}"request":${JSON.stringify(request)},"response":${JSON.stringify(response)}}`;
}

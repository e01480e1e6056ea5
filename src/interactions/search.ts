/** FHIR search of one type, GET and POST alike. https://hl7.org/fhir/R4/search.html */
import type { Caller } from '../access/caller.js';
import type { Clock } from '../clock.js';
import { problem, type Issue } from '../fhir/problem.js';
import type { Shown } from '../fhir/version.js';
import type { Ids } from '../ids.js';
import type { Found, PageMark } from '../records/searches/request.js';
import type { Records } from '../records/records.js';
import type { Pair, Query } from '../search/conditions.js';
import type { SearchParameters } from '../search/parameters.js';
import { parse } from '../search/parse.js';
import { searchset, type SearchEntry } from '../search/searchset.js';
import { selfUrl } from '../search/self-url.js';

/** What a search is built on. */
export interface SearchNeeds {
  readonly records: Records;
  readonly parameters: SearchParameters;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly settings: { readonly base: string; readonly pageSizeMax: number };
  readonly cursors: Cursors;
}

/** Seals what a next link carries, so that nobody reads or makes one (decision 24). */
export interface Cursors {
  seal(value: unknown): string;
  open(text: string): unknown;
}

/** A search as it came. */
export interface SearchAsked {
  readonly type: string;
  /** Decoded, of the URL and of the form. */
  readonly pairs: readonly Pair[];
  /** `Prefer: handling=strict` (decision 10). */
  readonly strict: boolean;
  /** Request line and form, for the audit. */
  readonly line: string;
  readonly body?: string;
}

/** What a next link carries. */
interface Cursor {
  readonly type: string;
  readonly pairs: readonly Pair[];
  readonly mark: PageMark;
  /** The token's subject: the link is of no use to another. */
  readonly subject: string;
}

const PAGE_PARAMETER = '_page';

/** The bytes of a searchset Bundle. */
export async function search(
  needs: SearchNeeds,
  caller: Caller,
  asked: SearchAsked,
): Promise<Buffer> {
  const cursor = cursorOf(needs, caller, asked);
  const pairs = cursor?.pairs ?? asked.pairs;
  const query = parse(needs.parameters, asked.type, pairs, { strict: asked.strict });
  const self = selfUrl(needs.settings.base, query);
  const found = await needs.records.search(caller, {
    query,
    asked: quoted(needs, asked, cursor === undefined ? undefined : self),
    pageSizeMax: needs.settings.pageSizeMax,
    ...(cursor === undefined ? {} : { page: cursor.mark }),
  });
  const next =
    found.next === undefined
      ? {}
      : { next: nextUrl(needs, caller, asked.type, { pairs, mark: found.next }) };
  return searchset({
    id: needs.ids.uuid(),
    at: needs.clock.now(),
    self,
    ...next,
    ...(found.total === undefined ? {} : { total: found.total }),
    entries: found.entries.map((shown) => entryOf(needs, shown)),
    ...outcomeOf(needs, query, found),
  });
}

function cursorOf(needs: SearchNeeds, caller: Caller, asked: SearchAsked): Cursor | undefined {
  const sealed = asked.pairs.find(([name]) => name === PAGE_PARAMETER)?.[1];
  if (sealed === undefined) return undefined;
  // Only this server can have sealed it, and it seals nothing else.
  const cursor = needs.cursors.open(sealed) as Cursor | undefined;
  if (cursor?.type !== asked.type || cursor.subject !== caller.token.subject) {
    throw problem('invalid-search', {
      why: 'This page link was not made for this search and this caller. Start the search again.',
    });
  }
  return cursor;
}

function nextUrl(
  needs: SearchNeeds,
  caller: Caller,
  type: string,
  page: { pairs: readonly Pair[]; mark: PageMark },
): string {
  const cursor: Cursor = { type, ...page, subject: caller.token.subject };
  return `${needs.settings.base}/${type}?${PAGE_PARAMETER}=${needs.cursors.seal(cursor)}`;
}

/** What the audit quotes: the request, and for a later page the search it goes on with. */
function quoted(
  needs: SearchNeeds,
  asked: SearchAsked,
  self: string | undefined,
): { line: string; body?: string } {
  if (self !== undefined) return { line: `GET ${self.slice(needs.settings.base.length)}` };
  return { line: asked.line, ...(asked.body === undefined ? {} : { body: asked.body }) };
}

function entryOf(needs: SearchNeeds, shown: Shown): SearchEntry {
  return {
    fullUrl: `${needs.settings.base}/${shown.type}/${shown.id}`,
    body: shown.body,
    mode: 'match',
  };
}

function outcomeOf(
  needs: SearchNeeds,
  query: Query,
  found: Found,
): { outcome?: { fullUrl: string; issues: Issue[] } } {
  if (query.ignored.length === 0 || (query.wanted.totalOnly && found.entries.length === 0))
    return {};
  const issues = query.ignored.map((name): Issue => ({
    severity: 'warning',
    code: 'not-supported',
    diagnostics: `The parameter ${name} is not known for ${query.type} and had no effect. See /metadata.`,
  }));
  return { outcome: { fullUrl: `urn:uuid:${needs.ids.uuid()}`, issues } };
}

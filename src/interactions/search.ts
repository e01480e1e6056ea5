/** FHIR search of one type or of several, GET and POST alike. https://hl7.org/fhir/R4/search.html */
import type { Caller } from '../access/caller.js';
import type { ActQuery } from '../audit/act.js';
import type { Clock } from '../clock.js';
import type { Language } from '../fhir/language.js';
import { problem, type Issue } from '../fhir/problem.js';
import type { Subsetting } from '../fhir/subset.js';
import type { Shown } from '../fhir/version.js';
import type { Ids } from '../ids.js';
import type { Found, PageMark } from '../records/searches/request.js';
import type { Records } from '../records/records.js';
import { parseCommon, parseIn, type CommonQuery } from '../search/parse-types.js';
import type { Compartment } from '../search/compartments.js';
import type { Pair, Query } from '../search/conditions.js';
import type { SearchParameters } from '../search/parameters.js';
import { subsetOf } from './subset.js';
import { searchset, type SearchAnswer, type SearchEntry } from '../search/searchset.js';
import { standingOf } from './standing.js';
import { isOfTheAnswer, selfUrl } from '../search/self-url.js';

/** What a search is built on. */
export interface SearchNeeds {
  readonly records: Records;
  readonly parameters: SearchParameters;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly settings: { readonly base: string; readonly pageSizeMax: number };
  readonly cursors: Cursors;
  readonly subsetting: Subsetting;
  /** The codes that a search means by what its caller stored; undefined: those known to all. */
  readonly termsOf: (
    caller: Caller,
    pairs: readonly Pair[],
    asked: ActQuery,
  ) => Promise<SearchParameters['terms'] | undefined>;
  /** Whether a search tells its operators how it was found: in the demonstration. */
  readonly explains: boolean;
}

/** Seals what a next link carries, so that nobody reads or makes one (decision 24). */
export interface Cursors {
  seal(value: unknown): string;
  open(text: string): unknown;
}

/** A search as it came. */
export interface SearchAsked {
  /** Absent: several types, named by `_type`. */
  readonly type?: string;
  readonly compartment?: Compartment;
  /** Decoded, of the URL and of the form. */
  readonly pairs: readonly Pair[];
  /** `Prefer: handling=strict` (decision 10). */
  readonly strict: boolean;
  /** Request line and form, for the audit. */
  readonly line: string;
  readonly body?: string;
  /** In which warnings are told. */
  readonly language: Language;
}

/** What a next link carries. */
interface Cursor {
  /** The address searched, below the base. */
  readonly path: string;
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
  const explained = isExplained(needs, caller, asked);
  const look = asked.pairs.filter(isOfTheAnswer);
  const sent = cursor === undefined ? asked.pairs : [...cursor.pairs, ...look];
  const pairs = explained ? sent.filter(([name]) => name !== EXPLAIN_PARAMETER) : sent;
  const terms = await needs.termsOf(caller, pairs, quoted(needs, asked, undefined));
  const parameters = terms === undefined ? needs.parameters : { ...needs.parameters, terms };
  const { queries, named, used } = understood(parameters, asked, pairs);
  const subset = subsetOf(pairs);
  const self = selfUrl(needs.settings.base, pathOf(asked), used);
  const request = {
    asked: quoted(needs, asked, cursor === undefined ? undefined : self),
    pageSizeMax: needs.settings.pageSizeMax,
    explained,
    ...(cursor === undefined ? {} : { page: cursor.mark }),
  };
  const [query] = queries;
  const found =
    asked.type === undefined
      ? await needs.records.searchTypes(caller, { ...request, queries, named })
      : await needs.records.search(caller, { ...request, query });
  const next =
    found.next === undefined
      ? {}
      : { next: nextUrl(needs, caller, asked, { pairs, mark: found.next }) };
  const standing = standingOf(found.existence);
  return searchset({
    id: needs.ids.uuid(),
    at: needs.clock.now(),
    self,
    ...next,
    ...(found.total === undefined ? {} : { total: found.total }),
    confidentiality: found.confidentiality,
    ...(subset === undefined ? {} : { part: (body) => needs.subsetting(body, subset) }),
    entries: [
      ...found.entries.map((shown) => ({ ...entryOf(needs, shown, 'match'), ...standing })),
      ...(found.included ?? []).map((shown) => entryOf(needs, shown, 'include')),
    ],
    ...outcomeOf(needs, query, found, asked.language),
  });
}

function understood(
  parameters: SearchParameters,
  asked: SearchAsked,
  pairs: readonly Pair[],
): CommonQuery {
  const { type, compartment } = asked;
  const { compartments } = parameters;
  if (compartment !== undefined && compartments[compartment.type] === undefined) {
    throw problem('unknown-route');
  }
  if (type === undefined) return parseCommon(parameters, pairs, asked);
  const query = parseIn(parameters, type, pairs, asked);
  if (query === undefined) throw problem('unknown-route');
  return { queries: [query], named: true, used: query.used };
}

const EXPLAIN_PARAMETER = '_explain';

/** Told to callers alone from whom nothing is hidden: how many rows are looked at tells of all. */
function isExplained({ explains }: SearchNeeds, { kind }: Caller, { pairs }: SearchAsked): boolean {
  const isOperator = kind === 'registrar' || kind === 'tester';
  const isAsked = pairs.some(([name, value]) => name === EXPLAIN_PARAMETER && value === 'true');
  return explains && isOperator && isAsked;
}

/** `DocumentReference`, `Patient/12/DocumentReference`, `Patient/12/*`, or nothing. */
function pathOf({ type, compartment }: SearchAsked): string {
  if (compartment === undefined) return type ?? '';
  return `${compartment.type}/${compartment.id}/${type ?? '*'}`;
}

function cursorOf(needs: SearchNeeds, caller: Caller, asked: SearchAsked): Cursor | undefined {
  const sealed = asked.pairs.find(([name]) => name === PAGE_PARAMETER)?.[1];
  if (sealed === undefined) return undefined;
  // Only this server can have sealed it, and it seals nothing else.
  const cursor = needs.cursors.open(sealed) as Cursor | undefined;
  if (cursor?.path !== pathOf(asked) || cursor.subject !== caller.token.subject) {
    throw problem('invalid-search', {
      why: 'This page link was not made for this search and this caller. Start the search again.',
      french:
        "Ce lien de page n'a pas été fait pour cette recherche et cet appelant. Recommencer la recherche.",
    });
  }
  return cursor;
}

function nextUrl(
  needs: SearchNeeds,
  caller: Caller,
  asked: SearchAsked,
  { pairs, mark }: { pairs: readonly Pair[]; mark: PageMark },
): string {
  const path = pathOf(asked);
  const criteria = pairs.filter((pair) => !isOfTheAnswer(pair));
  const cursor: Cursor = { path, pairs: criteria, mark, subject: caller.token.subject };
  const page: Pair = [PAGE_PARAMETER, needs.cursors.seal(cursor)];
  return selfUrl(needs.settings.base, path, [page, ...asked.pairs.filter(isOfTheAnswer)]);
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

function entryOf(needs: SearchNeeds, shown: Shown, mode: SearchEntry['mode']): SearchEntry {
  return {
    fullUrl: `${needs.settings.base}/${shown.type}/${shown.id}`,
    body: shown.body,
    mode,
  };
}

function outcomeOf(
  needs: SearchNeeds,
  query: Query,
  found: Found,
  language: Language,
): Pick<SearchAnswer, 'outcome'> {
  const isCount = query.wanted.totalOnly && found.entries.length === 0;
  const ignored = query.ignored.map((name): Issue => ({
    severity: 'warning',
    code: 'not-supported',
    diagnostics: `The parameter ${name} is not known for ${query.type} and had no effect. See /metadata.`,
    french: `Le paramètre ${name} n'est pas connu pour ${query.type} et n'a eu aucun effet. Voir /metadata.`,
  }));
  const issues = [
    ...(isCount ? [] : ignored),
    ...(found.cut === true ? [CUT] : []),
    ...explanationIn(found),
  ];
  if (issues.length === 0) return {};
  return { outcome: { fullUrl: `urn:uuid:${needs.ids.uuid()}`, issues, language } };
}

const CUT: Issue = {
  severity: 'warning',
  code: 'incomplete',
  diagnostics:
    'More resources would be included than this server gives with a page. Ask for fewer results with _count, or search for the others.',
  french:
    "Plus de ressources seraient incluses que ce serveur n'en donne avec une page. Demander moins de résultats avec _count, ou chercher les autres.",
};

function explanationIn({ explanation }: Found): Issue[] {
  if (explanation === undefined) return [];
  const { plan, looked } = explanation;
  const [rows, lignes] =
    looked === undefined ? ['not told', 'non dit'] : [`${looked} at most`, `${looked} au plus`];
  const steps = `${plan.join('; ')}.`;
  return [
    {
      severity: 'information',
      code: 'informational',
      diagnostics: `Rows looked at: ${rows}. Plan: ${steps}`,
      french: `Lignes regardées : ${lignes}. Plan : ${steps}`,
      detail: 'explanation',
    },
  ];
}

/**
 * The answer to a search: a searchset Bundle, put together from stored bytes without parsing them.
 * https://hl7.org/fhir/R4/bundle.html#searchset
 */
import { formatInstant } from '../fhir/instant.js';
import type { Language } from '../fhir/language.js';
import { operationOutcome, type Issue } from '../fhir/problem.js';

/** One result: a resource's final bytes, and why it is there. */
export interface SearchEntry {
  /** Absolute, without a version. */
  readonly fullUrl: string;
  readonly body: Uint8Array;
  readonly mode: 'match' | 'include';
  /** What is told of the match beside the resource: an extension of `entry.search`. */
  readonly extension?: Readonly<Record<string, unknown>>;
}

/** A page of results. */
export interface SearchAnswer {
  readonly id: string;
  /** Milliseconds since 1970 of the answer. */
  readonly at: number;
  /** The self link: see `selfUrl`. */
  readonly self: string;
  /** Absent on the last page. */
  readonly next?: string;
  /** Matches in all pages; absent where they were not counted. */
  readonly total?: number;
  /** The highest confidentiality among the entries: the high-water mark of the Bundle. */
  readonly confidentiality?: string | undefined;
  readonly entries: readonly SearchEntry[];
  /** Makes of each body the part that is asked for. */
  readonly part?: (body: Uint8Array) => Uint8Array;
  /** Warnings for the searcher: the last entry, not counted. Never an error. */
  readonly outcome?: {
    readonly fullUrl: string;
    readonly issues: readonly Issue[];
    readonly language: Language;
  };
}

/** The bytes of the Bundle, in JSON. Without entries it has no `entry`. */
export function searchset(answer: SearchAnswer): Buffer {
  const { entries, part } = answer;
  const parts: Uint8Array[] = [];
  // What stands between two bodies is one text.
  let text = headOf(answer);
  let before = ',"entry":[';
  for (const entry of entries) {
    text += `${before}{"fullUrl":${JSON.stringify(entry.fullUrl)},"resource":`;
    parts.push(Buffer.from(text), part === undefined ? entry.body : part(entry.body));
    text = afterBody(entry);
    before = ',';
  }
  const outcome = outcomeEntry(answer);
  if (outcome !== undefined) text += `${before}${outcome}`;
  const isListed = entries.length > 0 || outcome !== undefined;
  return Buffer.concat([...parts, Buffer.from(`${text}${isListed ? ']}' : '}'}`)]);
}

/** All members before `entry`, the object left open. */
function headOf({ id, at, self, next, total, confidentiality }: SearchAnswer): string {
  const links = [{ relation: 'self', url: self }];
  if (next !== undefined) links.push({ relation: 'next', url: next });
  const head = {
    resourceType: 'Bundle',
    id,
    meta: { lastUpdated: formatInstant(at), ...markOf(confidentiality) },
    type: 'searchset',
    ...(total === undefined ? {} : { total }),
    link: links,
  };
  return JSON.stringify(head).slice(0, -1);
}

/** https://hl7.org/fhir/R4/security-labels.html: a Bundle bears the highest label of its entries. */
function markOf(code: string | undefined): { security?: object[] } {
  const system = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
  return code === undefined ? {} : { security: [{ system, code }] };
}

function afterBody({ mode, extension }: SearchEntry): string {
  if (extension === undefined) return `,"search":{"mode":"${mode}"}}`;
  return `,"search":${JSON.stringify({ extension: [extension], mode })}}`;
}

function outcomeEntry({ outcome }: SearchAnswer): string | undefined {
  if (outcome === undefined) return undefined;
  return JSON.stringify({
    fullUrl: outcome.fullUrl,
    resource: operationOutcome(outcome.issues, outcome.language),
    search: { mode: 'outcome' },
  });
}

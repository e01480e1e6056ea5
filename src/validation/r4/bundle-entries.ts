/**
 * What a Bundle says of its entries: which resource an entry is, and links that come twice.
 * https://hl7.org/fhir/R4/bundle.html
 */
import { isObject, objects, text as textOf } from '../../fhir/elements.js';
import type { JsonObject } from '../../fhir/json.js';
import { parseReference } from '../../fhir/reference.js';
import { arrayOf, objectOf } from '../json-value.js';
import { cut, shown, shownReference, untilFull, type Report } from '../report.js';
import { sayOfEntries as say } from '../said/bundle.js';

/** Types whose entries may be of resources that are not there yet. */
const ACTS = new Set(['batch', 'transaction', 'batch-response', 'transaction-response']);

/** Links that have one meaning each. */
const ONCE = new Set(['self', 'first', 'prev', 'previous', 'next', 'last']);

/** Reports an entry whose fullUrl is missing or disagrees with the resource's type and id. */
export function checkFullUrl(report: Report, entry: JsonObject, type: string, at: string): void {
  const resource = objectOf(entry['resource']);
  if (resource === undefined) return;
  const url = textOf(entry['fullUrl']);
  const id = textOf(resource['id']);
  if (url === undefined) {
    if (ACTS.has(type) || id === undefined || entry['fullUrl'] !== undefined) return;
    return report.error('required', `${at}.fullUrl`, say.noUrl());
  }
  // What is created by POST has no id yet, and its fullUrl is only a name for references.
  if (id === undefined && textOf(objectOf(entry['request'])?.['method']) === 'POST') return;
  checkAddress(report, url, `${textOf(resource['resourceType']) ?? ''}/${id ?? ''}`, at);
}

function checkAddress(report: Report, url: string, address: string, at: string): void {
  if (parseReference(url, '').kind !== 'remote' || url.endsWith(`/${address}`)) return;
  if (url.includes('/_history/')) return; // bdl-8 tells it
  report.error('value', `${at}.fullUrl`, say.otherUrl(shown(url), cut(address)));
}

/** Reports a link whose relation comes a second time. */
export function checkLinks(report: Report, bundle: JsonObject, at: string): void {
  const seen = new Set<string>();
  untilFull(report, arrayOf(bundle['link']), (link, index) => {
    const relation = textOf(objectOf(link)?.['relation']);
    if (relation === undefined || !ONCE.has(relation)) return;
    if (seen.has(relation)) {
      report.error('duplicate', `${at}.link[${index}].relation`, say.sameLink(shown(relation)));
    }
    seen.add(relation);
  });
}

/** Elements of a Composition whose targets are part of the document. */
const IN_DOCUMENT: readonly (readonly string[])[] = [
  ['subject'],
  ['encounter'],
  ['author'],
  ['attester', 'party'],
  ['custodian'],
  ['event', 'detail'],
];
const IN_SECTION: readonly string[] = ['author', 'focus', 'entry'];

/** Reports what a document's Composition refers to and the document does not hold. */
export function checkWhole(report: Report, bundle: JsonObject, at: string): void {
  const entries = objects(bundle['entry']);
  const first = objectOf(entries[0]?.['resource']);
  if (first === undefined || first['resourceType'] !== 'Composition') return;
  const urls = new Set(entries.flatMap(({ fullUrl }) => textOf(fullUrl) ?? []));
  const base = baseOf(textOf(entries[0]?.['fullUrl']));
  const here = `${at}.entry[0].resource`;
  for (const { text, at: place } of referencesOf(first, here)) {
    if (text.startsWith('#') || urls.has(text) || urls.has(`${base}${text}`)) continue;
    report.error('not-found', place, say.notInDocument(shownReference(text)));
  }
}

/** What a relative reference in an entry begins with: its fullUrl before type and id. */
function baseOf(fullUrl = ''): string {
  return /^(https?:\/\/.*\/)[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/.exec(fullUrl)?.[1] ?? '';
}

interface Found {
  readonly text: string;
  readonly at: string;
}

function referencesOf(composition: JsonObject, at: string): Found[] {
  const direct = IN_DOCUMENT.flatMap((path) => referencesAt(composition, path, at));
  return [...direct, ...referencesInSections(composition, at, 0)];
}

const SECTIONS_DEEP_MAX = 80;

function referencesInSections(holder: JsonObject, at: string, depth: number): Found[] {
  if (depth > SECTIONS_DEEP_MAX) return [];
  return objects(holder['section']).flatMap((section, index) => {
    const here = `${at}.section[${index}]`;
    const own = IN_SECTION.flatMap((name) => referencesAt(section, [name], here));
    return [...own, ...referencesInSections(section, here, depth + 1)];
  });
}

function referencesAt(holder: JsonObject, path: readonly string[], at: string): Found[] {
  const [name = '', ...rest] = path;
  const value = holder[name];
  const items = Array.isArray(value) ? value : [value];
  return items.flatMap((item, index) => {
    if (!isObject(item)) return [];
    const here = Array.isArray(value) ? `${at}.${name}[${index}]` : `${at}.${name}`;
    if (rest.length > 0) return referencesAt(item, rest, here);
    const text = textOf(item['reference']);
    return text === undefined ? [] : [{ text, at: `${here}.reference` }];
  });
}

/**
 * What a Bundle's type asks of its entries. https://hl7.org/fhir/R4/bundle.html (bdl-1 to bdl-12)
 */
import { text as textOf } from '../../fhir/elements.js';
import type { JsonObject } from '../../fhir/json.js';
import { arrayOf, objectOf } from '../json-value.js';
import { cut, shown, untilFull, type Report } from '../report.js';
import { checkFullUrl, checkLinks, checkWhole } from './bundle-entries.js';
import { sayOfBundle as say } from '../said/bundle.js';

const REQUESTS = new Set(['batch', 'transaction', 'history']);
const RESPONSES = new Set(['batch-response', 'transaction-response', 'history']);

/** Reports what a Bundle's type does not allow. */
export function checkBundle(report: Report, bundle: JsonObject, at: string): void {
  const type = textOf(bundle['type']) ?? '';
  const entries = arrayOf(bundle['entry']);
  checkTotal(report, bundle, type, at);
  checkLinks(report, bundle, at);
  untilFull(report, entries, (entry, index) => {
    const object = objectOf(entry);
    if (!object) return;
    checkEntry(report, object, type, `${at}.entry[${index}]`);
    checkFullUrl(report, object, type, `${at}.entry[${index}]`);
  });
  if (type !== 'history') checkUrls(report, entries, at);
  if (type === 'document') checkDocument(report, bundle, entries, at);
  if (type === 'message') checkFirst(report, entries, 'MessageHeader', at);
}

function checkTotal(report: Report, bundle: JsonObject, type: string, at: string): void {
  if (bundle['total'] === undefined || type === 'searchset' || type === 'history') return;
  report.error('invariant', `${at}.total`, say.total(cut(type)));
}

function checkEntry(report: Report, entry: JsonObject, type: string, at: string): void {
  expect(report, entry, { element: 'request', isAllowed: REQUESTS.has(type), key: 'bdl-3' }, at);
  expect(report, entry, { element: 'response', isAllowed: RESPONSES.has(type), key: 'bdl-4' }, at);
  if (entry['search'] !== undefined && type !== 'searchset') {
    report.error('invariant', `${at}.search`, say.search());
  }
  if (!['resource', 'request', 'response'].some((element) => entry[element] !== undefined)) {
    report.error('invariant', at, say.empty());
  }
  if (textOf(entry['fullUrl'])?.includes('/_history/')) {
    report.error('invariant', `${at}.fullUrl`, say.versioned());
  }
}

interface Expectation {
  readonly element: 'request' | 'response';
  /** The type both asks for it and alone allows it. */
  readonly isAllowed: boolean;
  readonly key: string;
}

function expect(report: Report, entry: JsonObject, rule: Expectation, at: string): void {
  const isThere = entry[rule.element] !== undefined;
  if (isThere === rule.isAllowed) return;
  const { element, key } = rule;
  if (isThere) report.error('invariant', `${at}.${element}`, say.notForType(element, key));
  else report.error('required', `${at}.${element}`, say.missing(element, key));
}

/** An address may come twice only with another version of the resource (bdl-7). */
function checkUrls(report: Report, entries: readonly unknown[], at: string): void {
  const seen = new Set<string>();
  untilFull(report, entries, (item, index) => {
    const entry = objectOf(item);
    const url = textOf(entry?.['fullUrl']);
    if (url === undefined) return;
    const version = objectOf(objectOf(entry?.['resource'])?.['meta'])?.['versionId'];
    const key = `${url} ${textOf(version) ?? ''}`;
    if (seen.has(key)) {
      report.error('duplicate', `${at}.entry[${index}].fullUrl`, say.sameUrl(shown(url)));
    }
    seen.add(key);
  });
}

function checkDocument(
  report: Report,
  bundle: JsonObject,
  entries: readonly unknown[],
  at: string,
): void {
  const identifier = objectOf(bundle['identifier']);
  if (identifier?.['system'] === undefined || identifier['value'] === undefined) {
    report.error('invariant', `${at}.identifier`, say.identifier());
  }
  if (bundle['timestamp'] === undefined) {
    report.error('invariant', `${at}.timestamp`, say.timestamp());
  }
  checkFirst(report, entries, 'Composition', at);
  checkWhole(report, bundle, at);
}

function checkFirst(
  report: Report,
  entries: readonly unknown[],
  type: 'Composition' | 'MessageHeader',
  at: string,
): void {
  const first = objectOf(objectOf(entries[0])?.['resource']);
  if (first?.['resourceType'] === type) return;
  const key = type === 'Composition' ? 'bdl-11' : 'bdl-12';
  report.error('invariant', `${at}.entry[0]`, say.first(type, key));
}

/**
 * What a Bundle's type asks of its entries. https://hl7.org/fhir/R4/bundle.html (bdl-1 to bdl-12)
 */
import { text as textOf } from '../../fhir/elements.js';
import type { JsonObject } from '../../fhir/json.js';
import { arrayOf, objectOf } from '../json-value.js';
import { shown, type Report } from '../report.js';
import { checkFullUrl, checkLinks, checkWhole } from './bundle-entries.js';

const REQUESTS = new Set(['batch', 'transaction', 'history']);
const RESPONSES = new Set(['batch-response', 'transaction-response', 'history']);

/** Reports what a Bundle's type does not allow. */
export function checkBundle(report: Report, bundle: JsonObject, at: string): void {
  const type = textOf(bundle['type']) ?? '';
  const entries = arrayOf(bundle['entry']);
  checkTotal(report, bundle, type, at);
  checkLinks(report, bundle, at);
  entries.forEach((entry, index) => {
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
  const text = `A ${type} has no total: only searchset and history do. Leave it out. (bdl-1)`;
  report.error('invariant', `${at}.total`, text);
}

function checkEntry(report: Report, entry: JsonObject, type: string, at: string): void {
  expect(report, entry, { element: 'request', isAllowed: REQUESTS.has(type), key: 'bdl-3' }, at);
  expect(report, entry, { element: 'response', isAllowed: RESPONSES.has(type), key: 'bdl-4' }, at);
  if (entry['search'] !== undefined && type !== 'searchset') {
    report.error('invariant', `${at}.search`, 'Only a searchset has it. Leave it out. (bdl-2)');
  }
  if (!['resource', 'request', 'response'].some((element) => entry[element] !== undefined)) {
    report.error('invariant', at, 'An entry without request or response holds a resource. (bdl-5)');
  }
  if (textOf(entry['fullUrl'])?.includes('/_history/')) {
    const text = 'A fullUrl names a resource, not a version. Cut it before /_history/. (bdl-8)';
    report.error('invariant', `${at}.fullUrl`, text);
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
  const what = isThere ? 'is not for a Bundle of this type. Leave it out.' : 'is missing. Add it.';
  const code = isThere ? 'invariant' : 'required';
  report.error(code, `${at}.${rule.element}`, `${rule.element} ${what} (${rule.key})`);
}

/** An address may come twice only with another version of the resource (bdl-7). */
function checkUrls(report: Report, entries: readonly unknown[], at: string): void {
  const seen = new Set<string>();
  entries.forEach((item, index) => {
    const entry = objectOf(item);
    const url = textOf(entry?.['fullUrl']);
    if (url === undefined) return;
    const version = objectOf(objectOf(entry?.['resource'])?.['meta'])?.['versionId'];
    const key = `${url} ${textOf(version) ?? ''}`;
    if (seen.has(key)) {
      const text = `Another entry has the fullUrl ${shown(url)} too. Each is unique. (bdl-7)`;
      report.error('duplicate', `${at}.entry[${index}].fullUrl`, text);
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
    const text = 'A document has an identifier with system and value. Add it. (bdl-9)';
    report.error('invariant', `${at}.identifier`, text);
  }
  if (bundle['timestamp'] === undefined) {
    report.error('invariant', `${at}.timestamp`, 'A document has a timestamp. Add it. (bdl-10)');
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
  const text = `The first entry of such a Bundle holds a ${type}. Put it first. (${key})`;
  report.error('invariant', `${at}.entry[0]`, text);
}

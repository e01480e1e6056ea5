/**
 * What profiles of documents ask that their rules cannot say, by the name their data use.
 * Decision 19 (class and type) and the identifiers of IHE MHD.
 */
import { codings, isObject, objects } from '../../fhir/elements.js';
import type { JsonObject } from '../../fhir/json.js';
import type { DocumentTypes } from '../../terminology/document-types.js';
import { CLASS_SYSTEM } from '../../terminology/document-types.js';
import { hasForm } from './form.js';
import { shown, type Report } from '../report.js';
import { say } from '../said/forms.js';

/** One check: reports what is wrong with a DocumentReference at a location. */
export type DocumentCheck = (report: Teller, document: JsonObject, at: string) => void;

type Teller = Pick<Report, 'error' | 'warning'>;

/** The checks by name. */
export function documentChecks(types: DocumentTypes): ReadonlyMap<string, DocumentCheck> {
  return new Map<string, DocumentCheck>([
    ['class-agrees-with-type', (report, document, at) => checkClass(types, report, document, at)],
    ['unique-id-is-master-identifier', checkUniqueId],
  ]);
}

/** A class of the national list must be that of the type; a class of another list is a warning. */
function checkClass(types: DocumentTypes, report: Teller, document: JsonObject, at: string): void {
  const found = codings(document['category']);
  if (found.length === 0) return;
  const known = found.filter((coding) => types.isClassSystem(coding.system));
  if (known.length === 0) {
    report.warning('code-invalid', `${at}.category[0]`, say.noClass(CLASS_SYSTEM));
  }
  const expected = codings(document['type']).flatMap(
    (type) => types.of(type.system, type.code) ?? [],
  );
  const classes = expected.flatMap((type) => type.classCode ?? []);
  if (classes.length === 0) return;
  for (const coding of known.filter(({ code }) => !classes.includes(code))) {
    const names = expected.map((type) => type.display).join(', ');
    const said = say.wrongClass(shown(coding.code), names, classes);
    report.error('code-invalid', `${at}.category[0]`, said);
  }
}

const UNIQUE_ID = { type: { coding: { code: 'uniqueId' } } };

/** An identifier of type uniqueId repeats the masterIdentifier. */
function checkUniqueId(report: Teller, document: JsonObject, at: string): void {
  const master = document['masterIdentifier'];
  if (!isObject(master)) return;
  objects(document['identifier']).forEach((identifier, index) => {
    if (!hasForm(identifier, UNIQUE_ID) || identifier['value'] === master['value']) return;
    report.error('value', `${at}.identifier[${index}].value`, say.notMaster());
  });
}

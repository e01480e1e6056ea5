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

/** One check: reports what is wrong with a DocumentReference at a location. */
export type DocumentCheck = (report: Report, document: JsonObject, at: string) => void;

/** The checks by name. */
export function documentChecks(types: DocumentTypes): ReadonlyMap<string, DocumentCheck> {
  return new Map<string, DocumentCheck>([
    ['class-agrees-with-type', (report, document, at) => checkClass(types, report, document, at)],
    ['unique-id-is-master-identifier', checkUniqueId],
  ]);
}

/** A class of the national list must be that of the type; a class of another list is a warning. */
function checkClass(types: DocumentTypes, report: Report, document: JsonObject, at: string): void {
  const found = codings(document['category']);
  if (found.length === 0) return;
  const known = found.filter((coding) => types.isClassSystem(coding.system));
  if (known.length === 0) {
    const text = `The category has no code of ${CLASS_SYSTEM}. Add the national class of the document.`;
    report.warning('code-invalid', `${at}.category[0]`, text);
  }
  const expected = codings(document['type']).flatMap(
    (type) => types.of(type.system, type.code) ?? [],
  );
  const classes = expected.flatMap((type) => type.classCode ?? []);
  if (classes.length === 0) return;
  for (const coding of known.filter(({ code }) => !classes.includes(code))) {
    const names = expected.map((type) => type.display).join(', ');
    const text = `Found the class ${shown(coding.code)}. A document of type ${names} has the class ${classes.join(' or ')}: correct type or category.`;
    report.error('code-invalid', `${at}.category[0]`, text);
  }
}

const UNIQUE_ID = { type: { coding: { code: 'uniqueId' } } };

/** An identifier of type uniqueId repeats the masterIdentifier. */
function checkUniqueId(report: Report, document: JsonObject, at: string): void {
  const master = document['masterIdentifier'];
  if (!isObject(master)) return;
  objects(document['identifier']).forEach((identifier, index) => {
    if (!hasForm(identifier, UNIQUE_ID) || identifier['value'] === master['value']) return;
    const text = 'An identifier of type uniqueId equals masterIdentifier. Correct one of them.';
    report.error('value', `${at}.identifier[${index}].value`, text);
  });
}

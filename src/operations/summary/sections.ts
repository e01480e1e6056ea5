/**
 * The sections of an International Patient Summary: which resources belong to each, its code, its
 * title, and its narrative. https://hl7.org/fhir/uv/ips/StructureDefinition-Composition-uv-ips.html
 */
import { codings, isObject, object, objects, text } from '../../fhir/elements.js';
import type { Resource } from '../../fhir/resource.js';

interface SectionKind {
  /** LOINC. */
  readonly code: string;
  readonly display: string;
  readonly title: string;
  readonly types: readonly string[];
  /** Whether it stands in every summary, empty if need be. */
  readonly always: boolean;
  readonly holds?: (resource: Resource) => boolean;
}

const OVER = ['inactive', 'remission', 'resolved'];

function isOver(resource: Resource): boolean {
  return codings(resource['clinicalStatus']).some(({ code }) => OVER.includes(code));
}

function isOf(...categories: readonly string[]): (resource: Resource) => boolean {
  return (resource) => codings(resource['category']).some(({ code }) => categories.includes(code));
}

const SECTIONS: readonly SectionKind[] = [
  {
    ...{ code: '11450-4', display: 'Problem list - Reported', title: 'Problèmes actifs' },
    ...{ types: ['Condition'], always: true, holds: (resource) => !isOver(resource) },
  },
  {
    ...{ code: '48765-2', display: 'Allergies and adverse reactions Document' },
    ...{ title: 'Allergies et intolérances', types: ['AllergyIntolerance'], always: true },
  },
  {
    ...{ code: '10160-0', display: 'History of Medication use Narrative', title: 'Médicaments' },
    ...{ types: ['MedicationStatement', 'MedicationRequest'], always: true },
  },
  {
    ...{ code: '11369-6', display: 'History of Immunization note', title: 'Vaccinations' },
    ...{ types: ['Immunization'], always: false },
  },
  {
    ...{ code: '47519-4', display: 'History of Procedures Document', title: 'Actes' },
    ...{ types: ['Procedure'], always: false },
  },
  {
    ...{ code: '46264-8', display: 'History of medical device use', title: 'Dispositifs' },
    ...{ types: ['DeviceUseStatement'], always: false },
  },
  {
    ...{ code: '30954-2', display: 'Relevant diagnostic tests/laboratory data note' },
    ...{ title: 'Résultats', types: ['Observation', 'DiagnosticReport'], always: false },
    holds: (resource) =>
      resource.resourceType === 'DiagnosticReport' ||
      isOf('laboratory', 'imaging', 'exam', 'procedure')(resource),
  },
  {
    ...{ code: '8716-3', display: 'Vital signs note', title: 'Signes vitaux' },
    ...{ types: ['Observation'], always: false, holds: isOf('vital-signs') },
  },
  {
    ...{ code: '29762-2', display: 'Social history note', title: 'Mode de vie' },
    ...{ types: ['Observation'], always: false, holds: isOf('social-history') },
  },
  {
    ...{ code: '11348-0', display: 'History of Past illness note', title: 'Antécédents' },
    ...{ types: ['Condition'], always: false, holds: isOver },
  },
];

/** The types that a summary is made of. */
export function summaryTypes(): string[] {
  return [...new Set(SECTIONS.flatMap(({ types }) => types))];
}

/**
 * The address of a resource below a base URL. A Composition that has no address itself must refer
 * to its entries by these: https://hl7.org/fhir/R4/bundle.html#references
 */
export function addressIn(base: string, { resourceType, id = '' }: Resource): string {
  return `${base}/${resourceType}/${id}`;
}

/** The sections of what a dossier holds at a base URL, and the resources that stand in one. */
export function sectionsOf(
  resources: readonly Resource[],
  base: string,
): {
  readonly sections: readonly Record<string, unknown>[];
  readonly told: readonly Resource[];
} {
  const held = SECTIONS.map((kind) => ({
    kind,
    entries: resources.filter((resource) => belongs(kind, resource)),
  }));
  const shown = held.filter(({ kind, entries }) => kind.always || entries.length > 0);
  return {
    sections: shown.map(({ kind, entries }) => sectionOf(kind, entries, base)),
    told: [...new Set(shown.flatMap(({ entries }) => entries))],
  };
}

function belongs({ types, holds }: SectionKind, resource: Resource): boolean {
  if (!types.includes(resource.resourceType) || isWrong(resource)) return false;
  return holds?.(resource) ?? true;
}

function isWrong(resource: Resource): boolean {
  const isRefuted = codings(resource['verificationStatus']).some(({ code }) =>
    ['entered-in-error', 'refuted'].includes(code),
  );
  return isRefuted || resource['status'] === 'entered-in-error';
}

function sectionOf(
  kind: SectionKind,
  entries: readonly Resource[],
  base: string,
): Record<string, unknown> {
  const { code, display, title } = kind;
  const head = { title, code: { coding: [{ system: 'http://loinc.org', code, display }] } };
  if (entries.length === 0)
    return { ...head, text: narrative([]), emptyReason: { coding: [UNAVAILABLE] } };
  return {
    ...head,
    text: narrative(entries.map(labelOf)),
    entry: entries.map((resource) => ({ reference: addressIn(base, resource) })),
  };
}

/** That nothing is held does not say that there is nothing. */
const UNAVAILABLE = {
  system: 'http://terminology.hl7.org/CodeSystem/list-empty-reason',
  code: 'unavailable',
  display: 'Unavailable',
};
const NOTHING = 'Le dossier ne contient aucune information.';

function narrative(labels: readonly string[]): Record<string, unknown> {
  const items = labels.map((label) => `<li>${markup(label)}</li>`).join('');
  const content = items === '' ? `<p>${NOTHING}</p>` : `<ul>${items}</ul>`;
  return {
    status: 'generated',
    div: `<div xmlns="http://www.w3.org/1999/xhtml" lang="fr" xml:lang="fr">${content}</div>`,
  };
}

function markup(label: string): string {
  return label.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const NAMED_BY: readonly string[] = ['code', 'medicationCodeableConcept', 'vaccineCode'];
const DATED_BY: readonly string[] = [
  ...['onsetDateTime', 'effectiveDateTime', 'performedDateTime', 'occurrenceDateTime'],
  ...['authoredOn', 'recordedDate', 'issued'],
];

/** What it is, and when. */
function labelOf(resource: Resource): string {
  const concept = NAMED_BY.map((name) => resource[name]).find(isObject);
  const [coding] = objects(concept?.['coding']);
  const medication = text(object(resource['medicationReference'])?.['display']);
  const name = text(concept?.['text']) ?? text(coding?.['display']) ?? medication;
  const date = DATED_BY.map((element) => text(resource[element])).find((said) => said);
  const what = name ?? text(coding?.['code']) ?? resource.resourceType;
  return date === undefined ? what : `${what} (${date.slice(0, 10)})`;
}

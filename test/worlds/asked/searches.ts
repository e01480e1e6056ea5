/** Searches that would find what is hidden, by every parameter, and count it, sort it, join it. */
import { DOCUMENT_TYPES, VISIBILITY } from '../../fixtures/dossier.js';
import { TRAITS } from '../two-worlds.js';
import { each, type Asking, type Names } from './asking.js';

const uri = (value: string): string => encodeURIComponent(`urn:ietf:rfc:3986|${value}`);
const FORMATS = 'http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode';
const LISTS = 'https://profiles.ihe.net/ITI/MHD/StructureDefinition';

/** For each search parameter of DocumentReference, a value that the hidden document has. */
export const OF_DOCUMENTS: Readonly<Record<string, (names: Names) => string>> = {
  _id: ({ hidden }) => hidden,
  _lastUpdated: () => 'gt2020-01-01',
  _tag: () => 'none',
  _security: () => `${VISIBILITY}|MASQUE_PS`,
  _profile: () => `${LISTS}/IHE.MHD.Comprehensive.DocumentReference`,
  _source: () => 'urn:none',
  _text: () => TRAITS.description,
  _content: () => TRAITS.description,
  authenticator: () => 'Practitioner/none',
  author: () => 'Practitioner/none',
  category: () => '10',
  contenttype: () => 'text/plain',
  custodian: () => 'Organization/none',
  date: () => '2025-05-05',
  description: () => TRAITS.description,
  encounter: () => 'Encounter/none',
  event: () => TRAITS.event,
  facility: () => 'SA01',
  format: () => encodeURIComponent(`${FORMATS}|urn:ihe:iti:xds:2017:mimeTypeSufficient`),
  identifier: ({ master }) => uri(master),
  language: () => TRAITS.language,
  location: ({ binary }) => `Binary/${binary}`,
  patient: ({ patient }) => patient,
  period: () => '2025-05-05',
  related: ({ hidden }) => `DocumentReference/${hidden}`,
  relatesto: ({ hidden }) => `DocumentReference/${hidden}`,
  relation: () => 'appends',
  relationship: ({ hidden }) => `appends$DocumentReference/${hidden}`,
  'security-label': () => encodeURIComponent(`${VISIBILITY}|MASQUE_PS`),
  setting: () => 'ETABLISSEMENT',
  status: () => 'current',
  subject: ({ patient }) => `Patient/${patient}`,
  type: () => encodeURIComponent(`${DOCUMENT_TYPES}|,http://loinc.org|11488-4,68599-0`),
  creation: () => '2025-05-05',
  'period-start': () => '2025-05-05',
  'period-end': () => 'ge2025-05-05',
  isArchived: () => 'true,false',
  'author.given': () => 'Noël',
  'author.family': () => 'Lefèvre',
  'patient.identifier': ({ ins }) => `${ins.system}|${ins.value}`,
  'subject.identifier': ({ ins }) => `${ins.system}|${ins.value}`,
};

/** The same of List: what its submission set has, or a list that holds the document. */
export const OF_LISTS: Readonly<Record<string, (names: Names) => string>> = {
  _id: ({ list }) => list,
  _lastUpdated: () => 'gt2020-01-01',
  _tag: () => 'none',
  _security: () => 'none',
  _profile: () => `${LISTS}/IHE.MHD.Comprehensive.SubmissionSet`,
  _source: () => 'urn:none',
  _text: () => TRAITS.title,
  _content: () => TRAITS.title,
  code: () => 'submissionset',
  date: () => '2026-03-10',
  'empty-reason': () => 'none',
  encounter: () => 'Encounter/none',
  identifier: ({ set }) => uri(set),
  item: ({ hidden }) => `DocumentReference/${hidden}`,
  notes: () => 'none',
  patient: ({ patient }) => patient,
  source: () => 'Practitioner/none',
  status: () => 'current',
  subject: ({ patient }) => `Patient/${patient}`,
  title: () => TRAITS.title,
  designationType: () => '07',
  sourceId: () => uri('urn:oid:1.2.250.1.999.1'),
  authorOrg: () => 'Organization/none',
  isArchived: () => 'true,false',
  'source.given': () => 'none',
  'source.family': () => 'none',
  'patient.identifier': ({ ins }) => `${ins.system}|${ins.value}`,
  'subject.identifier': ({ ins }) => `${ins.system}|${ins.value}`,
};

/** What shapes an answer. */
const SHAPES: Readonly<Record<string, (names: Names) => string>> = {
  'a total': () => '_total=accurate',
  'an estimate': () => '_total=estimate',
  'no total': () => '_total=none',
  'no rows': () => '_count=0',
  'by date': () => '_sort=date',
  'by date, backwards': () => '_sort=-date',
  'by what is newest': () => '_sort=-_lastUpdated',
  'by id': () => '_sort=_id',
  'by type': () => '_sort=type,-date',
  'some elements': () => '_elements=relatesTo,entry',
  'a summary': () => '_summary=true',
  'the texts': () => '_summary=text',
  'all but texts': () => '_summary=data',
  'as XML': () => '_format=xml',
  'what is not so described': () => 'description:not=x&date=lt2026',
  'by a modifier that is not served': () => 'identifier:above=1',
  'by a parameter that is not known': () => 'ulkus=1',
  explained: () => '_explain=true',
};

/** What counts, pages and joins. */
const JOINS: Readonly<Record<string, (names: Names) => string>> = {
  'all of them': () => '',
  'a count': () => '_summary=count',
  'a page of one': () => '_count=1',
  'a page of two': () => '_count=2',
  'what else is in a list': ({ folder }) => `_list=${folder}`,
  'what a list of it alone holds': ({ list }) => `_list=${list}`,
  'with what they relate to': () => '_include=DocumentReference:relatesto',
  'with what relates to them': () => '_revinclude=DocumentReference:relatesto',
  'with what lists hold': () => '_include=List:item',
  'with lists that hold them': () => '_revinclude=List:item',
  'with all that is joined, and on': () => '_include:iterate=*&_revinclude=*',
  'that a list holds': ({ list }) => `_has:List:item:_id=${list}`,
  'that one relates to': ({ related }) => `_has:DocumentReference:relatesto:_id=${related}`,
  'whose target is it': ({ hidden }) => `relatesto._id=${hidden}`,
  'whose target is described so': () =>
    `relatesto:DocumentReference.description=${TRAITS.description}`,
  'whose entry is it': ({ hidden }) => `item:DocumentReference._id=${hidden}`,
  'whose entry is described so': () => `item:DocumentReference.description=${TRAITS.description}`,
  'by a filter': ({ hidden }) => `_filter=${encodeURIComponent(`_id eq "${hidden}"`)}`,
  'by a filter of words': () =>
    `_filter=${encodeURIComponent(`description co "${TRAITS.description}" or title co "x"`)}`,
};

/** How the entry points end whose requests are one for each search parameter. */
export const BY_PARAMETER = ', by parameter';

const path = (type: string, names: Names, more: string): string =>
  `${type}?patient=${names.patient}${more === '' ? '' : `&${more}`}`;

function byParameter(
  type: string,
  parameters: Readonly<Record<string, (names: Names) => string>>,
): Asking[] {
  const isOfDocuments = type === 'DocumentReference';
  const asked = Object.entries(parameters).map(([name, value]) => [
    name,
    {
      path: (names: Names) => path(type, names, `${name}=${value(names)}`),
      ...(isOfDocuments ? { search: true as const } : {}),
    },
  ]);
  return each(`search of ${type}${BY_PARAMETER}`, Object.fromEntries(asked));
}

function byResult(type: string, results: typeof JOINS): Asking[] {
  const asked = Object.entries(results).map(([what, more]) => [
    what,
    { path: (names: Names) => path(type, names, more(names)) },
  ]);
  return each(`search of ${type}, its answer`, Object.fromEntries(asked));
}

/** The requests. */
export const SEARCHES: readonly Asking[] = [
  ...byParameter('DocumentReference', OF_DOCUMENTS),
  ...byParameter('List', OF_LISTS),
  ...byResult('DocumentReference', { ...SHAPES, ...JOINS }),
  ...byResult('List', JOINS),
  ...each('search by form', {
    'by id': {
      ...{ path: () => 'DocumentReference/_search', method: 'POST', search: true },
      body: ({ patient, hidden }) => `patient=${patient}&_id=${hidden}`,
    },
    'by identifier': {
      ...{ path: () => 'DocumentReference/_search', method: 'POST', search: true },
      body: ({ patient, master }) => `patient=${patient}&identifier=${uri(master)}`,
    },
    'of several types': {
      ...{ path: () => '_search', method: 'POST' },
      body: ({ patient }) => `_type=DocumentReference,List&patient=${patient}`,
    },
  }),
  ...each('search of several types', {
    'in the dossier': {
      path: ({ patient }) => `?_type=DocumentReference,List&patient=${patient}`,
    },
    counted: {
      path: ({ patient }) => `?_type=DocumentReference,List&patient=${patient}&_summary=count`,
    },
    'without a patient': { path: ({ hidden }) => `?_type=DocumentReference&_id=${hidden}` },
  }),
  ...each('search in a compartment', {
    'of the patient': { path: ({ patient }) => `Patient/${patient}/DocumentReference` },
    'of the patient, all': { path: ({ patient }) => `Patient/${patient}/*?_count=50` },
    'of a professional': {
      path: ({ patient }) => `Practitioner/none/DocumentReference?patient=${patient}`,
    },
  }),
  ...each('search without a patient', {
    'by id': { path: ({ hidden }) => `DocumentReference?_id=${hidden}` },
    'by identifier': { path: ({ master }) => `DocumentReference?identifier=${uri(master)}` },
    'of lists': { path: ({ set }) => `List?identifier=${uri(set)}` },
    'by what has it': {
      path: ({ hidden }) => `Patient?_has:DocumentReference:patient:_id=${hidden}`,
    },
  }),
  ...each('search, strictly', {
    'by a parameter that is not known': {
      path: ({ patient }) => `DocumentReference?patient=${patient}&ulkus=1`,
      headers: { prefer: 'handling=strict' },
    },
  }),
];

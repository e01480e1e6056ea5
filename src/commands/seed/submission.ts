/**
 * The ITI-65 bundle of one document, as practice software builds it (MHD Comprehensive). Its
 * identifiers are fixed, so that the same document sent again is known to be the same.
 * https://profiles.ihe.net/ITI/MHD/ITI-65.html
 */
import type { Persona } from '../../app.js';
import { containedAuthors } from './author.js';
import type { Json } from './client.js';
import { concept, SYSTEMS } from './coding.js';
import { classified, placeOf, type DocumentKind } from './kinds.js';
import type { Drawn } from './page.js';

const MHD = 'https://profiles.ihe.net/ITI/MHD';
const RFC_3986 = 'urn:ietf:rfc:3986';
const DOCUMENT_URL = 'urn:uuid:6f1d8a52-0c1e-4a77-9b0e-000000000001';
const BINARY_URL = 'urn:uuid:6f1d8a52-0c1e-4a77-9b0e-000000000002';
const SET_URL = 'urn:uuid:6f1d8a52-0c1e-4a77-9b0e-000000000003';
const FOLDER_URL = 'urn:uuid:6f1d8a52-0c1e-4a77-9b0e-000000000004';

/** The OID below which the demonstration names its documents, made of a UUID. */
export const OID = '2.25.204933861122655891716215447910774747';

/** One document to be submitted. */
export interface Submitted {
  readonly kind: DocumentKind;
  readonly title: string;
  readonly date: string;
  readonly labels: readonly string[];
  readonly drawn: Drawn;
  /** Names it among all documents of the demonstration: `1.7`. */
  readonly serial: string;
  /** `DocumentReference/…` that it replaces. */
  readonly replaces?: string;
  /** A new folder that it comes in, with documents of before. */
  readonly folder?: { readonly title: string; readonly others: readonly string[] };
}

/** Whose documents, and who submits them. */
export interface Parties {
  /** Id of the Patient. */
  readonly patient: string;
  readonly subject: Persona;
  readonly author: Persona;
}

/** The bundle. Its first entry is the submission set, its second one the document. */
export function provideBundle(submitted: Submitted, parties: Parties): Json {
  const { drawn, folder } = submitted;
  const data = Buffer.from(drawn.bytes).toString('base64');
  const binary = { resourceType: 'Binary', contentType: drawn.contentType, data };
  return {
    resourceType: 'Bundle',
    meta: { profile: [`${MHD}/StructureDefinition/IHE.MHD.Comprehensive.ProvideBundle`] },
    type: 'transaction',
    entry: [
      posted(SET_URL, submissionSet(submitted, parties)),
      posted(DOCUMENT_URL, documentReference(submitted, parties)),
      posted(BINARY_URL, binary),
      ...(folder === undefined ? [] : [posted(FOLDER_URL, folderList(submitted, parties))]),
    ],
  };
}

function posted(fullUrl: string, resource: Json): Json {
  return { fullUrl, resource, request: { method: 'POST', url: resource['resourceType'] } };
}

function documentReference(submitted: Submitted, { patient, subject, author }: Parties): Json {
  const { kind, title, date, labels, drawn, serial, replaces } = submitted;
  const { contained, author: authors } = containedAuthors(author);
  const source = { resourceType: 'Patient', id: 'source', identifier: [subject.ins] };
  const target = replaces === undefined ? {} : { relatesTo: [replacing(replaces)] };
  return {
    resourceType: 'DocumentReference',
    meta: { profile: [`${MHD}/StructureDefinition/IHE.MHD.Comprehensive.DocumentReference`] },
    contained: [source, ...contained],
    masterIdentifier: uniqueId(`${OID}.1.${serial}`),
    status: 'current',
    ...classified(kind),
    subject: { reference: `Patient/${patient}`, display: subject.name },
    date,
    author: authors,
    ...target,
    description: title,
    securityLabel: [
      concept(SYSTEMS.confidentiality, 'N'),
      ...labels.map((code) => concept(SYSTEMS.visibility, code)),
    ],
    content: [content(drawn, title, date)],
    context: {
      period: { start: date },
      ...placeOf(author.key),
      sourcePatientInfo: { reference: '#source' },
    },
  };
}

function replacing(target: string): Json {
  return { code: 'replaces', target: { reference: target } };
}

function content({ contentType }: Drawn, title: string, creation: string): Json {
  const format = {
    system: 'http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode',
    code: 'urn:ihe:iti:xds:2017:mimeTypeSufficient',
  };
  const attachment = { contentType, language: 'fr-FR', url: BINARY_URL, title, creation };
  return { attachment, format };
}

function submissionSet(submitted: Submitted, parties: Parties): Json {
  const { contained } = containedAuthors(parties.author);
  const person = contained.filter(({ resourceType }) => resourceType !== 'Organization');
  const urls = [DOCUMENT_URL, ...(submitted.folder === undefined ? [] : [FOLDER_URL])];
  const sourceId = { value: `urn:oid:${OID}.9` };
  return {
    ...list('SubmissionSet', submitted, parties),
    ...(person.length === 0 ? {} : { contained: person, source: { reference: '#author' } }),
    extension: [
      designation(parties.author),
      { url: `${MHD}/StructureDefinition/ihe-sourceId`, valueIdentifier: sourceId },
    ],
    identifier: [{ use: 'usual', ...uniqueId(`${OID}.2.${submitted.serial}`) }],
    code: { coding: [{ system: `${MHD}/CodeSystem/MHDlistTypes`, code: 'submissionset' }] },
    title: submitted.title,
    entry: urls.map(entry),
  };
}

function folderList(submitted: Submitted, parties: Parties): Json {
  const { folder, serial } = submitted;
  return {
    ...list('Folder', submitted, parties),
    extension: [designation(parties.author)],
    identifier: [{ use: 'usual', ...uniqueId(`${OID}.3.${serial}`) }],
    code: { coding: [{ system: `${MHD}/CodeSystem/MHDlistTypes`, code: 'folder' }] },
    title: folder?.title,
    entry: [...(folder?.others ?? []), DOCUMENT_URL].map(entry),
  };
}

function list(profile: string, { date }: Submitted, { patient, subject }: Parties): Json {
  return {
    resourceType: 'List',
    meta: { profile: [`${MHD}/StructureDefinition/IHE.MHD.Comprehensive.${profile}`] },
    status: 'current',
    mode: 'working',
    subject: { reference: `Patient/${patient}`, display: subject.name },
    date,
  };
}

function designation({ key }: Persona): Json {
  const { facilityType } = placeOf(key);
  return {
    url: `${MHD}/StructureDefinition/ihe-designationType`,
    valueCodeableConcept: facilityType,
  };
}

function entry(reference: string): Json {
  return { item: { reference } };
}

function uniqueId(oid: string): Json {
  const system = `${MHD}/CodeSystem/IHE.MHD.MHDIdentifierType`;
  return { type: concept(system, 'uniqueId'), system: RFC_3986, value: `urn:oid:${oid}` };
}

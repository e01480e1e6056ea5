/** Conforming documents, submission sets, folders and bundles: each test breaks one thing in them. */
import type { Resource } from '../../src/fhir/resource.js';

/** IHE's profiles. */
export const MHD = 'https://profiles.ihe.net/ITI/MHD/StructureDefinition/';
/** The French profiles. */
export const PDSM = 'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/';
/** The code system of identifier types. */
export const IDENTIFIER_TYPE =
  'https://profiles.ihe.net/ITI/MHD/CodeSystem/IHE.MHD.MHDIdentifierType';
const NOS = 'https://mos.esante.gouv.fr/NOS/';
const LIST_TYPE = 'https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes';
const DOCUMENT_URN = 'urn:uuid:11111111-2222-4333-8444-555555555502';
const BINARY_URN = 'urn:uuid:11111111-2222-4333-8444-555555555503';

function draft(resource: Resource): Resource {
  return structuredClone(resource);
}

function concept(system: string, code: string): Record<string, unknown> {
  return { coding: [{ system, code }] };
}

function typed(type: string, value: string): Record<string, unknown> {
  return { type: concept(IDENTIFIER_TYPE, type), system: 'urn:ietf:rfc:3986', value };
}

/** A document that conforms to every comprehensive profile, French ones included. */
export function aDocument(): Resource {
  return draft({
    resourceType: 'DocumentReference',
    contained: [
      { resourceType: 'Patient', id: 'traits', name: [{ family: 'Lefèvre', given: ['Noël'] }] },
      { resourceType: 'Practitioner', id: 'author', name: [{ family: "O'Neil" }] },
      { resourceType: 'Organization', id: 'keeper', name: 'Centre hospitalier' },
    ],
    masterIdentifier: typed('uniqueId', 'urn:oid:1.2.250.1.999.1.1.7898'),
    identifier: [typed('entryUUID', 'urn:uuid:7d5bb8ac-68ee-4926-85e7-b8aac8e1f09d')],
    status: 'current',
    type: concept('http://loinc.org', '11488-4'),
    category: [concept(`${NOS}TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument`, '10')],
    subject: { reference: 'Patient/ins-1' },
    date: '2026-03-02T10:15:00+01:00',
    author: [{ reference: '#author' }],
    authenticator: { reference: '#author' },
    custodian: { reference: '#keeper' },
    securityLabel: [
      concept(`${NOS}TRE_A08-HL7Confidentiality/FHIR/TRE-A08-HL7Confidentiality`, 'N'),
    ],
    content: [{ attachment: anAttachment(), format: aFormat() }],
    context: {
      period: { start: '2026-03-02T09:30:00+01:00' },
      facilityType: concept(`${NOS}TRE_R02-SecteurActivite/FHIR/TRE-R02-SecteurActivite`, 'SA07'),
      practiceSetting: concept(
        `${NOS}TRE_A01-CadreExercice/FHIR/TRE-A01-CadreExercice`,
        'AMBULATOIRE',
      ),
      sourcePatientInfo: { reference: '#traits' },
    },
  });
}

function anAttachment(): Record<string, unknown> {
  return {
    contentType: 'application/pdf',
    language: 'fr-FR',
    url: BINARY_URN,
    size: 11,
    hash: 'Ck1VqNd45QIvq3AZd8XYQLvEhtA=',
    title: 'Compte rendu de consultation',
    creation: '2026-03-02T10:00:00+01:00',
  };
}

function aFormat(): Record<string, unknown> {
  const system = `${NOS}TRE_A11-IheFormatCode/FHIR/TRE-A11-IheFormatCode`;
  return { system, code: 'urn:ihe:iti:xds-sd:pdf:2008' };
}

/** A document that carries its bytes, for simplified publication. */
export function aPublication(): Resource {
  const { identifier: _, ...document } = aDocument();
  const { url: __, ...attachment } = anAttachment();
  return draft({ ...document, content: [{ attachment: { ...attachment, data: 'SGVsbG8=' } }] });
}

/** A submission set that conforms to every comprehensive profile. */
export function aSubmissionSet(): Resource {
  return draft({
    resourceType: 'List',
    contained: [{ resourceType: 'Practitioner', id: 'sender', name: [{ family: 'Lefèvre' }] }],
    extension: [
      {
        url: `${MHD}ihe-designationType`,
        valueCodeableConcept: concept(
          `${NOS}TRE_R209-TypeActivite/FHIR/TRE-R209-TypeActivite`,
          '07',
        ),
      },
      { url: `${MHD}ihe-sourceId`, valueIdentifier: { value: 'urn:oid:1.2.250.1.999.1' } },
    ],
    identifier: [typed('uniqueId', 'urn:oid:1.2.250.1.999.1.2.14')],
    status: 'current',
    mode: 'working',
    code: concept(LIST_TYPE, 'submissionset'),
    subject: { reference: 'Patient/ins-1' },
    date: '2026-03-02T10:20:00+01:00',
    source: { reference: '#sender' },
    entry: [{ item: { reference: DOCUMENT_URN } }],
  });
}

/** A folder that conforms to every comprehensive profile. */
export function aFolder(): Resource {
  return draft({
    resourceType: 'List',
    extension: [
      { url: `${MHD}ihe-designationType`, valueCodeableConcept: { text: 'Suivi du diabète' } },
    ],
    identifier: [typed('uniqueId', 'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0')],
    status: 'current',
    mode: 'working',
    code: concept(LIST_TYPE, 'folder'),
    title: 'Suivi du diabète',
    subject: { reference: 'Patient/ins-1' },
    date: '2026-03-02T10:20:00+01:00',
    entry: [{ item: { reference: DOCUMENT_URN } }],
  });
}

/** The change that supersedes a document. */
export function aPatch(): Resource {
  const part = [
    { name: 'type', valueCode: 'replace' },
    { name: 'path', valueString: 'DocumentReference.status' },
    { name: 'value', valueCode: 'superseded' },
  ];
  return draft({ resourceType: 'Parameters', parameter: [{ name: 'operation', part }] });
}

/** One entry of a transaction. */
export function anEntry(resource: Resource, method: string, url: string, fullUrl?: string) {
  return { ...(fullUrl === undefined ? {} : { fullUrl }), resource, request: { method, url } };
}

/** A submission of one document that conforms to a provide-bundle profile. */
export function aSubmission(profile: string, ...more: Record<string, unknown>[]): Resource {
  const bytes = { resourceType: 'Binary', contentType: 'application/pdf', data: 'SGVsbG8=' };
  return draft({
    resourceType: 'Bundle',
    meta: { profile: [profile] },
    type: 'transaction',
    entry: [
      anEntry(aSubmissionSet(), 'POST', 'List', 'urn:uuid:11111111-2222-4333-8444-555555555501'),
      anEntry(aDocument(), 'POST', 'DocumentReference', DOCUMENT_URN),
      anEntry(bytes, 'POST', 'Binary', BINARY_URN),
      ...more,
    ],
  });
}

/** What this server can do, open to all. https://hl7.org/fhir/R4/http.html#capabilities */
import { formatInstant } from '../fhir/instant.js';
import { declaredParameters } from '../search/declared.js';
import type { SearchParameters } from '../search/parameters.js';

/** What the statement is made of. */
export interface CapabilityFacts {
  readonly base: string;
  readonly version: string;
  /** Milliseconds since 1970 of the start. */
  readonly startedAt: number;
  readonly parameters: SearchParameters;
  readonly types: readonly string[];
}

const INTERACTIONS = ['read', 'vread', 'history-instance', 'search-type'];
const WRITES: Readonly<Record<string, readonly string[]>> = {
  Patient: ['create', 'update'],
  Practitioner: ['create', 'update'],
  PractitionerRole: ['create', 'update'],
  Organization: ['create', 'update'],
  Consent: ['create', 'update'],
  List: ['create', 'update', 'patch'],
  DocumentReference: ['create', 'patch'],
};
const PROFILES: Readonly<Record<string, readonly string[]>> = {
  DocumentReference: [
    'https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Minimal.DocumentReference',
    'https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Comprehensive.DocumentReference',
    'https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.UnContained.Comprehensive.DocumentReference',
    'https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.SimplifiedPublish.DocumentReference',
    'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-comprehensive-document-reference',
    'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-simplified-publish',
  ],
  List: [
    'https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Comprehensive.SubmissionSet',
    'https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Comprehensive.Folder',
    'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-submissionset-comprehensive',
    'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-folder-comprehensive',
  ],
};
const INSTANTIATES = [
  'https://profiles.ihe.net/ITI/MHD/CapabilityStatement/IHE.MHD.DocumentRecipient',
  'https://profiles.ihe.net/ITI/MHD/CapabilityStatement/IHE.MHD.DocumentResponder',
  'https://interop.esante.gouv.fr/ig/fhir/pdsm/CapabilityStatement/PDSm-GestionnaireDePartageDeDocuments',
];

/** The bytes of the CapabilityStatement. */
export function capabilities(facts: CapabilityFacts): Buffer {
  const statement = {
    resourceType: 'CapabilityStatement',
    id: 'dossier',
    url: `${facts.base}/metadata`,
    version: facts.version,
    name: 'Dossier',
    title: 'Dossier: a shared, patient-controlled health record',
    status: 'active',
    date: formatInstant(facts.startedAt),
    kind: 'instance',
    software: { name: 'Dossier', version: facts.version },
    implementation: { description: 'Dossier FHIR R4 server', url: facts.base },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    patchFormat: ['application/json-patch+json', 'application/fhir+json'],
    instantiates: INSTANTIATES,
    rest: [restOf(facts)],
  };
  return Buffer.from(JSON.stringify(statement));
}

function restOf(facts: CapabilityFacts): Record<string, unknown> {
  return {
    mode: 'server',
    documentation:
      'Rights are part of every query: what a caller may not see is not counted, listed or named.',
    security: {
      service: [
        {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
              code: 'OAuth',
            },
          ],
        },
      ],
      description: 'Bearer tokens (RFC 6750).',
    },
    resource: facts.types.map((type) => resourceOf(facts, type)),
    interaction: [
      { code: 'transaction', documentation: 'IHE MHD ITI-65 Provide Document Bundle.' },
    ],
  };
}

function resourceOf(facts: CapabilityFacts, type: string): Record<string, unknown> {
  const profiles = PROFILES[type];
  // Documents and lists have ways of their own to be created, and identifiers that are unique.
  const isPlain = profiles === undefined;
  return {
    type,
    ...(profiles === undefined ? {} : { supportedProfile: profiles }),
    interaction: [...interactionsOf(type), ...(WRITES[type] ?? [])].map((code) => ({ code })),
    versioning: 'versioned',
    readHistory: true,
    updateCreate: isPlain && WRITES[type]?.includes('update') === true,
    conditionalCreate: isPlain && WRITES[type]?.includes('create') === true,
    conditionalUpdate: false,
    searchParam: declaredParameters(facts.parameters, type),
  };
}

function interactionsOf(type: string): readonly string[] {
  return type === 'Binary' ? ['read', 'vread', 'history-instance'] : INTERACTIONS;
}

/** What this server can do, open to all. https://hl7.org/fhir/R4/http.html#capabilities */
import { mayEver } from '../access/rights.js';
import { formatInstant } from '../fhir/instant.js';
import type { Shown } from '../fhir/version.js';
import { declaredIncludes, declaredParameters } from '../search/declared.js';
import type { DeclaredIncludes } from '../search/declared.js';
import type { SearchParameters } from '../search/parameters.js';

/** What the statement is made of. */
export interface CapabilityFacts {
  readonly base: string;
  readonly version: string;
  /** Whether applications of other origins may ask. */
  readonly cors: boolean;
  /** Where tokens are got, when that is known here: authorize, token, introspect, revoke. */
  readonly oauth?: Readonly<Record<string, string>>;
  /** Milliseconds since 1970 of the start. */
  readonly startedAt: number;
  readonly parameters: SearchParameters;
  readonly types: readonly string[];
  readonly operations: readonly DeclaredOperation[];
  /** Canonicals of the guides whose packages are loaded, and the profiles in them, by type. */
  readonly guides: readonly string[];
  readonly profiles: ReadonlyMap<string, readonly string[]>;
}

/** An operation as it is declared. */
export interface DeclaredOperation {
  readonly name: string;
  readonly definition: string;
  readonly levels: readonly string[];
  /** Absent: each type. */
  readonly types?: readonly string[];
  readonly except?: readonly string[];
}

const INTERACTIONS = ['read', 'vread', 'history-instance', 'history-type', 'search-type'];
const WRITES = ['create', 'update', 'patch', 'delete'];
/** Nothing of the trace is written, and no Binary is changed. */
const WRITES_APART: Readonly<Record<string, readonly string[]>> = {
  AuditEvent: [],
  Binary: ['create', 'delete'],
};
/** Of some types rules give only these to anyone; the others are the tester's. */
const BY_RULES: Readonly<Record<string, readonly string[]>> = {
  Consent: ['create', 'update', 'patch'],
  Communication: [],
  CareTeam: ['create', 'update', 'patch'],
  RelatedPerson: ['create', 'update', 'patch'],
  List: ['create', 'update', 'patch'],
  DocumentReference: ['create', 'patch'],
  Binary: [],
};
const DEFINITIONS = 'http://hl7.org/fhir/StructureDefinition/';
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
const PATCH_FORMATS = [
  ...['application/json-patch+json', 'application/xml-patch+xml'],
  ...['application/fhir+json', 'application/fhir+xml'],
];
const INSTANTIATES = [
  'https://profiles.ihe.net/ITI/MHD/CapabilityStatement/IHE.MHD.DocumentRecipient',
  'https://profiles.ihe.net/ITI/MHD/CapabilityStatement/IHE.MHD.DocumentResponder',
  'https://interop.esante.gouv.fr/ig/fhir/pdsm/CapabilityStatement/PDSm-GestionnaireDePartageDeDocuments',
];

/** The CapabilityStatement, of which each start makes another version. */
export function capabilities(facts: CapabilityFacts): Shown {
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
    format: ['application/fhir+json', 'application/fhir+xml', 'json', 'xml'],
    patchFormat: PATCH_FORMATS,
    instantiates: INSTANTIATES,
    ...(facts.guides.length === 0 ? {} : { implementationGuide: facts.guides }),
    rest: [restOf(facts)],
  };
  return {
    ...{ type: 'CapabilityStatement', id: statement.id },
    ...{ version: facts.startedAt, written: facts.startedAt },
    body: Buffer.from(JSON.stringify(statement)),
  };
}

function restOf(facts: CapabilityFacts): Record<string, unknown> {
  const includesOf = declaredIncludes(facts.parameters);
  return {
    mode: 'server',
    documentation:
      'Rights are part of every query: what a caller may not see is not counted, listed or named.',
    security: securityOf(facts),
    resource: facts.types.map((type) => resourceOf(facts, type, includesOf(type))),
    searchParam: ofAllTypes(facts),
    ...declared(facts.operations.filter(({ levels }) => levels.includes('system'))),
    compartment: Object.values(facts.parameters.compartments).map(({ definition }) => definition),
    interaction: [
      {
        code: 'transaction',
        documentation: 'Any entries, all or none; IHE MHD ITI-65 by its profile or submission set.',
      },
      { code: 'batch' },
      { code: 'search-system', documentation: 'Types of one kind, by the parameters all have.' },
      { code: 'history-system' },
    ],
  };
}

/** https://hl7.org/fhir/smart-app-launch/conformance.html#using-capabilitystatement */
function securityOf({ cors, oauth }: CapabilityFacts): Record<string, unknown> {
  const system = 'http://terminology.hl7.org/CodeSystem/restful-security-service';
  const uris = Object.entries(oauth ?? {}).map(([url, valueUri]) => ({ url, valueUri }));
  const services = ['OAuth', ...(uris.length === 0 ? [] : ['SMART-on-FHIR'])];
  return {
    ...(uris.length === 0 ? {} : { extension: [{ url: OAUTH_URIS, extension: uris }] }),
    cors,
    service: services.map((code) => ({ coding: [{ system, code }] })),
    description: 'Bearer tokens (RFC 6750).',
  };
}

const OAUTH_URIS = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris';

/** What each search knows, and what joins or narrows types. */
function ofAllTypes({ parameters }: CapabilityFacts): readonly object[] {
  const types = [...parameters.types.values()];
  const common = declaredParameters(parameters, 'Basic').filter(({ name }) =>
    types.every((type) => type.parameters.has(name)),
  );
  return [...common, ...OVER_TYPES];
}

const OVER_TYPES = [
  {
    ...{ name: '_type', type: 'special' },
    documentation: 'Of a search without a type: the types that are searched.',
  },
  { name: '_list', type: 'special', documentation: 'What a List holds, by the id of the List.' },
  {
    name: '_has',
    type: 'special',
    documentation: 'What others refer to: Type:reference:parameter.',
  },
  { name: '_filter', type: 'special', documentation: 'A FHIR filter expression.' },
];

function resourceOf(
  facts: CapabilityFacts,
  type: string,
  includes: DeclaredIncludes,
): Record<string, unknown> {
  const profiles = new Set([...(PROFILES[type] ?? []), ...(facts.profiles.get(type) ?? [])]);
  const documentation = documentationOf(type);
  return {
    type,
    profile: `${DEFINITIONS}${type}`,
    ...(documentation === undefined ? {} : { documentation }),
    ...(profiles.size === 0 ? {} : { supportedProfile: [...profiles] }),
    interaction: [...readsOf(type).map((code) => ({ code })), ...writesOf(type).map(written(type))],
    versioning: 'versioned',
    readHistory: true,
    ...conditionsOf(type),
    referencePolicy: ['literal', 'logical'],
    ...(isSearched(type) ? searchOf(facts, type, includes) : {}),
    ...declared(facts.operations.filter((operation) => isOfType(operation, type))),
  };
}

/** What is done by a condition. A Binary cannot be searched for, so that none finds it. */
function conditionsOf(type: string): Record<string, unknown> {
  const writes = isSearched(type) ? writesOf(type) : [];
  return {
    updateCreate: writes.includes('update'),
    conditionalCreate: writes.includes('create'),
    conditionalRead: 'full-support',
    conditionalUpdate: writes.includes('update'),
    conditionalDelete: writes.includes('delete') ? 'single' : 'not-supported',
  };
}

function searchOf(
  { parameters }: CapabilityFacts,
  type: string,
  includes: DeclaredIncludes,
): Record<string, unknown> {
  return { ...withSomething(includes), searchParam: declaredParameters(parameters, type) };
}

function isSearched(type: string): boolean {
  return readsOf(type).includes('search-type');
}

function writesOf(type: string): readonly string[] {
  return WRITES_APART[type] ?? WRITES;
}

/** An interaction that writes; told where rules give it to nobody. */
function written(type: string): (code: string) => Record<string, string> {
  const given = BY_RULES[type];
  return (code) => (given?.includes(code) === false ? { code, documentation: IN_TESTS } : { code });
}

function documentationOf(type: string): string | undefined {
  if (PUBLISHED.includes(type)) return OF_PROGRAM;
  if (isOfTests(type)) return OF_TESTS;
  return UNIQUE.includes(type) ? CONDITIONS_IN_TESTS : undefined;
}

/** Types whose identifiers are unique in a dossier, so that none is created twice (decision 8). */
const UNIQUE: readonly string[] = ['DocumentReference', 'List'];
const IN_TESTS = 'In the test space alone.';
const CONDITIONS_IN_TESTS =
  'Conditional create, update and delete, and ids that a client chooses: in the test space alone.';
const OF_TESTS = 'No rule gives this type to anyone yet: only the test space holds it.';
/** The types whose resources the program itself holds (`records/searches/published.ts`). */
const PUBLISHED: readonly string[] = [
  ...['CodeSystem', 'ValueSet', 'ConceptMap', 'StructureDefinition', 'SearchParameter'],
];
const OF_PROGRAM =
  'Those of the program, read and searched by every caller with a valid token; the test space holds its own, and none else is stored.';
const KINDS = ['patient', 'professional', 'structure', 'feeder', 'registrar'] as const;

function isOfTests(type: string): boolean {
  return !KINDS.some((kind) => mayEver(kind, 'read', type));
}

function readsOf(type: string): readonly string[] {
  if (type === 'Binary') return INTERACTIONS.filter((code) => code !== 'search-type');
  // Nothing of the trace is ever changed.
  return INTERACTIONS.filter((code) => type !== 'AuditEvent' || code !== 'history-type');
}

/** The members of the statement that have something in them. */
function withSomething(includes: DeclaredIncludes): Record<string, unknown> {
  return Object.fromEntries(Object.entries(includes).filter(([, names]) => names.length > 0));
}

function declared(operations: readonly DeclaredOperation[]): { operation?: object[] } {
  if (operations.length === 0) return {};
  return { operation: operations.map(({ name, definition }) => ({ name, definition })) };
}

function isOfType({ levels, types, except }: DeclaredOperation, type: string): boolean {
  if (except?.includes(type) === true) return false;
  const isOnTypes = levels.includes('type') || levels.includes('instance');
  return isOnTypes && (types?.includes(type) ?? true);
}

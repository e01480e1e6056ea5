/**
 * What kind of event an act is: its type, subtypes, action and the way the content flows, by
 * interaction and by IHE transaction; and the profile the event then meets.
 * BALP https://profiles.ihe.net/ITI/BALP, MHD https://profiles.ihe.net/ITI/MHD (audit profiles).
 */
import type { Coding } from './json-text.js';

/** A FHIR interaction. https://hl7.org/fhir/R4/valueset-restful-interaction.html */
export type Interaction =
  | 'read'
  | 'vread'
  | 'search'
  | 'create'
  | 'update'
  | 'patch'
  | 'delete'
  | 'history'
  | 'transaction'
  | 'operation';

/** An IHE transaction that this server answers. */
export type Transaction = 'ITI-65' | 'ITI-66' | 'ITI-67' | 'ITI-68' | 'ITI-105';

/**
 * How client and server stand to each other: `gives` to the client, `takes` from it, `removes` what
 * it holds.
 */
export type Flow = 'gives' | 'takes' | 'removes';

/** What all events of one kind share. */
export interface EventKind {
  readonly type: Coding;
  readonly subtypes: readonly Coding[];
  readonly action: 'C' | 'R' | 'U' | 'D' | 'E';
  readonly flow: Flow;
  /** Whether the person is the author of what comes about, rather than its recipient. */
  readonly writes: boolean;
  /**
   * The one System Object that the profiles allow: the thing itself, the query or the submission
   * set.
   */
  readonly subject: 'thing' | 'query' | 'submission';
  /** Canonicals met by a successful event, with a patient and without. */
  readonly profile?: { readonly withPatient: string; readonly without?: string };
}

/** The kind of an act. A transaction of IHE tells more than the interaction that carries it. */
export function eventKind(interaction: Interaction, transaction?: Transaction): EventKind {
  return transaction === undefined ? INTERACTIONS[interaction] : TRANSACTIONS[transaction];
}

const REST: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/audit-event-type',
  code: 'rest',
  display: 'Restful Operation',
};
const IMPORT: Coding = {
  system: 'http://dicom.nema.org/resources/ontology/DCM',
  code: '110107',
  display: 'Import',
};

function rest(code: Interaction): Coding {
  return { system: 'http://hl7.org/fhir/restful-interaction', code, display: code };
}

function iti(code: Transaction, display: string): Coding {
  return { system: 'urn:ihe:event-type-code', code, display };
}

function balp(name: string): { withPatient: string; without: string } {
  const stem = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.';
  return { withPatient: `${stem}Patient${name}`, without: `${stem}${name}` };
}

function mhd(name: string): { withPatient: string } {
  return { withPatient: `https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.${name}` };
}

const READS = { type: REST, action: 'R', flow: 'gives', writes: false, subject: 'thing' } as const;
const WRITES = { type: REST, flow: 'takes', writes: true, subject: 'thing' } as const;
const ASKS = { type: REST, action: 'E', flow: 'takes', writes: false, subject: 'query' } as const;

const INTERACTIONS: Readonly<Record<Interaction, EventKind>> = {
  read: { ...READS, subtypes: [rest('read')], profile: balp('Read') },
  vread: { ...READS, subtypes: [rest('vread')], profile: balp('Read') },
  // BALP has no profile for a history.
  history: { ...READS, subtypes: [rest('history')] },
  search: { ...ASKS, subtypes: [rest('search')], profile: balp('Query') },
  create: { ...WRITES, action: 'C', subtypes: [rest('create')], profile: balp('Create') },
  update: { ...WRITES, action: 'U', subtypes: [rest('update')], profile: balp('Update') },
  patch: { ...WRITES, action: 'U', subtypes: [rest('patch')], profile: balp('Update') },
  delete: {
    ...WRITES,
    action: 'D',
    flow: 'removes',
    subtypes: [rest('delete')],
    profile: balp('Delete'),
  },
  // Nor for these two.
  transaction: { ...WRITES, action: 'E', subtypes: [rest('transaction')] },
  operation: { ...ASKS, subject: 'thing', subtypes: [rest('operation')] },
};

const TRANSACTIONS: Readonly<Record<Transaction, EventKind>> = {
  'ITI-65': {
    ...WRITES,
    type: IMPORT,
    action: 'C',
    subject: 'submission',
    subtypes: [iti('ITI-65', 'Provide Document Bundle')],
    profile: mhd('ProvideBundle.Audit.Recipient'),
  },
  'ITI-66': {
    ...ASKS,
    subtypes: [iti('ITI-66', 'Find Document Lists'), rest('search')],
    profile: mhd('FindDocumentLists.Audit.Responder'),
  },
  'ITI-67': {
    ...ASKS,
    subtypes: [iti('ITI-67', 'Find Document References'), rest('search')],
    profile: mhd('FindDocumentReferences.Audit.Responder'),
  },
  'ITI-68': {
    ...READS,
    subtypes: [iti('ITI-68', 'Retrieve Document'), rest('read')],
    profile: mhd('RetrieveDocument.Audit.Responder'),
  },
  'ITI-105': {
    ...WRITES,
    action: 'C',
    subtypes: [iti('ITI-105', 'Simplified Publish'), rest('create')],
    profile: mhd('SimplifiedPublish.Audit.Recipient'),
  },
};

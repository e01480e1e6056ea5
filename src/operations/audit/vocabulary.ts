/** The words of the access log: what is done, and to what, in both languages. */
import type { Language } from '../../fhir/language.js';

/** A text in both languages. */
export type Said = Readonly<Record<Language, string>>;

/** A deed, done (after *has*, in French) and wanted. */
export type Deed = Readonly<Record<Language, readonly [past: string, infinitive: string]>>;

/**
 * What is done: by the subtype of the event; after `act:` by the right that a change took, which
 * tells more.
 */
export const ACTS: Readonly<Partial<Record<string, Deed>>> = {
  read: { en: ['read', 'read'], fr: ['consulté', 'consulter'] },
  vread: {
    en: ['read an earlier version of', 'read an earlier version of'],
    fr: ['consulté une version de', 'consulter une version de'],
  },
  history: {
    en: ['read the history of', 'read the history of'],
    fr: ["consulté l'historique :", "consulter l'historique :"],
  },
  search: { en: ['searched for', 'search for'], fr: ['recherché', 'rechercher'] },
  create: { en: ['added', 'add'], fr: ['ajouté', 'ajouter'] },
  update: { en: ['changed', 'change'], fr: ['modifié', 'modifier'] },
  patch: { en: ['changed', 'change'], fr: ['modifié', 'modifier'] },
  delete: { en: ['deleted', 'delete'], fr: ['supprimé', 'supprimer'] },
  transaction: { en: ['sent', 'send'], fr: ['transmis', 'transmettre'] },
  operation: { en: ['used a function on', 'use a function on'], fr: ['utilisé', 'utiliser'] },
  'ITI-65': { en: ['deposited', 'deposit'], fr: ['déposé', 'déposer'] },
  'ITI-105': { en: ['deposited', 'deposit'], fr: ['déposé', 'déposer'] },
  'ITI-66': { en: ['searched for', 'search for'], fr: ['recherché', 'rechercher'] },
  'ITI-67': { en: ['searched for', 'search for'], fr: ['recherché', 'rechercher'] },
  'ITI-68': { en: ['opened', 'open'], fr: ['ouvert', 'ouvrir'] },
  'act:mask': {
    en: ['masked or unmasked', 'mask or unmask'],
    fr: ['masqué ou démasqué', 'masquer ou démasquer'],
  },
  'act:reveal': {
    en: ['released to you', 'release to you'],
    fr: ['rendu visible', 'rendre visible'],
  },
  'act:archive': {
    en: ['archived or brought back', 'archive or bring back'],
    fr: ['archivé ou désarchivé', 'archiver ou désarchiver'],
  },
  'act:withdraw': { en: ['withdrew', 'withdraw'], fr: ['retiré', 'retirer'] },
  'act:supersede': { en: ['replaced', 'replace'], fr: ['remplacé', 'remplacer'] },
  notified: { en: ['was told of', 'be told of'], fr: ['été informé :', 'être informé :'] },
};

/** What operations do, by their name. */
export const OPERATIONS: Readonly<Partial<Record<string, Deed>>> = {
  everything: {
    en: ['read the whole record', 'read the whole record'],
    fr: ["consulté l'ensemble du dossier", "consulter l'ensemble du dossier"],
  },
  summary: {
    en: ['read the summary of the record', 'read the summary of the record'],
    fr: ['consulté la synthèse du dossier', 'consulter la synthèse du dossier'],
  },
  docref: {
    en: ['searched for documents', 'search for documents'],
    fr: ['recherché des documents', 'rechercher des documents'],
  },
  export: {
    en: ['exported records', 'export records'],
    fr: ['exporté des dossiers', 'exporter des dossiers'],
  },
  activate: {
    en: ['activated the record', 'activate the record'],
    fr: ['activé le dossier', 'activer le dossier'],
  },
  oppose: {
    en: ['opposed the record', 'oppose the record'],
    fr: ['fait opposition au dossier', 'faire opposition au dossier'],
  },
  close: {
    en: ['closed the record', 'close the record'],
    fr: ['fermé le dossier', 'fermer le dossier'],
  },
  reopen: {
    en: ['reopened the record', 'reopen the record'],
    fr: ['rouvert le dossier', 'rouvrir le dossier'],
  },
  'request-erasure': {
    en: ['asked to erase the record', 'ask to erase the record'],
    fr: ["demandé l'effacement du dossier", "demander l'effacement du dossier"],
  },
  'who-can-see': {
    en: ['asked who can see a document', 'ask who can see a document'],
    fr: ['demandé qui peut voir un document', 'demander qui peut voir un document'],
  },
  'access-log': {
    en: ['read the access log', 'read the access log'],
    fr: ['consulté le journal des accès', 'consulter le journal des accès'],
  },
  proof: {
    en: ['asked for a proof of the access log', 'ask for a proof of the access log'],
    fr: ['demandé une preuve du journal des accès', 'demander une preuve du journal des accès'],
  },
};

/** The record, where nothing of it is named. */
export const DOSSIER: Said = { en: 'the record', fr: 'le dossier' };

/** Things, one and many, by their type. */
export const THINGS: Readonly<
  Partial<Record<string, { readonly one: Said; readonly many: Said }>>
> = {
  Patient: {
    one: { en: 'the record and its identity', fr: 'le dossier et son identité' },
    many: DOSSIER,
  },
  DocumentReference: {
    one: { en: 'a document', fr: 'un document' },
    many: { en: 'documents', fr: 'des documents' },
  },
  Binary: {
    one: { en: 'a document', fr: 'un document' },
    many: { en: 'documents', fr: 'des documents' },
  },
  List: {
    one: { en: 'a set of documents', fr: 'un ensemble de documents' },
    many: { en: 'sets of documents', fr: 'des ensembles de documents' },
  },
  Consent: {
    one: { en: 'an authorisation or opposition', fr: 'une autorisation ou une opposition' },
    many: { en: 'authorisations and oppositions', fr: 'des autorisations et oppositions' },
  },
  CareTeam: {
    one: { en: 'a care team', fr: 'une équipe de soins' },
    many: { en: 'care teams', fr: 'des équipes de soins' },
  },
  RelatedPerson: {
    one: { en: 'a representative or carer', fr: 'un représentant ou un aidant' },
    many: { en: 'representatives and carers', fr: 'des représentants et aidants' },
  },
  AuditEvent: {
    one: { en: 'a line of the access log', fr: 'une ligne du journal des accès' },
    many: { en: 'lines of the access log', fr: 'des lignes du journal des accès' },
  },
  Communication: {
    one: { en: 'a message or notification', fr: 'un message ou une notification' },
    many: { en: 'messages and notifications', fr: 'des messages et notifications' },
  },
  Subscription: {
    one: { en: 'a subscription to notifications', fr: 'un abonnement aux notifications' },
    many: { en: 'subscriptions to notifications', fr: 'des abonnements aux notifications' },
  },
};

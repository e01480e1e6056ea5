/**
 * The collections of the store and their documents, reduced to what the protocol decides on. A
 * resource is a letter, a body is its version's number, a hash is the nonce of its commit.
 */
import { withDocument, withoutDocument, type Table } from './tables.js';

/** Names the commit whose fate something shares: landed with it, dead without it. */
export interface Reference {
  readonly lead: string;
  readonly nonce: string;
}

/** A version of a resource, as its commit carries it. It supersedes the version one below. */
export interface Version {
  readonly version: number;
  readonly key?: string;
  readonly deleted?: true;
}

/** A commit in one stream. An act in several streams has one in each, all with the same lead. */
export interface Commit extends Reference {
  /** The act it is of; empty for one that only takes a number away. */
  readonly act: string;
  /** The hash of the commit before. */
  readonly previous: string;
  readonly versions: Table<Version>;
  readonly policy?: string;
  /** It has an entry for the outbox. */
  readonly notifies?: true;
  /** It has an event for the trail. */
  readonly traced?: true;
  /** The sealed document that it names. */
  readonly document?: string;
}

/** What is still to be done for a commit: copy it, expire old snapshots, empty rows, nothing. */
export type CommitStep = 'project' | 'strip' | 'empty' | 'done';

/** A commit with what is still to be done for it, which its hash does not cover. */
export interface StoredCommit extends Commit {
  readonly step: CommitStep;
}

/** A version as searches find it: visible at heads from `from` on, and before `to`. */
export interface Row extends Version {
  readonly resource: string;
  readonly from: number;
  readonly to?: number;
  readonly emptied?: true;
}

/** The last commit of a stream that readers may see. */
export interface Head {
  readonly number: number;
  readonly hash: string;
  readonly policy: string;
  /** Snapshots before it have expired. */
  readonly swept?: number;
}

/** Who took a key last; `at` is the commit that holds the resource. */
export interface Claim extends Reference {
  readonly at: string;
  /** Set by whoever gave the attempt up before its lead was sent. */
  readonly dead?: true;
}

/** The record of a sealed document: free, for a commit, or doomed by the sweep. */
export type DocumentRecord = Partial<Reference>;

/** Stands in place of a nonce once the sweep has the document. */
export const DOOMED = 'doomed';

/** What notifications read. */
export interface OutboxEntry {
  readonly delivered: boolean;
}

/** A block of the access log, with the dossiers that its entries are of. */
export interface Block {
  readonly dossiers: readonly string[];
  /** `project` while not all its rows are known to be there. */
  readonly step: 'project' | 'done';
}

/** An event as readers of a trail find it: of a commit, or of a block. */
export interface EventRow {
  readonly stream: string;
  readonly commit?: number;
  readonly block?: string;
}

/** The document that each collection holds. */
export interface Collections {
  readonly commits: StoredCommit;
  readonly current: Row;
  readonly heads: Head;
  readonly claims: Claim;
  readonly documents: DocumentRecord;
  readonly outbox: OutboxEntry;
  readonly blocks: Block;
  readonly events: EventRow;
}

/** The name of a collection. */
export type Collection = keyof Collections;

/** All collections. */
export type Store = { readonly [C in Collection]: Table<Collections[C]> };

/** A store in which nothing was ever written. */
export const EMPTY_STORE: Store = {
  commits: {},
  current: {},
  heads: {},
  claims: {},
  documents: {},
  outbox: {},
  blocks: {},
  events: {},
};

/** The store with a document put in place, or taken away by undefined. */
export function stored<C extends Collection>(
  store: Store,
  collection: C,
  id: string,
  document: Collections[C] | undefined,
): Store {
  const table: Table<Collections[C]> = store[collection];
  const changed =
    document === undefined ? withoutDocument(table, id) : withDocument(table, id, document);
  return { ...store, [collection]: changed };
}

/** The name of a stream's commit. */
export function commitId(stream: string, number: number): string {
  return `${stream}/${number}`;
}

/** The name of the row of a version. */
export function rowId(stream: string, resource: string, version: number): string {
  return `${stream}/${resource}/${version}`;
}

/** The stream that an id begins with. */
export function streamOf(id: string): string {
  return id.slice(0, id.indexOf('/'));
}

/** The number that an id ends with. */
export function numberOf(id: string): number {
  return Number(id.slice(id.lastIndexOf('/') + 1));
}

/** The name of the row of a block's event in a dossier. */
export function eventId(block: string, dossier: string): string {
  return `${dossier}/${block}`;
}

/**
 * THE ONE DOOR to the data. On a request's path nothing else uses the storage contract, so access,
 * visibility and audit cannot be forgotten: read, vread, history, search, Binary and every write
 * pass here. Each answer leaves only when its trace is durable.
 */
import type { Readable } from 'node:stream';
import type { Caller } from '../access/caller.js';
import type { DocumentFacts } from '../access/facts.js';
import type { ByteRange } from '../blobs/blobs.js';
import type { Content } from '../blobs/document.js';
import type { Problem } from '../fhir/problem.js';
import type { Address } from '../fhir/resource.js';
import type { Shown } from '../fhir/version.js';
export type { Content } from '../blobs/document.js';
import { commit } from './changes/commit.js';
import { deposit, discard, open, sweepDocuments } from './documents.js';
import {
  byUniqueId,
  dossierFor,
  streamOf,
  type Dossier,
  type Holding,
  type Subject,
} from './finding.js';
import type { Needs } from './needs.js';
import type { Plan, Written } from './changes/plan.js';
import { history, read, readBinary, vread, type ReadDocument } from './reading.js';
import { refused, type RefusedAct } from './traces/refused.js';
import type { Found, SearchRequest } from './searches/request.js';
import { search } from './searches/search.js';
import { makeTurns } from './changes/turns.js';
import type { Identity } from './where.js';

/** The door. Every call fails with a `Problem` only, and leaves its trace either way. */
export interface Records {
  read(caller: Caller, address: Address): Promise<Shown>;
  vread(caller: Caller, address: Address): Promise<Shown>;
  history(caller: Caller, address: Address): Promise<readonly Shown[]>;
  /** `suits` throws what keeps the document from being given as it is asked for. */
  readBinary(
    caller: Caller,
    id: string,
    suits: (document: DocumentFacts) => void,
  ): Promise<ReadDocument>;
  /** The bytes of a document that `readBinary` gave. */
  open(document: DocumentFacts, range?: ByteRange): Promise<Readable>;
  search(caller: Caller, request: SearchRequest): Promise<Found>;
  commit(caller: Caller, plan: Plan): Promise<readonly Written[]>;
  /** Takes a document's bytes in; they belong to nobody until a commit names them. */
  deposit(bytes: AsyncIterable<Uint8Array>): Promise<Content>;
  /** Gives up what no commit will name. */
  discard(contents: readonly Content[]): Promise<void>;
  /** The dossier a subject names; `unknown-patient` when none is open for this caller's space. */
  dossierFor(caller: Caller, subject: Subject): Promise<Dossier>;
  /** The stream a resource is in, when there is such a stream; for planning a change of it. */
  streamOf(caller: Caller, address: Address): Promise<string | undefined>;
  /** Who holds an identifier that is unique over all dossiers, if the caller may see it. */
  byUniqueId(caller: Caller, identity: Identity): Promise<Holding | undefined>;
  /** Records a request that failed before it came to a resource. */
  refused(caller: Caller | undefined, act: RefusedAct, failure: Problem): Promise<void>;
  sweepDocuments(): Promise<number>;
}

/** Opens the door. */
export function makeRecords(needs: Needs): Records {
  const turns = makeTurns();
  return {
    read: (caller, address) => read(needs, caller, address),
    vread: (caller, address) => vread(needs, caller, address),
    history: (caller, address) => history(needs, caller, address),
    readBinary: (caller, id, suits) => readBinary(needs, caller, id, suits),
    open: (document, range) => open(needs, document, range),
    search: (caller, request) => search(needs, caller, request),
    commit: (caller, plan) => commit(needs, turns, caller, plan),
    deposit: (bytes) => deposit(needs, bytes),
    discard: (contents) => discard(needs, contents),
    dossierFor: (caller, subject) => dossierFor(needs, caller, subject),
    streamOf: (caller, address) => streamOf(needs, caller, address),
    byUniqueId: (caller, identity) => byUniqueId(needs, caller, identity),
    refused: (caller, act, failure) => refused(needs, caller, act, failure),
    sweepDocuments: () => sweepDocuments(needs),
  };
}

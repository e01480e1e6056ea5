/**
 * THE ONE DOOR to the data. On a request's path nothing else uses the storage contract, so access,
 * visibility and audit cannot be forgotten: read, vread, history, search, Binary and every write
 * pass here. Each answer leaves only when its trace is durable.
 */
import type { Readable } from 'node:stream';
import type { Caller } from '../access/caller.js';
import type { DocumentFacts } from '../access/facts.js';
import type { ActQuery } from '../audit/act.js';
import type { ByteRange } from '../blobs/blobs.js';
import type { Content } from '../blobs/document.js';
import type { Problem } from '../fhir/problem.js';
import type { Address } from '../fhir/resource.js';
import type { Shown } from '../fhir/version.js';
export type { Content } from '../blobs/document.js';
import { addressedTo, type AddressedRequest } from './addressed.js';
import { cancel, isCancelled } from './cancelled.js';
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
import { countAttempt } from './life/code.js';
import { dueDossiers, type DueDossier } from './life/due.js';
import { destroy } from './life/erased.js';
import type { GivenNeeds, Needs } from './needs.js';
import type { Plan, Written } from './changes/plan.js';
import { makeNotices, type Notices } from './notices/notices.js';
import { history, read, readBinary, vread, type ReadAs, type ReadDocument } from './reading.js';
import { releaseDue } from './releases/sweep.js';
import { performed } from './traces/performed.js';
import { proofsOf, type EventProof } from './traces/proofs.js';
import { makeVerifying, type Verifying } from './traces/verifying.js';
import { refused, type RefusedAct } from './traces/refused.js';
import { makeHeld } from './held.js';
import { hiddenMemory } from './searches/hidden.js';
import { everything, type DossierRequest, type FoundInDossier } from './searches/everything.js';
import type { Found, SearchRequest } from './searches/request.js';
import { search } from './searches/search.js';
import { searchTypes, type TypesRequest } from './searches/several.js';
import { makeTurns } from './changes/turns.js';
import { settle, type Identity } from './where.js';
import { whoCanSee, type NamedReader, type WhoCanSee } from './who-can-see.js';
import { writtenAcross, type HistoryFound, type HistoryRequest } from './written.js';

/** The door. Every call fails with a `Problem` only, and leaves its trace either way. */
export interface Records {
  /** `as` names the operation that reads, where one does. */
  read(caller: Caller, address: Address, as?: ReadAs): Promise<Shown>;
  vread(caller: Caller, address: Address): Promise<Shown>;
  history(caller: Caller, address: Address): Promise<readonly Shown[]>;
  /** What was written of a type, or of all, across a space. */
  written(caller: Caller, request: HistoryRequest): Promise<HistoryFound>;
  /** `suits` throws what keeps the document from being given as it is asked for. */
  readBinary(
    caller: Caller,
    id: string,
    suits: (document: DocumentFacts) => void,
  ): Promise<ReadDocument>;
  /** The bytes of a document that `readBinary` or `deposit` gave. */
  open(document: Content, range?: ByteRange): Promise<Readable>;
  search(caller: Caller, request: SearchRequest): Promise<Found>;
  searchTypes(caller: Caller, request: TypesRequest): Promise<Found>;
  everything(caller: Caller, request: DossierRequest): Promise<FoundInDossier>;
  /** Who could open a document, told to whoever acts for its patient. */
  whoCanSee(caller: Caller, request: WhoCanSee): Promise<readonly NamedReader[]>;
  commit(caller: Caller, plan: Plan): Promise<readonly Written[]>;
  /** What this server alone can make of a text: 32 hexadecimal digits. */
  keyedHash(text: string): string;
  /** Counts an attempt at a dossier's provisional code, before it is given to `commit`. */
  countAttempt(caller: Caller, stream: string): Promise<void>;
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
  /** Proofs of events that the caller was given, by id; none of what is not signed yet. */
  proofs(caller: Caller, ids: readonly string[]): Promise<ReadonlyMap<string, EventProof>>;
  /** The delegations that name the caller, in whichever dossiers. */
  addressedTo(caller: Caller, request: AddressedRequest): Promise<readonly Shown[]>;
  /** Verifications of the whole store, for whoever runs it. */
  readonly verifying: Verifying;
  /** Records an operation that looked at nothing stored. */
  performed(caller: Caller, asked: ActQuery): Promise<void>;
  /** Records a request that failed before it came to a resource. */
  refused(caller: Caller | undefined, act: RefusedAct, failure: Problem): Promise<void>;
  /** Cancels what goes on later under an id that the server drew: for good, in every process. */
  cancel(caller: Caller, id: string): Promise<void>;
  isCancelled(id: string): Promise<boolean>;
  /** The dossiers whose next step was due on one of these days, both included. */
  due(from: number, to: number): AsyncIterable<DueDossier>;
  /** Does away with documents that belong to nobody, and does what is due. */
  sweep(): Promise<void>;
  /** Brings documents to their patients' sight that waited long enough (decision 18). */
  releaseDue(): Promise<void>;
  /** Destroys what an erased dossier holds. */
  destroy(stream: string): Promise<void>;
  /** What notifications need, at no request. */
  readonly notices: Notices;
}

/** Opens the door. */
export function makeRecords(given: GivenNeeds): Records {
  const needs: Needs = { ...given, hidden: hiddenMemory(), held: makeHeld() };
  const turns = makeTurns();
  return {
    read: (caller, address, as) => read(needs, caller, address, as),
    vread: (caller, address) => vread(needs, caller, address),
    history: (caller, address) => history(needs, caller, address),
    written: (caller, request) => writtenAcross(needs, caller, request),
    readBinary: (caller, id, suits) => readBinary(needs, caller, id, suits),
    open: (document, range) => open(needs, document, range),
    search: (caller, request) => search(needs, caller, request),
    searchTypes: (caller, request) => searchTypes(needs, caller, request),
    everything: (caller, request) => everything(needs, caller, request),
    whoCanSee: (caller, request) => whoCanSee(needs, caller, request),
    commit: (caller, plan) => commit(needs, turns, caller, plan),
    keyedHash: (text) => needs.envelope.uniqueKey(`¤${text}`),
    countAttempt: async (caller, stream) =>
      countAttempt(needs, turns, await settle(needs, caller), stream),
    deposit: (bytes) => deposit(needs, bytes),
    discard: (contents) => discard(needs, contents),
    dossierFor: (caller, subject) => dossierFor(needs, caller, subject),
    streamOf: (caller, address) => streamOf(needs, caller, address),
    byUniqueId: (caller, identity) => byUniqueId(needs, caller, identity),
    proofs: (caller, ids) => proofsOf(needs, caller, ids),
    addressedTo: (caller, request) => addressedTo(needs, caller, request),
    verifying: makeVerifying(needs),
    performed: (caller, asked) => performed(needs, caller, asked),
    refused: (caller, act, failure) => refused(needs, caller, act, failure),
    cancel: (caller, id) => cancel(needs, caller, id),
    isCancelled: (id) => isCancelled(needs, id),
    due: (from, to) => dueDossiers(needs, from, to),
    sweep: async () => {
      await Promise.all([sweepDocuments(needs), releaseDue(needs, turns)]);
    },
    releaseDue: () => releaseDue(needs, turns),
    destroy: (stream) => destroy(needs, stream),
    notices: makeNotices(needs, turns),
  };
}

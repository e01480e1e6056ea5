/**
 * The store on MongoDB: the production store. A commit is one document, inserted; so it is whole on
 * a replica set, a sharded cluster, a single server and on what speaks MongoDB's protocol. Several
 * processes may serve one database.
 */
import type { Clock } from '../../clock.js';
import type { Ids } from '../../ids.js';
import type { DocumentRecords } from '../documents.js';
import type { Intake } from '../intake.js';
import type { Page, Store, StoreQuery } from '../store.js';
import { append, record, noChains, projectFor } from './access-log.js';
import type { Chains } from './access-log.js';
import { randomHex } from './base.js';
import type { Around, Base, DeadLink, Texts } from './base.js';
import { commit } from './commit/commit.js';
import { connect, ofDriver } from './server/connection.js';
import type { Connection } from './server/connection.js';
import { conditionOf } from './server/condition.js';
import { tryWrite } from './server/deployment.js';
import { documentsOf } from './documents.js';
import { makeGate } from './gate.js';
import type { Gate } from './gate.js';
import { headNow } from './heads.js';
import { blocks, heads, journal, journalOf } from './proof/journal.js';
import { recent } from './proof/recent.js';
import { keysNote } from './server/keys-note.js';
import type { KeysNote } from './server/keys-note.js';
import { assertNoCopy, checkLayout, prepare } from './server/migrate.js';
import { erase } from './erase.js';
import { intakeOf } from './intake.js';
import { done, due, waiting } from './outbox.js';
import * as reads from './reads.js';
import { patiently } from './server/reading.js';
import { searchEvents, wholeEvents } from './search/event-search.js';
import { searchDossier, whole } from './search/search.js';
import { searchSpace } from './search/wide.js';
import { searchWritten } from './search/written.js';
import { sharing } from './sharing.js';
import { strays } from './proof/strays.js';
import { sweep } from './sweep.js';
import { unwritten } from './server/writing.js';

/** How the store is opened. */
export interface MongoSettings {
  readonly url: string;
  readonly ids: Pick<Ids, 'bytes'>;
  /** The machine's own time. */
  readonly clock: Clock;
  readonly deadLink: DeadLink;
  /** Seals the strings of rows before they rest; absent, they rest in clear. Must not wait. */
  readonly texts?: Texts;
  /** Opens beside serving processes, to look: nothing is built, and nothing is swept. */
  readonly readOnly?: boolean;
  /** Opens for a copy into the database, which nobody else opens until it is finished. */
  readonly copying?: boolean;
  /** What a test does to writes. */
  readonly around?: Around;
}

/** An open store, and what is only of MongoDB. */
export interface MongoStore extends Store {
  /** For what rests beside it. */
  readonly connection: Connection;
  /** Repeats such a read while the server is away; fails with `unavailable`. */
  patiently<T>(read: () => Promise<T>): Promise<T>;
  readonly keys: KeysNote;
}

/**
 * Opens the store, making an empty database ready. Rejects with a plain Error when there is no
 * server, when it cannot promise durable writes, or when a newer program wrote the database.
 */
export async function openMongo(settings: MongoSettings): Promise<MongoStore> {
  const connection = await connect(settings.url);
  try {
    return await opened(settings, connection);
  } catch (failure) {
    await connection.close();
    throw failure;
  }
}

async function opened(settings: MongoSettings, connection: Connection): Promise<MongoStore> {
  const {
    ids,
    clock,
    deadLink,
    texts = IN_CLEAR,
    around = UNDISTURBED,
    readOnly = false,
    copying = false,
  } = settings;
  if (!readOnly) await tryWrite(connection);
  await (readOnly ? checkLayout(connection) : prepare(connection));
  if (!copying) await assertNoCopy(connection);
  const base: Base = {
    ...{ connection, ids, clock, texts, deadLink, around },
    ...{ seen: new WeakMap(), remembered: new Map(), behind: new Set() },
    looks: sharing(),
  };
  const gate = makeGate(base, readOnly);
  return storeOf({ base, gate, chains: noChains(), holder: randomHex(base, 8) });
}

const IN_CLEAR: Texts = { seal: (_, bytes) => bytes, open: (_, bytes) => bytes };

const UNDISTURBED: Around = (_, write) => write();

interface Parts {
  readonly base: Base;
  readonly gate: Gate;
  readonly chains: Chains;
  /** Names this opening of the store, for what is lent to it. */
  readonly holder: string;
}

function storeOf({ base, gate, chains, holder }: Parts): MongoStore {
  const { reading, writing, walking } = gate;
  return {
    connection: base.connection,
    patiently: (read) => reading(() => patiently(base, () => read().catch(ofDriver))),
    keys: keysNote(base),
    head: (stream) => reading(() => headNow(base, stream)),
    versions: (head, names) => reading(() => reads.readVersions(base, head, names)),
    typesIn: (head) => reading(() => reads.readTypes(base, head)),
    vread: (head, name, version) => reading(() => reads.readVersion(base, head, name, version)),
    history: (head, name, slice) => reading(() => reads.readHistory(base, head, name, slice)),
    claimed: (key) => reading(() => reads.readClaimed(base, key)),
    holder: (key) => reading(() => reads.readHolder(base, key)),
    search: (query) => reading(() => search(base, query)),
    written: (query) => reading(() => searchWritten(base, query)),
    whole: (hits) => reading(() => whole(base, hits)),
    settleEvents: (within) => reading(() => projectFor(base, within)),
    searchEvents: (query) => reading(() => searchEvents(base, query)),
    wholeEvents: (events) => reading(() => wholeEvents(base, events)),
    commit: (wanted) => writing(() => commit(base, wanted)),
    append: (block) => writing(() => append(base, chains, block)),
    record: (open) => writing(() => record(base, chains, open)),
    erase: (stream) => writing(() => erase(base, stream).catch(unwritten)),
    documents: throughGate(gate, documentsOf(base)),
    intake: intakeThrough(gate, intakeOf(base)),
    outbox: (limit) => writing(() => due(base, holder, limit)),
    outboxDone: (ref) => writing(() => done(base, ref)),
    sweep: (supersededBefore) => writing(() => sweep(base, supersededBefore)),
    journal: (after) => walking(() => journal(base, after)),
    journalOf: (stream) => walking(() => journalOf(base, stream)),
    blocks: (after) => walking(() => blocks(base, after)),
    recent: (mark) => walking(() => recent(base, mark)),
    waiting: () => walking(() => waiting(base)),
    heads: () => walking(() => heads(base)),
    strays: () => walking(() => strays(base)),
    condition: () => reading(() => conditionOf(base.connection)),
    close: () => gate.close(),
  };
}

function search(base: Base, query: StoreQuery): Promise<Page> {
  const { within } = query;
  return 'space' in within
    ? searchSpace(base, query, within.space)
    : searchDossier(base, query, within);
}

function intakeThrough({ reading, writing }: Gate, to: Intake): Intake {
  return {
    progress: () => reading(() => to.progress()),
    note: (progress) => writing(() => to.note(progress)),
    commit: (commit, at) => writing(() => to.commit(commit, at)),
    document: (record, bytes) => writing(() => to.document(record, bytes)),
    outbox: (place, entry) => writing(() => to.outbox(place, entry)),
    expire: (stream, n) => writing(() => to.expire(stream, n)),
    index: (stream, n, versions) => writing(() => to.index(stream, n, versions)),
    finish: () => writing(() => to.finish()),
  };
}

function throughGate({ reading, writing, walking }: Gate, of: DocumentRecords): DocumentRecords {
  return {
    announce: (name, at) => writing(() => of.announce(name, at)),
    find: (name) => reading(() => of.find(name)),
    bytes: (name) => reading(() => of.bytes(name)),
    all: (after) => walking(() => of.all(after)),
    unbound: (before, limit) => reading(() => of.unbound(before, limit)),
    doom: (name) => writing(() => of.doom(name)),
    forget: (name) => writing(() => of.forget(name)),
    erase: (name) => writing(() => of.erase(name)),
  };
}

/**
 * THE storage contract. Two adapters keep it, with the same promises; the contract suite
 * (`test/contract/store.contract.ts`) holds each to every sentence below.
 *
 * - A *stream* is the unit of consistency: one dossier (its key `p` is the dossier's random id), or
 *   one resource outside all dossiers (`Practitioner/12`; in the test space `~Practitioner/12`).
 * - A *commit* is everything one act changes, in one stream or in several: all or nothing, durable
 *   before `commit` answers, numbered 1, 2, … in each stream, decided on the head before it.
 * - A *head* is the last commit a reader may see, together with the policy that holds there.
 * - Every read shows one head: never half a commit, never two versions of a resource, never none
 *   while it is being changed. What `commit` has answered is seen by every later read.
 * - Facts and policy are opaque: the store keeps them and gives them back.
 *
 * Outcomes are values. A store throws `Problem('unavailable')` when it cannot be reached or is
 * overloaded, and `Problem('outcome-unknown')` when it must give up on a write whose fate it could
 * not find out; never `moved` or `taken` for such a write.
 */
import type { DocumentRecords } from './documents.js';
import type { Criterion, IndexEntry, Order, Place, Token } from '../search/query.js';

/** The key of a stream. */
export type StreamId = string;

/** The keyed hash of something that one live resource only may hold: 32 hexadecimal digits. */
export type UniqueKey = string;

/** A plain JSON value that the store keeps and does not read. */
export type Opaque = Readonly<Record<string, unknown>>;

/** The last commit a reader may see. A stream that does not exist has none. */
export interface Head {
  readonly stream: StreamId;
  readonly n: number;
  /** SHA-256 of the header of commit n, hexadecimal. */
  readonly hash: string;
  readonly policy: Opaque;
}

/** One version of a resource, as written. */
export interface Version {
  readonly type: string;
  readonly id: string;
  /** 1, 2, 3 … without a gap; a deletion takes a number too. */
  readonly version: number;
  /** Milliseconds since 1970: meta.lastUpdated. */
  readonly written: number;
  /** A deletion: the body is empty, a read answers 410. */
  readonly gone: boolean;
  /** What decisions need of the resource, beside its body. */
  readonly facts: Opaque;
  /** The resource's final bytes, served as they are. */
  readonly body: Uint8Array;
  /** 16 random bytes that salt the digest of facts and body. */
  readonly salt: Uint8Array;
  /** Place for the key that sealed the body, itself wrapped. Absent: the body rests in clear. */
  readonly wrappedKey?: Uint8Array;
}

/** A version to be written. */
export interface NewVersion extends Version {
  readonly index: IndexEntry;
  /**
   * Every uniqueness key the resource holds from this version on; those it held before and does not
   * name are free.
   */
  readonly keys: readonly UniqueKey[];
}

/** An AuditEvent to be written, in a commit or in a block of the access log. */
export interface NewEvent {
  readonly id: string;
  /** The dossier it concerns; `-` where none is named, `~` for none in the test space. */
  readonly p: StreamId;
  /** Milliseconds since 1970: AuditEvent.recorded. */
  readonly recorded: number;
  readonly body: Uint8Array;
  readonly salt: Uint8Array;
  readonly tokens: readonly Token[];
}

/**
 * An AuditEvent as found: of a commit (`stream` and `n` name it) or of the log (`chain` and `n`
 * name its block).
 */
export interface StoredEvent {
  readonly id: string;
  readonly p: StreamId;
  readonly recorded: number;
  readonly body: Uint8Array;
}

/** What a commit writes in one stream. */
export interface Part {
  readonly stream: StreamId;
  /** `n` of the head decided on, 0 where there was none. The commit takes the number after it. */
  readonly decidedOn: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /**
   * The bytes whose SHA-256 is `hash`: stream, number, previous hash, time, ids, versions, digests
   * (`audit/chain.ts`).
   */
  readonly header: Uint8Array;
  readonly hash: string;
  /** At most one version of a resource. */
  readonly versions: readonly NewVersion[];
  readonly events: readonly NewEvent[];
  /** What notifications will read, in order. */
  readonly outbox: readonly Uint8Array[];
  /** The policy that holds from here on. */
  readonly policy: Opaque;
  readonly policySalt: Uint8Array;
}

/** One act: its parts, all or nothing, and the documents it names. No two parts share a stream. */
export interface Commit {
  readonly parts: readonly [Part, ...Part[]];
  /** Names of announced documents that belong to this commit from now on. */
  readonly documents: readonly string[];
}

/** Who holds a uniqueness key, visible to reads by now. */
export interface Holder {
  readonly stream: StreamId;
  readonly type: string;
  readonly id: string;
}

/** What became of a commit. */
export type Outcome =
  | { readonly kind: 'committed' }
  /** Some part's head is no longer the one decided on: decide again. Nothing was written. */
  | { readonly kind: 'moved' }
  /** Another live resource holds a key. Nothing was written. */
  | { readonly kind: 'taken'; readonly key: UniqueKey; readonly holder: Holder }
  /** Documents that the sweep has taken: store them again under new names. Nothing was written. */
  | { readonly kind: 'swept'; readonly documents: readonly string[] };

/** A block of the access log. */
export interface Block {
  /** The chain of one writing process: a random name. */
  readonly chain: string;
  /** 1, 2, 3 … without a gap in its chain. */
  readonly n: number;
  readonly at: number;
  /**
   * The bytes whose SHA-256 is `hash`: chain, number, previous hash, time, count, Merkle root of
   * the entries.
   */
  readonly header: Uint8Array;
  readonly hash: string;
  readonly entries: readonly NewEvent[];
}

/** A search in one dossier, or across the streams of one space. */
export interface StoreQuery {
  /**
   * A dossier: `stream` names it, and `head`, if given, the snapshot to read. Else every stream of
   * a space.
   */
  readonly within:
    { readonly stream: StreamId; readonly head?: number } | { readonly space: string };
  readonly type: string;
  /**
   * Across streams, at least one `token` must bind every row; it is looked up among
   * `IndexEntry.wide`.
   */
  readonly where: Criterion;
  readonly order: Order;
  /** Only rows after this place in the order. */
  readonly after?: Place;
  /** At most this many rows; 0 for the total alone. */
  readonly limit: number;
  /** Whether to count all rows that match, not only those after `after`. */
  readonly counted: boolean;
}

/** A row of a search, with its place in the order. */
export interface Hit {
  readonly stream: StreamId;
  readonly version: Version;
  readonly place: Place;
}

/** A page of hits. `head` is the snapshot read, within a dossier. */
export interface Page {
  readonly head?: Head;
  readonly hits: readonly Hit[];
  readonly total?: number;
}

/**
 * A search of AuditEvents, newest first unless `descending` is false. `p` names the dossier, or
 * `-`, or `~`.
 */
export interface EventQuery {
  readonly p: StreamId;
  /** Only `token`, `id`, `all`, `any`, `not`, and `range` on `date` (the event's recorded). */
  readonly where: Criterion;
  readonly descending: boolean;
  readonly after?: { readonly recorded: number; readonly id: string };
  readonly limit: number;
  readonly counted: boolean;
}

/** A page of events. */
export interface EventPage {
  readonly events: readonly StoredEvent[];
  readonly total?: number;
}

/** What `verify-audit` walks: every commit and block in order, with what rests in the tables. */
export interface JournalCommit {
  readonly stream: StreamId;
  readonly n: number;
  readonly header: Uint8Array;
  readonly hash: string;
  readonly versions: readonly (Version & {
    readonly index: Omit<IndexEntry, 'texts'>;
    readonly keys: readonly UniqueKey[];
  })[];
  readonly events: readonly NewEvent[];
  /** The policy this commit left, with its salt. */
  readonly policy: Opaque;
  readonly policySalt: Uint8Array;
}

/** The store. Every promise rejects with a `Problem` only. */
export interface Store {
  /** The head of a stream, or undefined for a stream that does not exist. */
  head(stream: StreamId): Promise<Head | undefined>;
  /**
   * The resource's version at the stream's head, with that head; a deleted one is given as `gone`.
   */
  read(
    stream: StreamId,
    type: string,
    id: string,
  ): Promise<{ head: Head; version?: Version } | undefined>;
  /** One version at or before the stream's head. */
  vread(stream: StreamId, type: string, id: string, version: number): Promise<Version | undefined>;
  /**
   * Versions of a resource at or before the head, newest first, from below `before`, at most
   * `limit`.
   */
  history(
    stream: StreamId,
    type: string,
    id: string,
    slice: { before?: number; limit: number },
  ): Promise<readonly Version[]>;
  /** Who holds a uniqueness key now. */
  holder(key: UniqueKey): Promise<Holder | undefined>;
  /** Rejects with `page-expired` when `within.head` is older than superseded rows are kept. */
  search(query: StoreQuery): Promise<Page>;
  /** Events of one dossier, at or below its head or in the log. */
  searchEvents(query: EventQuery): Promise<EventPage>;
  event(p: StreamId, id: string): Promise<StoredEvent | undefined>;

  commit(commit: Commit): Promise<Outcome>;
  /**
   * Appends a block to its chain and indexes its entries. Durable when it answers. Blocks of a
   * chain come in order.
   */
  append(block: Block): Promise<void>;

  readonly documents: DocumentRecords;
  /** Outbox entries not yet done whose commit stands at or below its head, oldest first. */
  outbox(limit: number): Promise<readonly { readonly ref: string; readonly entry: Uint8Array }[]>;
  outboxDone(ref: string): Promise<void>;
  /**
   * Forgets index values of superseded rows written over before a moment: their page links have
   * expired.
   */
  sweep(supersededBefore: number): Promise<void>;

  /** Every stream's commits, stream by stream, in order. */
  journal(): AsyncIterable<JournalCommit>;
  /** Every chain's blocks, chain by chain, in order. */
  blocks(): AsyncIterable<Block>;
  /** Every head, to be compared with the journal. */
  heads(): AsyncIterable<Head>;
  /**
   * What the tables hold that no commit or block accounts for, or lack: one line per fault, naming
   * the row.
   */
  strays(): AsyncIterable<string>;

  /** Ends after what was begun; later calls reject with `unavailable`. */
  close(): Promise<void>;
}

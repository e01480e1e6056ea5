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
import type { DocumentRecords, NamedDocument } from './documents.js';
import type { Intake } from './intake.js';
import type { Journal } from './journal.js';
import type { Block, Head, NewEvent, NewVersion, Opaque, OpenBlock } from './kept.js';
import type { FoundEvent, StoredEvent, StreamId, UniqueKey } from './kept.js';
import type { Version, VersionFacts } from './kept.js';
import type { Criterion, Order, Place } from '../search/query.js';

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
  /** Documents that belong to this commit from now on. */
  readonly documents: readonly NamedDocument[];
}

/** Names a resource in its stream. */
export interface ResourceName {
  readonly type: string;
  readonly id: string;
}

/** Who holds a uniqueness key, visible to reads by now. */
export interface Holder {
  readonly stream: StreamId;
  readonly type: string;
  readonly id: string;
}

/** What became of a commit. */
export type Outcome =
  | {
      /** The heads that the commit made, in the order of its parts. */
      readonly kind: 'committed';
      readonly heads: readonly Head[];
    }
  /** Some part's head is no longer the one decided on: decide again. Nothing was written. */
  | { readonly kind: 'moved' }
  /** Another live resource holds a key. Nothing was written. */
  | { readonly kind: 'taken'; readonly key: UniqueKey; readonly holder: Holder }
  /** Documents that the sweep has taken: store them again under new names. Nothing was written. */
  | { readonly kind: 'swept'; readonly documents: readonly string[] };

/** A search in one dossier, or across the streams of one space. */
export interface StoreQuery {
  /**
   * A dossier at a head; `n`, if given, names an older snapshot to be read. Else every stream of a
   * space.
   */
  readonly within: { readonly head: Head; readonly n?: number } | { readonly space: string };
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
  /** Whether to tell how the page was found: for operators. */
  readonly explained?: boolean;
  /** Whether `whole` is asked next: a store with the bodies at hand gives them with the hits. */
  readonly whole?: boolean;
}

/** How a page was found: for people to read, in words of the database. */
export interface Explanation {
  readonly plan: readonly string[];
  /** Rows looked at for it, at most; absent where the database does not tell. */
  readonly looked?: number;
}

/** A row of a search, with its place in the order. */
export interface Hit {
  readonly stream: StreamId;
  /** With its body where the store had it at hand. */
  readonly version: VersionFacts | Version;
  readonly place: Place;
  /** Where its body rests: for the store that gave it. */
  readonly ref: string;
}

/** A page of hits. */
export interface Page {
  readonly hits: readonly Hit[];
  readonly total?: number;
  /** Where the query asked for it. */
  readonly explanation?: Explanation;
}

/** A walk through the versions written in a space, newest first. */
export interface WrittenQuery {
  readonly space: string;
  readonly types: readonly string[];
  /** Milliseconds since 1970 of meta.lastUpdated, included. */
  readonly since?: number;
  /** Only versions after this place. */
  readonly after?: Place;
  /** At most this many; 0 for the total alone. */
  readonly limit: number;
  /** Whether to count all of them, not only those after `after`. */
  readonly counted: boolean;
}

/** A version met on the walk; its place is for the store that gave it. */
export interface WrittenVersion {
  readonly stream: StreamId;
  readonly version: Version;
  readonly place: Place;
}

/** A page of versions. */
export interface WrittenPage {
  readonly versions: readonly WrittenVersion[];
  readonly total?: number;
}

/** Where events stand that name no dossier: of the main space, of the test space. */
export type Nowhere = '-' | '~';

/** A search of AuditEvents, newest first unless `descending` is false. */
export interface EventQuery {
  /** The dossier at its head, or the events that name none. */
  readonly within: Head | Nowhere;
  /** Only `token`, `id`, `all`, `any`, `not`, and `range` on `date` (the event's recorded). */
  readonly where: Criterion;
  readonly descending: boolean;
  readonly after?: { readonly recorded: number; readonly id: string };
  readonly limit: number;
  readonly counted: boolean;
}

/** A page of events. */
export interface EventPage {
  readonly events: readonly FoundEvent[];
  readonly total?: number;
}

/** Whether a store can serve, and what whoever runs it should know. */
export interface StoreCondition {
  /** False while it cannot serve: it does not answer, or something that it needs is missing. */
  readonly usable: boolean;
  /** A sentence each, for an operator; no address, no health data. Notes alone forbid nothing. */
  readonly notes: readonly string[];
}

/** The store. Every promise rejects with a `Problem` only. */
export interface Store extends Journal {
  /** The head of a stream, or undefined for a stream that does not exist. */
  head(stream: StreamId): Promise<Head | undefined>;
  /**
   * The versions of resources that stand at a head, by `Type/id`; what has never been there is left
   * out, what was deleted is given as `gone`.
   */
  versions(head: Head, names: readonly ResourceName[]): Promise<ReadonlyMap<string, Version>>;
  /**
   * The types of all that stands in a stream at a head, or stood there and may still be searched;
   * others may be among them. So whoever searches many types asks of these alone.
   */
  typesIn(head: Head): Promise<ReadonlySet<string>>;
  /** One version at or before a head. */
  vread(head: Head, name: ResourceName, version: number): Promise<Version | undefined>;
  /** Versions of a resource at or before a head, newest first, from below `before`. */
  history(
    head: Head,
    name: ResourceName,
    slice: { readonly before?: number; readonly limit: number },
  ): Promise<readonly Version[]>;
  /**
   * The stream in which a uniqueness key was taken last: a hint. Whether the key is held there is
   * for the reader of that stream's head to find out. A deletion that names a key leads there
   * still.
   */
  claimed(key: UniqueKey): Promise<StreamId | undefined>;
  /** The live resource that holds a uniqueness key, with the head at which it does. */
  holder(key: UniqueKey): Promise<{ head: Head; version: Version } | undefined>;
  /** Rejects with `page-expired` when the snapshot is older than superseded rows are kept. */
  search(query: StoreQuery): Promise<Page>;
  /**
   * Versions of every stream of a space that its head shows, deletions included. Those of one
   * moment come in an order that stays, of one resource the newest first.
   */
  written(query: WrittenQuery): Promise<WrittenPage>;
  /**
   * Hits with their bodies, in the same order. Decisions need none, so they may be got meanwhile.
   */
  whole(hits: readonly Hit[]): Promise<readonly Version[]>;
  /**
   * Makes ready what was appended about a dossier, so that a search of its events that begins after
   * it shows all that was appended before.
   */
  settleEvents(within: StreamId): Promise<void>;
  /** Events of one dossier, at or below the head or in the log. */
  searchEvents(query: EventQuery): Promise<EventPage>;
  /** Events with their bytes, in the same order. */
  wholeEvents(events: readonly FoundEvent[]): Promise<readonly StoredEvent[]>;

  commit(commit: Commit): Promise<Outcome>;
  /**
   * Appends a block to its chain and indexes its entries. Durable when it answers. Blocks of a
   * chain come in order.
   */
  append(block: Block): Promise<void>;
  /** Seals a block and appends it so; gives its hash, for the next of its chain. */
  record(block: OpenBlock): Promise<string>;

  /**
   * Destroys what the versions of a stream hold: bodies, facts, index values, salts, and the
   * policies before the head's. Its chain, its events and the numbers of its versions stay; nothing
   * of it is found any more, and its keys are free. Nobody writes in the stream from now on. Broken
   * off, it is done again: what an erased version held last goes last.
   */
  erase(stream: StreamId): Promise<void>;

  readonly documents: DocumentRecords;
  readonly intake: Intake;
  /**
   * Outbox entries not yet done whose commit stands at or below its head, oldest first. They are
   * lent to whoever opened this store: no other process is given them for a minute.
   */
  outbox(limit: number): Promise<readonly { readonly ref: string; readonly entry: Uint8Array }[]>;
  outboxDone(ref: string): Promise<void>;
  /**
   * Forgets index values of superseded rows written over before a moment: their page links have
   * expired.
   */
  sweep(supersededBefore: number): Promise<void>;

  /** How the store is now; one that cannot be reached is told as not usable. */
  condition(): Promise<StoreCondition>;

  /** Ends after what was begun; later calls reject with `unavailable`. */
  close(): Promise<void>;
}

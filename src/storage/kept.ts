/** What a store keeps: the values that its contract (`store.ts`) takes in and gives back. */
import type { IndexEntry, Token } from '../search/query.js';

/** The key of a stream. */
export type StreamId = string;

/** The keyed hash of something that one live resource only may hold: 32 hexadecimal digits. */
export type UniqueKey = string;

/** A plain JSON value that the store keeps and does not read. */
export type Opaque = Readonly<Record<string, unknown>>;

/**
 * The last commit a reader may see. A stream that does not exist has none. What `head` or `commit`
 * gave is what the reads of one request are made at; it is not kept for another request.
 */
export interface Head {
  readonly stream: StreamId;
  readonly n: number;
  /** SHA-256 of the header of commit n, hexadecimal. */
  readonly hash: string;
  /** Empty where every commit so far was given up. */
  readonly policy: Opaque;
  /** Snapshots before this commit have expired: index values that they need are forgotten. */
  readonly swept: number;
}

/** One version of a resource without its body: all that decisions need. */
export interface VersionFacts {
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
  /** Place for the key that sealed the body, itself wrapped. Absent: the body rests in clear. */
  readonly wrappedKey?: Uint8Array;
}

/** One version of a resource, as written. */
export interface Version extends VersionFacts {
  /** The resource's final bytes, served as they are. */
  readonly body: Uint8Array;
}

/** A version to be written. */
export interface NewVersion extends Version {
  readonly index: IndexEntry;
  /** 16 random bytes that salt the digest of facts and body. */
  readonly salt: Uint8Array;
  /**
   * Every uniqueness key the resource holds from this version on; those it held before and does not
   * name are free.
   */
  readonly keys: readonly UniqueKey[];
}

/**
 * What many events have in common, so that it can rest once: the constant parts of their bytes and
 * the tokens that come with these. An event's bytes are the pieces with a fill between each two.
 */
export interface EventForm {
  /** SHA-256 over pieces and tokens: the same name, the same form. */
  readonly name: string;
  readonly pieces: readonly string[];
  readonly tokens: readonly Token[];
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
  /** What it is found by, beside the tokens of its form. */
  readonly tokens: readonly Token[];
  /**
   * Its form, and what stands between the pieces: one text fewer than those, none with a U+0000.
   * Absent: it shares nothing.
   */
  readonly shaped?: { readonly form: EventForm; readonly fills: readonly string[] };
}

/** An event on its way to the access log: its bytes are its form filled in. */
export type EventDraft = Omit<NewEvent, 'body' | 'salt' | 'shaped'> &
  Required<Pick<NewEvent, 'shaped'>>;

/** All that an event is found by. */
export function allTokens({ tokens, shaped }: NewEvent): readonly Token[] {
  return shaped === undefined ? tokens : [...shaped.form.tokens, ...tokens];
}

/** An AuditEvent as found, of a commit or of the log. */
export interface FoundEvent {
  readonly id: string;
  readonly p: StreamId;
  readonly recorded: number;
  /** Where its bytes rest: for the store that gave it. */
  readonly ref: string;
}

/** An AuditEvent with its bytes. */
export interface StoredEvent {
  readonly id: string;
  readonly p: StreamId;
  readonly recorded: number;
  readonly body: Uint8Array;
  readonly salt: Uint8Array;
}

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

/** A block of the access log before it is sealed (`sealing.ts`). */
export interface OpenBlock extends Pick<Block, 'chain' | 'n' | 'at'> {
  /** The hash of block n - 1; of the first, 64 zeros. */
  readonly prev: string;
  readonly entries: readonly EventDraft[];
  /** 16 random bytes for each entry, one after the other. */
  readonly salts: Uint8Array;
}

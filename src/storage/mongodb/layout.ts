/**
 * The collections and their documents. A commit is one document of `commits`; all other collections
 * hold what readers need of it, copied from it, and can be made again from it.
 *
 * Names end in numbers of ten digits, so that the order of names is the order of numbers. Filters
 * on
 * `commits` and `current` always carry `p`, the stream: it is their shard key.
 */
import type { Long } from 'mongodb';

/** Where GridFS keeps what is too large for a document. */
export const GRIDFS = 'documents';

/** The name of a collection. */
export type Collection =
  | 'commits'
  | 'versions'
  | 'current'
  | 'heads'
  | 'claims'
  | 'blobs'
  | 'events'
  | 'access'
  | 'outbox'
  | 'meta'
  | `${typeof GRIDFS}.${'files' | 'chunks'}`;

/** Names the commit whose fate something shares: landed with it, dead without it. */
export interface Reference {
  /** Name of the lead commit. */
  readonly lead: string;
  /** 128 random bits of one attempt, hexadecimal. */
  readonly nonce: string;
}

/**
 * What is still to be done for a commit: `project` copy it, `strip` expire the snapshots that need
 * what it superseded, `empty` take those rows' index values away.
 */
export type Step = 'project' | 'strip' | 'empty';

/** A part of a commit in one stream. Its lead lands it; `lead` is its own name in a single part. */
export interface CommitDocument extends Reference {
  /** `p/n` */
  readonly _id: string;
  readonly p: string;
  readonly n: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** What it writes. Absent in a commit that only takes a number away from another. */
  readonly whole?: {
    readonly header: Uint8Array;
    readonly hash: string;
    /** A `Content`, packed. */
    readonly content: Uint8Array;
  };
  /** Names of the documents it binds: of a lead only. */
  readonly documents?: readonly string[];
  /** Whether it supersedes rows. */
  readonly replaces: boolean;
  readonly step?: Step;
  /** When `step` was set, in milliseconds since 1970 by the clock of whoever set it. */
  readonly due?: number;
  /** Once it is closed. */
  readonly fate?: 'landed' | 'dead';
}

/** Where a version stands: from the commit that wrote it to the one that superseded it. */
interface Standing {
  /** `p/Type/id/version` */
  readonly _id: string;
  readonly p: string;
  readonly from: number;
  /** `NEVER` until then. No index may hold it: an entry that moves is missed by finds. */
  readonly to: number;
}

/** The end of what has none yet: beyond every commit. */
export const NEVER = Number.MAX_SAFE_INTEGER;

/** A version of a resource, whole: read by its name. */
export interface VersionDocument extends Standing {
  readonly space: string;
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly written: number;
  readonly gone?: true;
  readonly facts: string;
  readonly salt: Uint8Array;
  readonly wrapped?: Uint8Array;
  readonly body: Uint8Array;
  /** The texts that results are sorted by alone, sealed: few searches ask for them. */
  readonly sorts?: Uint8Array;
}

/**
 * A live version of a resource as searches look at it: small, for a search looks at every one of a
 * type. A deletion has none.
 */
export interface CurrentDocument extends Standing {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly written: number;
  readonly at: number;
  readonly space: string;
  readonly t: readonly Long[];
  readonly w?: readonly Long[];
  readonly r: readonly { readonly q: string; readonly lo: number; readonly hi: number }[];
  /** The least `lo` and the greatest `hi` of each range, to sort by. */
  readonly s: Readonly<Record<string, { readonly lo: number; readonly hi: number }>>;
  readonly keys?: readonly string[];
  readonly texts?: Uint8Array;
  readonly facts: string;
  readonly wrapped?: Uint8Array;
}

/** The last commit of a stream that readers may see. */
export interface HeadDocument {
  /** The stream. */
  readonly _id: string;
  readonly n: number;
  readonly hash: string;
  readonly policy: string;
  /** Snapshots before it have expired. */
  readonly swept?: number;
}

/** Who took a uniqueness key last. */
export interface ClaimDocument extends Reference {
  /** The key. */
  readonly _id: string;
  /** Name of the commit that holds the resource. */
  readonly at: string;
  /** Set by whoever gave the attempt up before its lead was sent. */
  readonly dead?: true;
}

/** A document, announced or brought by a commit. Its bytes rest here if they are few. */
export interface BlobDocument extends Partial<Reference> {
  /** Its name. */
  readonly _id: string;
  readonly at: number;
  /** Random, of its announcement: tells a lost answer from a name used twice. */
  readonly mark?: string;
  /** While it may be an orphan. */
  readonly open?: true;
  readonly bytes?: Uint8Array;
}

/** An AuditEvent as readers find it. Its bytes rest in its commit or block. */
export interface EventDocument {
  /** `p/id` */
  readonly _id: string;
  readonly p: string;
  readonly recorded: number;
  readonly id: string;
  readonly t: readonly Long[];
  /** The commit of its own dossier that wrote it: until that is visible, it is not either. */
  readonly n?: number;
  /** Name of the commit that holds it, or else of the block of the access log that does. */
  readonly c?: string;
  readonly b?: string;
}

/** A block of the access log. */
export interface AccessDocument {
  /** `chain/n` */
  readonly _id: string;
  readonly chain: string;
  readonly n: number;
  readonly at: number;
  readonly header: Uint8Array;
  readonly hash: string;
  /** The entries, packed, and the ids of their events, in order. */
  readonly entries: Uint8Array;
  readonly ids: readonly string[];
  /** The dossiers they concern, while they are not all in `events` yet. */
  readonly ps?: readonly string[];
  readonly step?: 'project';
  readonly due?: number;
}

/** What notifications will read. */
export interface OutboxDocument {
  /** `p/n/i` */
  readonly _id: string;
  readonly p: string;
  readonly n: number;
  readonly at: number;
  readonly entry: Uint8Array;
  /** Until it is done. */
  readonly open?: true;
  /** The opening of the store to which it is lent, and until when. */
  readonly lent?: { readonly to: string; readonly until: number };
  /** From then on it is removed, 30 days later. */
  readonly done?: Date;
}

/** What stands at a head. */
export function standingAt(n: number): Readonly<Record<'from' | 'to', Record<string, number>>> {
  return { from: { $lte: n }, to: { $gt: n } };
}

/** `p/n` of a commit. */
export function commitName(stream: string, n: number): string {
  return `${stream}/${digits(n)}`;
}

/** The stream and the number that a commit's name says. */
export function commitPlace(name: string): { readonly stream: string; readonly n: number } {
  const slash = name.lastIndexOf('/');
  return { stream: name.slice(0, slash), n: Number(name.slice(slash + 1)) };
}

/** `p/Type/id/` of a resource: what the names of its versions begin with. */
export function resourceName(stream: string, type: string, id: string): string {
  return `${stream}/${type}/${id}/`;
}

/** `p/Type/id/version`. */
export function rowName(stream: string, type: string, id: string, version: number): string {
  return resourceName(stream, type, id) + digits(version);
}

/** A number as names carry it. */
export function digits(n: number): string {
  return String(n).padStart(10, '0');
}

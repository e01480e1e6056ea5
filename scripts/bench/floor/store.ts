/** What the floor needs of a store: the least that gives the same bytes, as durably. */
import type { Readable } from 'node:stream';

/** A resource to be answered with, and what a search asks of it. */
export interface FloorDocument {
  readonly id: string;
  readonly type: string;
  readonly status: string;
  readonly at: number;
  readonly body: Uint8Array;
}

/** An event to be answered with. */
export interface FloorEvent {
  readonly id: string;
  readonly at: number;
  readonly body: Uint8Array;
}

/** The bytes to answer with: the very ones that the product gave. */
export interface FloorBytes {
  /** Every document of the dossier. */
  readonly documents: readonly FloorDocument[];
  readonly events: readonly FloorEvent[];
  /** The answer to a bundle provided. */
  readonly provided: Uint8Array;
  /** What one access leaves in the log. */
  readonly trace: Uint8Array;
  /** A document of 100 KB, and its name. */
  readonly file: { readonly name: string; readonly bytes: Uint8Array };
}

/** A row found. */
export interface Found {
  readonly id: string;
  readonly body: Uint8Array;
}

/** A resource to be written. */
export interface FloorRow {
  readonly type: string;
  readonly id: string;
  readonly body: string;
}

/** The criteria of the search that is measured. */
export interface Asked {
  readonly code: string;
  readonly status: string;
  readonly from: number;
}

/** The one dossier of the floor. */
export const DOSSIER = 'p';
/** The type that is searched. */
export const TYPE = 'DocumentReference';

/** The store of a floor. */
export interface FloorStore {
  fill(bytes: FloorBytes): Promise<void>;
  provided(): Promise<Uint8Array>;
  read(id: string): Promise<Uint8Array>;
  file(name: string): Promise<Readable>;
  search(asked: Asked, limit: number): Promise<{ rows: readonly Found[]; total: number }>;
  newest(limit: number): Promise<{ rows: readonly Found[]; total: number }>;
  events(limit: number): Promise<readonly Found[]>;
  /** Writes documents and rows; resolves when they are on the disk. */
  provide(rows: readonly FloorRow[], files: readonly Uint8Array[]): Promise<void>;
  /** Leaves the trace of an access; resolves when it is on the disk. What waits is written together. */
  trace(): Promise<void>;
  close(): Promise<void>;
}

/** Group commit at its least: what waits while a batch is written goes into the next one. */
export function grouped<T>(
  write: (batch: readonly T[]) => Promise<void>,
): (one: T) => Promise<void> {
  let waiting: { readonly one: T; readonly done: () => void }[] = [];
  let isWriting = false;
  const drain = async (): Promise<void> => {
    isWriting = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await write(batch.map(({ one }) => one));
      batch.forEach(({ done }) => done());
    }
    isWriting = false;
  };
  return (one) =>
    new Promise((done) => {
      waiting.push({ one, done });
      if (!isWriting) void drain();
    });
}

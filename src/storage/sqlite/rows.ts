/** Rows of the tables, read as the contract's values. */
import type { Interval, Token } from '../../search/query.js';
import type { Opaque, StoredEvent, UniqueKey, Version } from '../store.js';

/** The length of a token in the tables. */
export const TOKEN_BYTES = 8;

/** The columns of `versions` that make a `Version`; the table stands under the name v. */
export const VERSION_COLUMNS =
  'v.type, v.id, v.version, v.written, v.gone, v.facts, v.body, v.salt, v.wrapped';

/** What `VERSION_COLUMNS` gives. */
export interface VersionColumns {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly written: number;
  readonly gone: number;
  readonly facts: string;
  readonly body: Uint8Array;
  readonly salt: Uint8Array;
  readonly wrapped: Uint8Array | null;
}

/** The version that a row holds. */
export function versionOf(row: VersionColumns): Version {
  const { type, id, version, written, gone, facts, body, salt, wrapped } = row;
  return {
    type,
    id,
    version,
    written,
    gone: gone === 1,
    facts: opaque(facts),
    body,
    salt,
    ...(wrapped === null ? {} : { wrappedKey: wrapped }),
  };
}

/** The event that a row holds; columns that an event does not show are left out. */
export function eventOf({ id, p, recorded, body }: StoredEvent): StoredEvent {
  return { id, p, recorded, body };
}

/** The JSON object of a column. */
export function opaque(column: string): Opaque {
  // Cast: the column was written from an object by `requests.ts`.
  return JSON.parse(column) as Opaque;
}

/** The tokens of a column, 8 bytes each. */
export function tokensOf(column: Uint8Array): Uint8Array[] {
  const count = column.byteLength / TOKEN_BYTES;
  return Array.from({ length: count }, (_, i) =>
    column.subarray(i * TOKEN_BYTES, (i + 1) * TOKEN_BYTES),
  );
}

/** The tokens of a column as the contract writes them. */
export function tokenTexts(column: Uint8Array): Token[] {
  return tokensOf(column).map((token) => Buffer.from(token).toString('hex'));
}

/** Rows of `ranges` as an `IndexEntry` has them. */
export function rangesOf(
  rows: readonly ({ readonly param: string } & Interval)[],
): Record<string, Interval[]> {
  const ranges: Record<string, Interval[]> = {};
  for (const { param, lo, hi } of rows) (ranges[param] ??= []).push({ lo, hi });
  return ranges;
}

/** The keys of a `keys` column. */
export function keysOf(column: string | undefined): UniqueKey[] {
  return column === undefined || column === '' ? [] : column.split(' ');
}

/** Finds who holds a key: stream, type, id. */
export const HOLDER = 'SELECT p AS stream, type, id FROM keys WHERE key = ?';

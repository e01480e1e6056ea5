/** Rows of the tables, read as the contract's values. */
import { problem } from '../../fhir/problem.js';
import type { IndexEntry, Interval, Token } from '../../search/query.js';
import type { Opaque, UniqueKey, Version, VersionFacts } from '../kept.js';

/** The length of a token in the tables. */
const TOKEN_BYTES = 8;

/** The columns of `versions` that make a `VersionFacts`; the table stands under the name v. */
export const FACTS_COLUMNS = 'v.type, v.id, v.version, v.written, v.gone, v.facts, v.wrapped';

/** The columns that make a `Version`. */
export const VERSION_COLUMNS = `${FACTS_COLUMNS}, v.body`;

/** What `FACTS_COLUMNS` gives. */
export interface FactsColumns {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly written: number;
  readonly gone: number;
  readonly facts: string;
  readonly wrapped: Uint8Array | null;
}

/** What `VERSION_COLUMNS` gives. */
export interface VersionColumns extends FactsColumns {
  readonly body: Uint8Array;
}

/** The version that a row holds, without its body. */
export function factsOf(row: FactsColumns): VersionFacts {
  const { type, id, version, written, gone, facts, wrapped } = row;
  const found = { type, id, version, written, gone: gone === 1, facts: opaque(facts) };
  return wrapped === null ? found : { ...found, wrappedKey: wrapped };
}

/** The version that a row holds. */
export function versionOf(row: VersionColumns): Version {
  const { type, id, version, written, gone, facts, wrapped, body } = row;
  const found = { type, id, version, written, gone: gone === 1, facts: opaque(facts), body };
  return wrapped === null ? found : { ...found, wrappedKey: wrapped };
}

/**
 * The JSON object of a column, which nobody changes. Documents of one author and kind have the same
 * facts, so some are remembered.
 */
export function opaque(column: string): Opaque {
  const known = PARSED.get(column);
  if (known !== undefined) return known;
  // Cast: the column was written from an object by `requests.ts`.
  const parsed = JSON.parse(column) as Opaque;
  if (PARSED.size >= PARSED_MAX) PARSED.clear();
  PARSED.set(column, parsed);
  return parsed;
}

const PARSED = new Map<string, Opaque>();
const PARSED_MAX = 4_096;

/** Tokens as a column: 8 bytes each, one after the other. */
export function tokenBytes(tokens: readonly Token[]): Uint8Array {
  return Buffer.from(tokenDigits(tokens), 'hex');
}

/** The same in hexadecimal digits. */
export function tokenDigits(tokens: readonly Token[]): string {
  const digits = tokens.join('');
  // A token of another length would move all those after it.
  if (digits.length !== tokens.length * TOKEN_BYTES * 2) throw problem('internal');
  return digits;
}

/** The tokens of a column. */
export function tokensOf(column: Uint8Array): Uint8Array[] {
  const count = column.byteLength / TOKEN_BYTES;
  return Array.from({ length: count }, (_, i) =>
    column.subarray(i * TOKEN_BYTES, (i + 1) * TOKEN_BYTES),
  );
}

/**
 * A SELECT of `columns` for each token, which it names h, of the columns `tokens` that `rows` gives
 * with a `rid`. Rows made in one statement cost half of what a statement for each does.
 */
export function eachToken(columns: string, rows: string): string {
  return `WITH RECURSIVE place (rid, tokens, i) AS (
      SELECT rid, tokens, 1 FROM (${rows}) WHERE length(tokens) > 0
      UNION ALL SELECT rid, tokens, i + ${TOKEN_BYTES} FROM place
        WHERE i + ${TOKEN_BYTES} <= length(tokens)
    ), token (rid, h) AS (SELECT rid, substr(tokens, i, ${TOKEN_BYTES}) FROM place)
    SELECT ${columns} FROM token`;
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

/** Opens what `SealTexts` sealed. */
export type OpenTexts = (stream: string, sealed: Uint8Array) => Uint8Array;

/** The strings of a `texts` column. */
export function textsOf(
  open: OpenTexts,
  p: string,
  column: Uint8Array | null,
): IndexEntry['texts'] {
  if (column === null) return {};
  // Cast: the column was written from an `IndexEntry.texts` by `requests.ts`.
  return JSON.parse(Buffer.from(open(p, column)).toString()) as IndexEntry['texts'];
}

/** The keys of a `keys` column. */
export function keysOf(column: string | undefined): UniqueKey[] {
  return column === undefined || column === '' ? [] : column.split(' ');
}

/** Finds who holds a key: stream, type, id. */
export const HOLDER = `SELECT k.p AS stream, k.type, k.id FROM keys k WHERE k.key = ?
  AND EXISTS (SELECT 1 FROM versions v WHERE v.p = k.p AND v.type = k.type AND v.id = k.id
    AND v.died IS NULL AND v.gone = 0)`;

/**
 * A criterion without the tokens that nothing in the stream bears. Rights may ask for many, such as
 * each type of document that the matrix withholds from a profession: a dossier has few of them, and
 * one look into the index for each costs less than one into every row.
 */
import type { Criterion, Token } from '../../../search/query.js';
import type { Connection } from '../connection.js';
import { tokenValue } from './criterion.js';

/** Fewer tokens than this in one `any` are looked for in each row. */
const MANY = 5;

/** The criterion, equal to what was asked on every row of the stream. */
export function borne(connection: Connection, stream: string, where: Criterion): Criterion {
  const asked = [...new Set(manyIn(where))];
  if (asked.length === 0) return where;
  const values = asked.map(tokenValue);
  const rows: { column1: Uint8Array }[] = connection
    .sql(
      `SELECT column1 FROM (VALUES ${values.map(() => '(?)').join()})
        WHERE EXISTS (SELECT 1 FROM tokens WHERE p = ? AND h = column1)`,
    )
    .all(...values, stream);
  const there = new Set(rows.map(({ column1 }) => Buffer.from(column1).toString('hex')));
  return without(where, new Set(asked.filter((token) => !there.has(token))));
}

function manyIn(where: Criterion): readonly Token[] {
  if (where.kind === 'not') return manyIn(where.of);
  if (where.kind !== 'all' && where.kind !== 'any') return [];
  const tokens = tokensOf(where.of);
  const many = where.kind === 'any' && tokens.length >= MANY ? tokens : [];
  return [...many, ...where.of.flatMap(manyIn)];
}

function tokensOf(parts: readonly Criterion[]): Token[] {
  return parts.flatMap((part) => (part.kind === 'token' ? [part.token] : []));
}

function without(where: Criterion, absent: ReadonlySet<Token>): Criterion {
  if (where.kind === 'not') return { kind: 'not', of: without(where.of, absent) };
  if (where.kind !== 'all' && where.kind !== 'any') return where;
  const isAbsent = (part: Criterion): boolean => part.kind === 'token' && absent.has(part.token);
  const kept = where.kind === 'any' ? where.of.filter((part) => !isAbsent(part)) : where.of;
  return { kind: where.kind, of: kept.map((part) => without(part, absent)) };
}

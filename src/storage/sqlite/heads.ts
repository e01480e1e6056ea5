/** Heads, with their policies parsed once: the policy of a commit never changes. */
import { problem } from '../../fhir/problem.js';
import type { Head } from '../store.js';
import type { Connection } from './connection.js';
import { opaque } from './rows.js';

const REMEMBERED_MAX = 2_000;

/** The head of a stream. */
export function headOf(connection: Connection, stream: string): Head | undefined {
  const row = connection.sql('SELECT n, hash FROM heads WHERE p = ?').get(stream);
  return row === undefined ? undefined : headFrom(connection, stream, row);
}

/** The head of a stream as it was, or is when `n` is not given. Fails with `page-expired`. */
export function headAt(
  connection: Connection,
  stream: string,
  n: number | undefined,
): Head | undefined {
  const row = connection.sql('SELECT n, hash, swept FROM heads WHERE p = ?').get(stream);
  if (row === undefined) return undefined;
  if (n === undefined || n === row.n) return headFrom(connection, stream, row);
  // A snapshot above the head is one of a store that has since been put back to an older backup.
  if (n < row.swept || n > row.n) throw problem('page-expired');
  const commit = connection.sql('SELECT hash, policy FROM commits WHERE p = ? AND n = ?');
  const found = commit.get(stream, n);
  if (found === undefined) throw problem('page-expired');
  return { stream, n, hash: found.hash, policy: opaque(found.policy) };
}

/** The head that a row of `heads` names. */
export function headFrom(
  connection: Connection,
  stream: string,
  { n, hash }: { readonly n: number; readonly hash: string },
): Head {
  const { heads } = connection;
  const known = heads.get(stream);
  if (known?.n === n && known.hash === hash) return known;
  const { policy } = connection
    .sql('SELECT policy FROM commits WHERE p = ? AND n = ?')
    .get(stream, n);
  const head = { stream, n, hash, policy: opaque(policy) };
  if (heads.size >= REMEMBERED_MAX) heads.clear();
  heads.set(stream, head);
  return head;
}

/** Heads, with their policies parsed once: the policy of a commit never changes. */
import { problem } from '../../fhir/problem.js';
import type { Head } from '../kept.js';
import type { Connection } from './connection.js';
import { opaque } from './rows.js';

const REMEMBERED_MAX = 2_000;

/** The head of a stream. */
export function headOf(connection: Connection, stream: string): Head | undefined {
  const row: HeadRow | undefined = connection
    .rows('SELECT n, swept FROM heads WHERE p = ?')
    .get(stream);
  return row === undefined ? undefined : headFrom(connection, stream, row);
}

type HeadRow = readonly [n: number, swept: number];

/** Refuses an older snapshot whose index values are forgotten by now, or one that never was. */
export function assertSearchable(
  { sql }: Connection,
  { stream, n: newest }: Head,
  n: number,
): void {
  if (n === newest) return;
  const { swept } = sql('SELECT swept FROM heads WHERE p = ?').get(stream);
  // A snapshot above the head is one of a store that has since been put back to an older backup.
  if (n < swept || n > newest) throw problem('page-expired');
}

/** The head that a row of `heads` names; a number of a stream is given to one commit only. */
function headFrom(connection: Connection, stream: string, [n, swept]: HeadRow): Head {
  const { heads } = connection;
  const known = heads.get(stream);
  if (known?.n === n && known.swept === swept) return known;
  const { hash, policy } = connection
    .sql('SELECT hash, policy FROM commits WHERE p = ? AND n = ?')
    .get(stream, n);
  const head = { stream, n, hash, policy: opaque(policy), swept };
  if (heads.size >= REMEMBERED_MAX) heads.clear();
  heads.set(stream, head);
  return head;
}

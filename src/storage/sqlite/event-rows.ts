/** The rows of events and of the access log's blocks, as the writer's thread inserts them. */
import { problem } from '../../fhir/problem.js';
import type { Block } from '../kept.js';
import type { Connection } from './connection.js';
import { formNumber, insertForms } from './forms.js';
import type { EventRow, EventRows } from './requests.js';

/**
 * Inserts events with their index. They stand side by side: SQLite numbers a new row one above the
 * greatest, and there is one writer; so `first` and `count` name them all.
 */
export function insertEvents(
  connection: Connection,
  { forms, rows }: EventRows,
): { first: number; count: number } {
  insertForms(connection, forms);
  // Cast: written by `requests.ts`.
  const eids = (JSON.parse(rows) as EventRow[]).map((event) => insertEvent(connection, event));
  return { first: eids[0] ?? 0, count: eids.length };
}

/**
 * Appends a block to its chain. The very same block again is no failure: it may be sent anew when
 * its answer was lost. Any other block out of its turn is a broken promise of the caller.
 */
export function appendBlock(
  connection: Connection,
  block: Omit<Block, 'entries'>,
  entries: EventRows,
): void {
  const { sql } = connection;
  const { chain, n, at, hash, header } = block;
  if (sql('SELECT hash FROM blocks WHERE chain = ? AND n = ?').get(chain, n)?.hash === hash) return;
  const last = sql('SELECT max(n) AS n FROM blocks WHERE chain = ?').get(chain);
  if (n !== (last.n ?? 0) + 1) throw problem('internal', { cause: `block ${chain}/${n}` });
  const { first, count } = insertEvents(connection, entries);
  sql(`INSERT INTO blocks (chain, n, at, hash, header, first_event, event_count)
    VALUES (?, ?, ?, ?, ?, ?, ?)`).run(chain, n, at, hash, header, first, count);
}

function insertEvent(connection: Connection, event: EventRow): number {
  const [p, recorded, id, salt, form, tokens, body] = event;
  const { lastInsertRowid } = connection
    .sql(
      'INSERT INTO events (p, recorded, id, salt, form, tokens, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    .run(
      ...[p, recorded, id, Buffer.from(salt, 'hex'), formNumber(connection, form)],
      ...[Buffer.from(tokens, 'hex'), Buffer.from(body, form === '' ? 'latin1' : 'utf8')],
    );
  return Number(lastInsertRowid);
}

/** The rows of events and of the access log's blocks, as the writer's thread inserts them. */
import { blockHeader } from '../../audit/block.js';
import type { HashedEvent } from '../../audit/chain.js';
import { filled } from '../../fhir/json.js';
import { problem } from '../../fhir/problem.js';
import type { Block, OpenBlock } from '../kept.js';
import { saltOf } from '../sealing.js';
import type { Connection } from './connection.js';
import { formNamed, insertForms, NO_FORM, partsOf } from './forms.js';
import type { EventRow, EventRows } from './requests.js';

/**
 * Inserts events with their index. They stand side by side: SQLite numbers a new row one above the
 * greatest, and there is one writer; so `first` and `count` name them all.
 */
export function insertEvents(connection: Connection, { forms, rows }: EventRows): EventsAt {
  insertForms(connection, forms);
  return insertRows(connection, parsed(rows), ([, , , salt]) => Buffer.from(salt, 'hex'));
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
  const { chain, n, hash } = block;
  const there = connection.sql('SELECT hash FROM blocks WHERE chain = ? AND n = ?').get(chain, n);
  if (there?.hash !== hash) insertBlock(connection, block, insertEvents(connection, entries));
}

/** Seals a block, appends it to its chain, and gives its hash. */
export function recordBlock(
  connection: Connection,
  { salts, ...open }: Omit<OpenBlock, 'entries'>,
  { forms, rows }: EventRows,
): string {
  insertForms(connection, forms);
  const events = parsed(rows);
  const hashed = events.map((event, i) => hashedEvent(connection, event, saltOf(salts, i)));
  const { header, hash } = blockHeader({ ...open, entries: hashed });
  const at = insertRows(connection, events, (_, i) => saltOf(salts, i));
  insertBlock(connection, { ...open, header, hash }, at);
  return hash;
}

/** Where events stand: the number of the first, and how many. */
interface EventsAt {
  readonly first: number;
  readonly count: number;
}

function parsed(rows: string): readonly EventRow[] {
  // Cast: written by `requests.ts`.
  return JSON.parse(rows) as EventRow[];
}

function hashedEvent(connection: Connection, event: EventRow, salt: Uint8Array): HashedEvent {
  const [p, recorded, id, , form, , fills] = event;
  const { pieces } = formNamed(connection, form);
  return { p, recorded, id, salt, body: Buffer.from(filled(pieces, partsOf(fills))) };
}

function insertBlock(
  { sql }: Connection,
  { chain, n, at, hash, header }: Omit<Block, 'entries'>,
  { first, count }: EventsAt,
): void {
  const last = sql('SELECT max(n) AS n FROM blocks WHERE chain = ?').get(chain);
  if (n !== (last.n ?? 0) + 1) throw problem('internal', { cause: `block ${chain}/${n}` });
  sql(`INSERT INTO blocks (chain, n, at, hash, header, first_event, event_count)
    VALUES (?, ?, ?, ?, ?, ?, ?)`).run(chain, n, at, hash, header, first, count);
}

function insertRows(
  connection: Connection,
  events: readonly EventRow[],
  saltAt: (event: EventRow, place: number) => Uint8Array,
): EventsAt {
  const insert = connection.sql(
    'INSERT INTO events (p, recorded, id, salt, form, tokens, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  let first = 0;
  events.forEach((event, i) => {
    const [p, recorded, id, , form, tokens, body] = event;
    const number = form === '' ? NO_FORM : formNamed(connection, form).number;
    const bytes = Buffer.from(body, form === '' ? 'latin1' : 'utf8');
    const salt = saltAt(event, i);
    const { lastInsertRowid } = insert.run(
      ...[p, recorded, id, salt, number, Buffer.from(tokens, 'hex'), bytes],
    );
    if (i === 0) first = Number(lastInsertRowid);
  });
  return { first, count: events.length };
}

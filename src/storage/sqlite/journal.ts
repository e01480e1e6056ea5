/**
 * The whole store, walked in slices for verification, copy and backup: between two slices the event
 * loop turns, and no transaction stays open that would hold the writer's journal. What is written
 * during the walk may be met or not; what is met is whole.
 */
import { setImmediate } from 'node:timers/promises';
import { eventsPromised } from '../../audit/block.js';
import { eventDigest } from '../../audit/chain.js';
import type { JournalCommit, RecentLink } from '../journal.js';
import type { DocumentRecord } from '../documents.js';
import type { Block, Head, NewEvent } from '../kept.js';
import type { Connection } from './connection.js';
import { shapedIn, wholeBody } from './forms.js';
import type { EventsIn, FormedColumns } from './forms.js';
import {
  keysOf,
  opaque,
  rangesOf,
  textsOf,
  tokenTexts,
  VERSION_COLUMNS,
  versionOf,
} from './rows.js';
import type { OpenTexts, VersionColumns } from './rows.js';

const HEADS_SLICE = 256;
const COMMITS_SLICE = 4;
const BLOCKS_SLICE = 4;
const LINKS_SLICE = 16;

/** Every stream's commits, stream by stream, in order; of the streams after one. */
export function journal(
  connection: Connection,
  open: OpenTexts,
  after = '',
): AsyncGenerator<JournalCommit> {
  const start = { stream: after, n: Number.MAX_SAFE_INTEGER };
  // A proof looks at what is there, not at what was remembered.
  connection.forms.clear();
  return inSlices(connection, (last: JournalCommit | undefined) =>
    commitsAfter({ ...connection, open }, last ?? start),
  );
}

/** One stream's commits, in order. */
export async function* journalOf(
  connection: Connection,
  open: OpenTexts,
  stream: string,
): AsyncGenerator<JournalCommit> {
  const start = { stream, n: 0 };
  const commits = inSlices(connection, (last: JournalCommit | undefined) =>
    commitsAfter({ ...connection, open }, last ?? start).filter((one) => one.stream === stream),
  );
  yield* commits;
}

/** Every chain's blocks, chain by chain, in order; of the chains after one. */
export function blocks(connection: Connection, after = ''): AsyncGenerator<Block> {
  const start = { chain: after, n: Number.MAX_SAFE_INTEGER };
  connection.forms.clear();
  return inSlices(connection, (last: Block | undefined) => blocksAfter(connection, last ?? start));
}

/**
 * What was written after a mark: commits, then blocks, in the order in which their rows were. No
 * row of theirs is ever deleted, so the number of one is never given to another.
 */
export async function* recent(connection: Connection, mark = ''): AsyncGenerator<RecentLink> {
  const [, commit = '0', block = '0'] = MARK.exec(mark) ?? [];
  connection.forms.clear();
  let at = Number(commit);
  const commits = inSlices(connection, (last: LinkRow | undefined) =>
    linksAfter(connection, 'main', last?.at ?? at),
  );
  for await (const row of commits) {
    at = row.at;
    if (row.dead === 0) yield linkOf(connection, 'main', row, `s${at}:${block}`);
  }
  const blocks = inSlices(connection, (last: LinkRow | undefined) =>
    linksAfter(connection, 'log', last?.at ?? Number(block)),
  );
  for await (const row of blocks) yield linkOf(connection, 'log', row, `s${at}:${row.at}`);
}

const MARK = /^s(\d+):(\d+)$/;

/** Every document's record, in the order of names, after one. */
export function records(connection: Connection, after = ''): AsyncGenerator<DocumentRecord> {
  return inSlices(connection, (last: DocumentRecord | undefined) =>
    connection
      .sql(
        `SELECT name, at, state FROM documents WHERE name > ? ORDER BY name LIMIT ${HEADS_SLICE}`,
      )
      .all(last?.name ?? after)
      .map(({ name, at, state }: DocumentRecord) => ({ name, at, state })),
  );
}

/** Every outbox entry, oldest first. */
export async function* waiting(connection: Connection): AsyncGenerator<Uint8Array> {
  const rows = inSlices(connection, (last: { ref: number; entry: Uint8Array } | undefined) =>
    connection
      .sql(`SELECT ref, entry FROM outbox WHERE ref > ? ORDER BY ref LIMIT ${HEADS_SLICE}`)
      .all(last?.ref ?? 0),
  );
  for await (const { entry } of rows) yield entry;
}

/** Every head, in the order of the streams' keys. */
export function heads(connection: Connection): AsyncGenerator<Head> {
  return inSlices(connection, (last) => headsAfter(connection, last));
}

/** Slices until one is empty; `read` gives what follows the last thing it gave. */
export async function* inSlices<T>(
  connection: Connection,
  read: (last: T | undefined) => readonly T[],
): AsyncGenerator<T> {
  let last: T | undefined;
  for (;;) {
    connection.look();
    const slice = read(last);
    connection.refresh();
    if (slice.length === 0) return;
    yield* slice;
    last = slice.at(-1);
    await setImmediate();
  }
}

/** A head whose commit is missing is given with an empty policy: `strays` tells the fault. */
function headsAfter(connection: Connection, last: Head | undefined): Head[] {
  const rows: (Pick<Head, 'n' | 'hash' | 'swept'> & { p: string; policy: string | null })[] =
    connection
      .sql(
        `SELECT h.p, h.n, h.hash, h.swept, c.policy FROM heads h
       LEFT JOIN commits c ON c.p = h.p AND c.n = h.n
       WHERE h.p > ? ORDER BY h.p LIMIT ${HEADS_SLICE}`,
      )
      .all(last?.stream ?? '');
  return rows.map(({ p, policy, ...head }) => {
    return { ...head, stream: p, policy: opaque(policy ?? '{}') };
  });
}

/** A connection, and what opens the strings of its rows. */
type Opening = Connection & { readonly open: OpenTexts };

function commitsAfter(
  connection: Opening,
  last: Pick<JournalCommit, 'stream' | 'n'>,
): JournalCommit[] {
  const rows: CommitRow[] = connection
    .sql(
      `SELECT p, n, hash, header, policy, policy_salt, first_event, event_count, dead
       FROM commits
       WHERE (p, n) > (?, ?) ORDER BY p, n LIMIT ${COMMITS_SLICE}`,
    )
    .all(last.stream, last.n);
  return rows.map((row) => commitOf(connection, row));
}

interface CommitRow extends EventsOf {
  readonly p: string;
  readonly n: number;
  readonly hash: string;
  readonly header: Uint8Array;
  readonly policy: string;
  readonly policy_salt: Uint8Array;
  readonly dead: number;
}

function commitOf(connection: Opening, row: CommitRow): JournalCommit {
  const { p: stream, n, hash, header } = row;
  const fate = row.dead === 1 ? 'dead' : 'landed';
  // A number that was given up promises none: its row repeats the policy before it, for the head.
  const policy = fate === 'dead' ? {} : opaque(row.policy);
  const versions = versionsOf(connection, stream, n);
  const events = eventsOf(connection, 'main', row);
  return { stream, n, fate, header, hash, versions, events, policy, policySalt: row.policy_salt };
}

type JournalVersion = JournalCommit['versions'][number];

interface IndexedRow extends VersionColumns {
  readonly rid: number;
  readonly p: string;
  readonly at: number;
  readonly tokens: Uint8Array;
  readonly wide: Uint8Array;
  readonly keys: string;
  readonly texts: Uint8Array | null;
  readonly salt: Uint8Array;
}

function versionsOf(connection: Opening, p: string, n: number): JournalVersion[] {
  const rows: IndexedRow[] = connection
    .sql(
      `SELECT v.rid, v.p, v.at, v.tokens, v.wide, v.keys, v.texts, v.salt, ${VERSION_COLUMNS}
       FROM versions v WHERE v.p = ? AND v.born = ? ORDER BY v.rid`,
    )
    .all(p, n);
  return rows.map((row) => ({
    ...versionOf(row),
    salt: row.salt,
    index: indexOf(connection, row),
    keys: keysOf(row.keys),
  }));
}

function indexOf({ sql, open }: Opening, row: IndexedRow): JournalVersion['index'] {
  const ranges = sql('SELECT param, lo, hi FROM ranges WHERE rid = ? ORDER BY i').all(row.rid);
  return {
    tokens: tokenTexts(row.tokens),
    ranges: rangesOf(ranges),
    texts: textsOf(open, row.p, row.texts),
    at: row.at,
    wide: tokenTexts(row.wide),
  };
}

interface EventsOf {
  readonly first_event: number;
  readonly event_count: number;
}

interface EventColumns extends FormedColumns, Pick<NewEvent, 'id' | 'p' | 'recorded' | 'salt'> {
  readonly tokens: Uint8Array;
}

function eventsOf(
  connection: Connection,
  at: EventsIn,
  { first_event, event_count }: EventsOf,
): NewEvent[] {
  const rows: EventColumns[] = connection
    .sql(
      `SELECT id, p, recorded, form, body, salt, tokens FROM ${at}.events
       WHERE eid >= ? AND eid < ? ORDER BY eid`,
    )
    .all(first_event, first_event + event_count);
  return rows.map(({ id, p, recorded, salt, tokens, ...row }) => {
    const shaped = shapedIn(connection, at, row);
    return {
      ...{ id, p, recorded, salt, tokens: tokenTexts(tokens) },
      body: wholeBody(row, shaped),
      ...(shaped === undefined ? {} : { shaped }),
    };
  });
}

interface LinkRow extends EventsOf {
  /** The number of the row. */
  readonly at: number;
  readonly name: string;
  readonly n: number;
  readonly hash: string;
  readonly header: Uint8Array;
  readonly dead: number;
}

const LINKS: Readonly<Record<EventsIn, string>> = {
  main: `SELECT rowid AS at, p AS name, n, hash, header, dead, first_event, event_count
    FROM commits`,
  log: `SELECT rowid AS at, 'log ' || chain AS name, n, hash, header, 0 AS dead, first_event,
    event_count FROM log.blocks`,
};

function linksAfter({ sql }: Connection, of: EventsIn, at: number): LinkRow[] {
  return sql(`${LINKS[of]} WHERE rowid > ? ORDER BY rowid LIMIT ${LINKS_SLICE}`).all(at);
}

function linkOf(connection: Connection, of: EventsIn, row: LinkRow, mark: string): RecentLink {
  const { name, n, hash, header } = row;
  const events = eventsPromised(header) ?? eventsOf(connection, of, row).map(eventDigest);
  return { name, n, hash, mark, events };
}

function blocksAfter(connection: Connection, last: Pick<Block, 'chain' | 'n'>): Block[] {
  const rows: (Omit<Block, 'entries'> & EventsOf)[] = connection
    .sql(
      `SELECT chain, n, at, header, hash, first_event, event_count FROM blocks
       WHERE (chain, n) > (?, ?) ORDER BY chain, n LIMIT ${BLOCKS_SLICE}`,
    )
    .all(last.chain, last.n);
  return rows.map(({ chain, n, at, header, hash, ...events }) => {
    return { chain, n, at, header, hash, entries: eventsOf(connection, 'log', events) };
  });
}

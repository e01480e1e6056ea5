/**
 * A writer decides: it reads the head of each stream, and the resources to change as they stand
 * there.
 */
import { go, NO_HEAD, type Next, type WriterFrame } from '../../frames.js';
import { isVisible, landedHashAt } from '../../journal.js';
import type { Change } from '../../model.js';
import { streamOf, type Row, type Version } from '../../store.js';
import { withDocument, type Table } from '../../tables.js';
import type { Turn } from '../../turn.js';
import { decidedOn, streamAt } from './attempt.js';

/** A writer that has decided nothing yet. */
export const FIRST_ATTEMPT: WriterFrame = {
  program: 'writer',
  at: 'heads',
  attempt: 1,
  next: 0,
  heads: {},
  plans: {},
  key: 'open',
  document: { at: 'store', number: 1 },
  obstacle: '',
  late: false,
};

/** Decides again, with a new nonce; a document that is stored is kept. */
export function nextAttempt({ attempt, document }: WriterFrame): WriterFrame {
  const { at, number } = document;
  const progress = { at: at === 'store' ? at : 'bind', number } as const;
  return { ...FIRST_ATTEMPT, attempt: attempt + 1, document: progress };
}

/** The next head. */
export function readHead(turn: Turn, frame: WriterFrame): Next {
  const stream = streamAt(turn, frame.next);
  const { number, hash } = turn.find('heads', stream) ?? NO_HEAD;
  turn.say(() => `reads head ${stream} = ${number}`);
  const isLast = frame.next + 1 === turn.act.streams.length;
  return go({
    ...frame,
    heads: withDocument(frame.heads, stream, {
      number,
      hash: linkAt(turn, stream, number) ?? hash,
    }),
    ...(isLast ? { at: 'rows', next: 0 } : { next: frame.next + 1 }),
  });
}

/** The hash to be carried where it is not that of the head. */
function linkAt({ rules, state }: Turn, stream: string, number: number): string | undefined {
  if (rules.chain === 'previous') return undefined;
  return landedHashAt(state.store.commits, stream, number);
}

/** The rows to be changed in the next stream, and what is made of them. */
export function readRows(turn: Turn, frame: WriterFrame): Next {
  const stream = streamAt(turn, frame.next);
  turn.say(() => `reads rows of ${stream}`);
  const rows = rowsAt(turn.lookAtRows(), stream, decidedOn(frame, stream).number);
  // Too slow: what it read may be missing rows that are emptied.
  if (frame.late) return go({ ...frame, at: 'heads', next: 0, heads: {}, plans: {}, late: false });
  const isLast = frame.next + 1 === turn.act.streams.length;
  return go({
    ...frame,
    plans: withDocument(frame.plans, stream, planOf(turn, stream, rows)),
    ...(keepsKey(turn, stream, rows) ? { key: 'mine' } : {}),
    ...(isLast ? { at: 'prepare', next: 0 } : { next: frame.next + 1 }),
  });
}

/** The rows of a stream that show at a head, by resource. */
function rowsAt(current: Table<Row>, stream: string, head: number): ReadonlyMap<string, Row> {
  const rows = Object.entries(current)
    .filter(([id, row]) => streamOf(id) === stream && isVisible(row, head))
    .map(([, row]) => row);
  return new Map(rows.map((row) => [row.resource, row]));
}

function planOf(turn: Turn, stream: string, rows: ReadonlyMap<string, Row>): Table<Version> {
  const plan: Record<string, Version> = {};
  for (const [resource, change] of Object.entries(turn.act.changes[stream] ?? {})) {
    const row = rows.get(resource);
    const isThere = row !== undefined && row.deleted !== true;
    if (change === 'delete' && !isThere) continue;
    plan[resource] = versionAfter(row, change, keyTaken(turn, stream, resource));
  }
  return plan;
}

function versionAfter(row: Row | undefined, change: Change, taken: string | undefined): Version {
  const version = (row?.version ?? 0) + 1;
  if (change === 'delete') return { version, deleted: true };
  const key = taken ?? (change === 'put' && row?.deleted !== true ? row?.key : undefined);
  return { version, ...(key === undefined ? {} : { key }) };
}

function keyTaken({ act }: Turn, stream: string, resource: string): string | undefined {
  const { key } = act;
  return key?.stream === stream && key.resource === resource ? key.key : undefined;
}

/** A key that a row superseded by this very act holds is kept or handed on, not claimed. */
function keepsKey({ act }: Turn, stream: string, rows: ReadonlyMap<string, Row>): boolean {
  if (act.key?.stream !== stream) return false;
  return Object.keys(act.changes[stream] ?? {}).some((resource) => {
    const row = rows.get(resource);
    return row?.key === act.key?.key && row?.deleted !== true;
  });
}

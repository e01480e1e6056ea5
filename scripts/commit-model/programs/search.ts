/**
 * A search: one head, then the rows one after the other in the order of an index, each as it is at
 * that moment. A page link names an older snapshot; it is refused when the head says that it
 * expired.
 */
import { Breach } from '../breach.js';
import { END, go, type Next, type SearchFrame, type SeenRow } from '../frames.js';
import { areSame, expectedAt, isVisible } from '../journal.js';
import type { Rules } from '../rules.js';
import { streamOf, type Row } from '../store.js';
import type { Table } from '../tables.js';
import type { Turn } from '../turn.js';
import { readHeadNow } from './head-now.js';

/** A search that has read nothing. */
export function searching(stream: string, isOfLink: boolean, rules: Rules): SearchFrame {
  return {
    ...{ program: 'search', at: isHeadLast(rules) ? 'scan' : 'head', stream, isOfLink },
    ...{ head: 0, swept: 0, snapshot: 0, position: '', found: [], late: false, isMisled: false },
  };
}

function isHeadLast({ readOrder }: Rules): boolean {
  return readOrder === 'rows, head';
}

/** The next step. */
export function search(turn: Turn, frame: SearchFrame): Next {
  return frame.at === 'head' ? readHead(turn, frame) : scan(turn, frame);
}

function readHead(turn: Turn, frame: SearchFrame): Next {
  const { number, swept = 0 } = readHeadNow(turn, frame.stream);
  const snapshot = frame.isOfLink ? linked(turn, number) : number;
  if (snapshot < swept) {
    turn.say(() => 'and its link has expired');
    return END;
  }
  const isMisled = maySeeOldRows(turn) && turn.choose(2) === 1;
  const next = { ...frame, at: 'scan', head: number, swept, snapshot, isMisled } as const;
  return isHeadLast(turn.rules) ? answered(turn, next) : go(next);
}

/** The snapshot that a link names: of the head, or of any before it. */
function linked(turn: Turn, head: number): number {
  const snapshot = head - turn.choose(head);
  turn.say(() => `follows a link to ${snapshot}`);
  return snapshot;
}

function maySeeOldRows({ rules, state }: Turn): boolean {
  return (
    rules.rowRead === 'any primary' && state.trouble.replication?.deposed.current !== undefined
  );
}

function scan(turn: Turn, frame: SearchFrame): Next {
  turn.operations += 1;
  const [entry] = entriesBeyond(turn, frame);
  if (entry === undefined) return scanned(turn, frame);
  const { resource, version } = entry.row;
  turn.say(() => `sees ${resource}:${version}`);
  const row = isHeadLast(turn.rules) ? { row: entry.row } : {};
  const found = [...frame.found, { resource, version, ...row }];
  return go({ ...frame, position: entry.key, found });
}

interface Entry {
  readonly key: string;
  readonly row: Row;
}

/** The entries of the index beyond the last one seen, as they are now. */
function entriesBeyond(turn: Turn, frame: SearchFrame): Entry[] {
  const { stream, snapshot, position } = frame;
  return Object.entries(rowsShown(turn, frame))
    .filter(([id]) => streamOf(id) === stream)
    .filter(([, row]) => isHeadLast(turn.rules) || isVisible(row, snapshot))
    .map(([id, row]) => ({ key: keyOf(turn.rules, id, row), row }))
    .filter(({ key }) => key > position)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

function rowsShown({ state }: Turn, { isMisled }: SearchFrame): Table<Row> {
  const deposed = state.trouble.replication?.deposed.current;
  return isMisled && deposed !== undefined ? deposed : state.store.current;
}

function keyOf({ index }: Rules, id: string, { to }: Row): string {
  return index === 'fixed' ? id : `${to ?? '-'} ${id}`;
}

function scanned(turn: Turn, frame: SearchFrame): Next {
  if (isHeadLast(turn.rules)) return go({ ...frame, at: 'head' });
  if (!frame.late) return answered(turn, frame);
  turn.say(() => 'is late and throws away what it read');
  return END;
}

function answered({ state }: Turn, frame: SearchFrame): Next {
  const { stream, snapshot, isOfLink } = frame;
  const found = frame.found
    .filter((seen) => wasVisible(seen, snapshot))
    .map(printed)
    .sort();
  const expected = expectedAt(state.store.commits, stream, snapshot);
  if (areSame(found, expected)) return END;
  const message = `a search of ${stream} at ${snapshot} answers [${found}], should be [${expected}]`;
  throw new Breach(isOfLink ? 'old snapshot' : 'snapshot', message);
}

function wasVisible({ row }: SeenRow, snapshot: number): boolean {
  return row === undefined || isVisible(row, snapshot);
}

function printed({ resource, version }: SeenRow): string {
  return `${resource}:${version}`;
}

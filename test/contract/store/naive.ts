/** What a search means, said in the plainest way: the measure for every adapter. */
import { compares, fold, textMatches } from '../../../src/search/query.js';
import type { Criterion, Order, SortKey, SortValue } from '../../../src/search/query.js';
import type { NewVersion } from '../../../src/storage/kept.js';

/** Whether a criterion holds for a version. */
export function holds(where: Criterion, row: NewVersion): boolean {
  const { index } = row;
  switch (where.kind) {
    case 'all':
      return where.of.every((part) => holds(part, row));
    case 'any':
      return where.of.some((part) => holds(part, row));
    case 'not':
      return !holds(where.of, row);
    case 'token':
      return index.tokens.includes(where.token);
    case 'id':
      return where.ids.includes(row.id);
    case 'range':
      return (index.ranges[where.param] ?? []).some((value) =>
        compares(value, where.comparison, where.asked),
      );
    case 'text':
      return textMatches(index.texts[where.param] ?? [], where.match, where.value);
    case 'written':
      return compares({ lo: row.written, hi: row.written + 1 }, where.comparison, where.asked);
  }
}

/** The rows that match, in order. */
export function expected(rows: readonly NewVersion[], where: Criterion, order: Order) {
  const found = rows.filter((row) => holds(where, row));
  return found.sort((a, b) => compareBy(order, a, b)).map(({ id }) => id);
}

function compareBy(order: Order, a: NewVersion, b: NewVersion): number {
  const keys = [order, ...(order.then ?? [])];
  for (const [i, key] of keys.entries()) {
    const [x, y] = [a, b].map((row) => {
      const instead = order.instead?.[row.id];
      return instead === undefined ? sortValue(key, row) : (instead[i] ?? null);
    });
    const step = compareOne(key, x ?? null, y ?? null);
    if (step !== 0) return step;
  }
  return compareText(a.id, b.id);
}

function compareOne({ descending }: SortKey, x: SortValue, y: SortValue): number {
  if (x === null || y === null) return Number(x === null) - Number(y === null);
  const step = compareValues(x, y);
  return descending ? -step : step;
}

/** Ascending by the least value, descending by the greatest. */
function sortValue({ by, descending }: SortKey, row: NewVersion): SortValue {
  if (by === 'id') return row.id;
  if (by === 'written') return row.written;
  if (by === 'at') return row.index.at;
  if ('range' in by) return bound(row.index.ranges[by.range] ?? [], descending);
  const folded = (row.index.texts[by.text] ?? []).map(fold).sort(compareText);
  return folded.at(descending ? -1 : 0) ?? null;
}

function bound(values: readonly { lo: number | null; hi: number | null }[], descending: boolean) {
  if (values.length === 0) return null;
  if (descending) return Math.max(...values.map(({ hi }) => hi ?? Infinity));
  return Math.min(...values.map(({ lo }) => lo ?? -Infinity));
}

function compareValues(x: string | number, y: string | number): number {
  if (typeof x === 'number' && typeof y === 'number') return x < y ? -1 : Number(x > y);
  return compareText(String(x), String(y));
}

function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

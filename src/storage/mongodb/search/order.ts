/** The order of rows: by a field that the server sorts by, or by strings that it cannot see. */
import { byBytes, fold, keysOf } from '../../../search/query.js';
import type { Order, Place, SortKey, SortValue } from '../../../search/query.js';
import type { Doc } from '../bson.js';
import { fieldOf } from '../commit/rows.js';
import type { Row } from './holds.js';

/** What the server sorts by. */
export interface Key {
  readonly field: string;
  /** Whether a row may have no value; such rows come last, in either direction. */
  readonly nullable: boolean;
  readonly descending: boolean;
}

/**
 * The key of an order; undefined where it is by strings, by several keys, or some rows stand
 * elsewhere than their fields say: then rows are sorted here.
 */
export function keyOf(order: Order): Key | undefined {
  return order.then === undefined && order.instead === undefined ? fieldKey(order) : undefined;
}

function fieldKey({ by, descending }: SortKey): Key | undefined {
  if (typeof by === 'string') return { field: by, nullable: false, descending };
  if ('text' in by) return undefined;
  const end = descending ? 'hi' : 'lo';
  return { field: `s.${fieldOf(by.range)}.${end}`, nullable: true, descending };
}

/** The sort of the server. Ties are broken by id, ascending. */
export function sortOf({ field, descending }: Key): Doc {
  const direction = descending ? -1 : 1;
  return field === 'id' ? { id: direction } : { [field]: direction, id: 1 };
}

/** Rows that have a value, after a place with one. */
export function beyond({ field, nullable, descending }: Key, after: Place | undefined): Doc {
  if (after === undefined) return nullable ? { [field]: { $exists: true } } : {};
  const further = { [field]: { [descending ? '$lt' : '$gt']: after.value } };
  if (field === 'id') return further; // there are no ties
  return { $or: [further, { [field]: after.value, id: { $gt: after.id } }] };
}

/** Rows without a value, after a place without one. */
export function withoutValue({ field }: Key, after: Place | undefined): Doc {
  const isAmong = after?.value === null;
  return { [field]: { $exists: false }, ...(isAmong ? { id: { $gt: after.id } } : {}) };
}

/** The value that a row is sorted by. */
export function valueOf(key: Key, row: Doc): string | number | null {
  let value: unknown = row;
  for (const name of key.field.split('.')) value = (value as Doc | undefined)?.[name];
  return (value as string | number | undefined) ?? null;
}

/** The place of a row looked at in the process. */
export function placeOf(order: Order, of: Row): Place {
  const { id } = of.row;
  const instead = order.instead?.[id];
  const [value = null, ...then] = instead ?? keysOf(order).map((key) => valueBy(key, of));
  return { value, id, ...(order.then === undefined ? {} : { then }) };
}

function valueBy(sortKey: SortKey, of: Row): SortValue {
  const key = fieldKey(sortKey);
  return key === undefined ? textOf(sortKey, of) : valueOf(key, of.row);
}

function textOf({ by, descending }: SortKey, of: Row): string | null {
  const param = typeof by === 'object' && 'text' in by ? by.text : '';
  const folded = (of.texts()[param] ?? []).map(fold).sort(byBytes);
  return (descending ? folded.at(-1) : folded[0]) ?? null;
}

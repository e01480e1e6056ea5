/**
 * The statement that gives the rows of a page in order. One key is compared as it stands, so that
 * an index can serve it; of several, and of rows that stand elsewhere than their values say, the
 * keys are made once for each row and compared then.
 */
import { keysOf } from '../../../search/query.js';
import type { Order, Place, SortKey, SortValue } from '../../../search/query.js';
import type { StoreQuery } from '../../store.js';
import type { Sql } from './criterion.js';

/** The rows that are looked at: where they are taken from, and the condition they all meet. */
export interface Source {
  readonly from: string;
  readonly where: Sql;
  /** The rows that the first step of the plan gives, to be counted where it is explained. */
  readonly reach: Sql;
  /** A statement that is quicker to count the rows: `total`. */
  readonly counted?: Sql;
  /** Few rows can meet the condition: all are sorted at once, and so counted. */
  readonly few?: true;
}

/** Stands for no bound where a place must be a finite number: beyond every date. */
const NO_LOWER = -Number.MAX_SAFE_INTEGER;
const NO_UPPER = Number.MAX_SAFE_INTEGER;

/** A row of a few: its rid, its key, and 1 where it stands after the place that is asked for. */
export type FewRow = readonly [rid: number, key: SortValue, after: number];

/** Whether all matches are sorted by one statement, `statementOfFew`, of which a page is cut. */
export function isOfFew({ order }: StoreQuery, { few }: Source): boolean {
  return few === true && isPlainOrder(order);
}

/** The statement that sorts few rows: without a limit, for which SQLite would make a table. */
export function statementOfFew(query: StoreQuery, { from, where }: Source): Sql {
  const { order } = query;
  const key = keyOf(order);
  const after = query.after === undefined ? NO_CONDITION : beyondOne(key, query.after, order);
  return {
    text: `SELECT v.rid, ${key.text} AS k0, ${after.text} FROM ${from}
      WHERE ${where.text} ORDER BY ${sorting([order], true)}`,
    values: [...key.values, ...after.values, ...where.values],
  };
}

function isPlainOrder(order: Order): boolean {
  return keysOf(order).length === 1 && order.instead === undefined;
}

/** The statement that gives the rows of a page, each with the keys that it is sorted by. */
export function statementOf(query: StoreQuery, source: Source): Sql {
  return isPlainOrder(query.order) ? plainPage(query, source) : keyedPage(query, source);
}

/** The place of a row that the statement gave, by its id and its keys. */
export function placeOf(id: string, [value = null, ...then]: readonly SortValue[]): Place {
  return { value, id, ...(then.length === 0 ? {} : { then }) };
}

/** One key, which an index may have in order. */
function plainPage(query: StoreQuery, { from, where }: Source): Sql {
  const { order } = query;
  const key = keyOf(order);
  const after = query.after === undefined ? NO_CONDITION : beyondOne(key, query.after, order);
  return {
    text: `SELECT v.rid, ${key.text} AS k0 FROM ${from}
      WHERE ${where.text} AND ${after.text} ORDER BY ${sorting([order], true)} LIMIT ?`,
    values: [...key.values, ...where.values, ...after.values, query.limit],
  };
}

/** Several keys, made once for each row. */
function keyedPage(query: StoreQuery, { from, where }: Source): Sql {
  const { order } = query;
  const keys = keysOf(order);
  const made = keys.map((key, i) => insteadOf(order, keyOf(key), i));
  const columns = made.map(({ text }, i) => `${text} AS k${i}`).join(', ');
  const names = made.map((_, i) => `k${i}`).join(', ');
  const after = query.after === undefined ? NO_CONDITION : beyond(keys, query.after);
  return {
    text: `WITH keyed AS MATERIALIZED (
        SELECT v.rid, v.id AS tie, ${columns} FROM ${from} WHERE ${where.text}
      ) SELECT rid, ${names} FROM keyed WHERE ${after.text}
      ORDER BY ${sorting(keys, false)} LIMIT ?`,
    values: [
      ...made.flatMap(({ values }) => values),
      ...where.values,
      ...after.values,
      query.limit,
    ],
  };
}

const NO_CONDITION: Sql = { text: '1', values: [] };

function sorting(keys: readonly SortKey[], isPlain: boolean): string {
  const each = keys.map((key, i) => {
    const nullsLast = isPlain && !keyOf(key).nullable ? '' : `k${i} IS NULL, `;
    return `${nullsLast}k${i} ${key.descending ? 'DESC' : 'ASC'}`;
  });
  return [...each, isPlain ? 'v.id' : 'tie'].join(', ');
}

/** The value a row is sorted by; `nullable` when a row may have none. */
interface Key extends Sql {
  readonly nullable: boolean;
}

function keyOf({ by, descending }: SortKey): Key {
  if (by === 'at' || by === 'written' || by === 'id') {
    return { text: `v.${by}`, values: [], nullable: false };
  }
  if ('text' in by) {
    const text = `text_place(v.p, v.texts, ?, ${descending ? 1 : 0})`;
    return { text, values: [by.text], nullable: true };
  }
  const end = descending ? `max(ifnull(r.hi, ${NO_UPPER}))` : `min(ifnull(r.lo, ${NO_LOWER}))`;
  const text = `(SELECT ${end} FROM ranges r WHERE r.rid = v.rid AND r.param = ?)`;
  return { text, values: [by.range], nullable: true };
}

/** The key, but for the rows that are to be sorted by other values. */
function insteadOf({ instead }: Order, key: Key, index: number): Sql {
  if (instead === undefined) return key;
  const rows = JSON.stringify(instead);
  return {
    text: `CASE WHEN v.id IN (SELECT key FROM json_each(?))
      THEN (SELECT json_extract(j.value, '$[${index}]') FROM json_each(?) j WHERE j.key = v.id)
      ELSE ${key.text} END`,
    values: [rows, rows, ...key.values],
  };
}

function beyondOne(key: Key, after: Place, { descending }: SortKey): Sql {
  const { text, values } = key;
  if (after.value === null) {
    return { text: `(${text} IS NULL AND v.id > ?)`, values: [...values, after.id] };
  }
  const further = `${text} ${descending ? '<' : '>'} ?`;
  const last = key.nullable ? `OR ${text} IS NULL` : '';
  return {
    text: `(${further} OR (${text} = ? AND v.id > ?) ${last})`,
    values: [
      ...[...values, after.value],
      ...[...values, after.value, after.id],
      ...(key.nullable ? values : []),
    ],
  };
}

/** Rows whose first key that differs stands further, or that differ by their id alone. */
function beyond(keys: readonly SortKey[], { value, then = [], id }: Place): Sql {
  const [here = null, ...rest] = [value, ...then];
  return keys
    .map((key, i) => ({ key, i, at: i === 0 ? here : (rest[i - 1] ?? null) }))
    .reduceRight<Sql>(
      (later, { key, i, at }) => {
        const same: Sql = { text: `k${i} IS ?`, values: [at] };
        const further: Sql =
          at === null
            ? { text: '0', values: [] }
            : { text: `(k${i} ${key.descending ? '<' : '>'} ? OR k${i} IS NULL)`, values: [at] };
        return {
          text: `(${further.text} OR (${same.text} AND ${later.text}))`,
          values: [...further.values, ...same.values, ...later.values],
        };
      },
      { text: 'tie > ?', values: [id] },
    );
}

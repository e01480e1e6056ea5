/**
 * How a result is wanted: `_count`, `_sort`, `_total`, `_summary`. Each may be given once.
 * https://hl7.org/fhir/R4/search.html#return
 */
import type { Pair, Wanted } from '../conditions.js';
import type { SearchableType } from '../parameters.js';
import type { Order } from '../query.js';
import { fault } from './values.js';

/** The names of the parameters read here. */
export const WANTED: readonly string[] = ['_count', '_sort', '_total', '_summary'];

/** Summaries that are declared by FHIR and not made here: without effect, and named as such. */
const OTHER_SUMMARIES: readonly string[] = ['true', 'text', 'data'];
const TOTALS = ['none', 'estimate', 'accurate'] as const;

/**
 * What the pairs say of the result, and which of them had an effect. Fails with `invalid-search`.
 */
export function wantedOf(
  type: SearchableType,
  pairs: readonly Pair[],
): { wanted: Wanted; used: ReadonlySet<Pair> } {
  const asked = onceEach(pairs.filter(([name]) => WANTED.includes(name)));
  const count = present(asked.get('_count'), countOf);
  const order = present(asked.get('_sort'), (value) => orderOf(type, value));
  const total = present(asked.get('_total'), totalOf);
  const summary = present(asked.get('_summary'), summaryOf);
  return {
    wanted: {
      ...(count === undefined ? {} : { count }),
      ...(order === undefined ? {} : { order }),
      ...(total === undefined ? {} : { total }),
      totalOnly: count === 0 || summary === 'count',
    },
    used: new Set(pairs.filter((pair) => WANTED.includes(pair[0]) && !isOtherSummary(pair))),
  };
}

function isOtherSummary([name, value]: Pair): boolean {
  return name === '_summary' && OTHER_SUMMARIES.includes(value);
}

function present<T>(value: string | undefined, read: (value: string) => T): T | undefined {
  return value === undefined ? undefined : read(value);
}

function onceEach(pairs: readonly Pair[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (found.has(name)) throw fault(name, 'it is given twice', 'Give it once');
    found.set(name, value);
  }
  return found;
}

function countOf(value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw fault('_count', `"${value}" is not a number of results`, 'Send 0 or a whole number above');
}

function totalOf(value: string): (typeof TOTALS)[number] {
  const total = TOTALS.find((each) => each === value);
  if (total !== undefined) return total;
  throw fault('_total', `"${value}" is none of its values`, `Send ${TOTALS.join(', ')}`);
}

function summaryOf(value: string): string {
  if (['count', 'false', ...OTHER_SUMMARIES].includes(value)) return value;
  throw fault('_summary', `"${value}" is none of its values`, 'Send count or false');
}

/** One sort key; `_id` may follow it, since that is how ties are broken anyway. */
function orderOf(type: SearchableType, value: string): Order {
  const [first = '', ...others] = value.split(',');
  const descending = first.startsWith('-');
  const code = descending ? first.slice(1) : first;
  const by = sortedBy(type, code);
  if (by !== undefined && (others.length === 0 || others.join() === '_id')) {
    return { by, descending };
  }
  throw fault(
    '_sort',
    `results cannot be sorted by "${value}"`,
    `Send one of ${sortable(type).join(', ')}, after a minus to sort downwards, and at most ,_id after it`,
  );
}

function sortedBy(type: SearchableType, code: string): Order['by'] | undefined {
  if (!sortable(type).includes(code)) return undefined;
  if (code === '_id') return 'id';
  if (code === '_lastUpdated') return type.strings === 'events' ? 'at' : 'written';
  if (code === type.main) return 'at';
  return type.parameters.get(code)?.type === 'date' ? { range: code } : { text: code };
}

/**
 * The parameters that results can be sorted by. Events are kept in the order they were recorded,
 * no other.
 */
function sortable(type: SearchableType): string[] {
  if (type.strings === 'events') return ['date', '_lastUpdated'];
  const sortableTypes: readonly string[] = ['date', 'string'];
  const codes = [...type.parameters.values()].filter((param) => sortableTypes.includes(param.type));
  return ['_id', ...codes.map((param) => param.code)];
}

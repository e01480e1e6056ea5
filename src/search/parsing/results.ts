/**
 * How a result is wanted: `_count`, `_sort`, `_total`, `_summary`. Each may be given once.
 * https://hl7.org/fhir/R4/search.html#return
 */
import { both } from '../../fhir/language.js';
import type { Pair, Wanted } from '../conditions.js';
import { sortingKey } from '../query.js';
import type { ParameterType, SearchableType } from '../parameters.js';
import type { Order, SortKey } from '../query.js';
import { send } from './said.js';
import { fault } from './values.js';

/** The names of the parameters read here. */
export const WANTED: readonly string[] = ['_count', '_sort', '_total', '_summary'];

/** What `_summary` may be. */
const SUMMARIES: readonly string[] = ['true', 'text', 'data', 'count', 'false'];
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
    used: new Set(pairs.filter((pair) => WANTED.includes(pair[0]))),
  };
}

function present<T>(value: string | undefined, read: (value: string) => T): T | undefined {
  return value === undefined ? undefined : read(value);
}

function onceEach(pairs: readonly Pair[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (found.has(name))
      throw fault(
        name,
        both('it is given twice', 'il est donné deux fois'),
        both('Give it once', 'Le donner une fois'),
      );
    found.set(name, value);
  }
  return found;
}

function countOf(value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw fault(
    '_count',
    both(`"${value}" is not a number of results`, `« ${value} » n'est pas un nombre de résultats`),
    both('Send 0 or a whole number above', 'Envoyer 0 ou un entier positif'),
  );
}

function totalOf(value: string): (typeof TOTALS)[number] {
  const total = TOTALS.find((each) => each === value);
  if (total !== undefined) return total;
  throw fault(
    '_total',
    both(`"${value}" is none of its values`, `« ${value} » n'est pas une de ses valeurs`),
    send(TOTALS),
  );
}

function summaryOf(value: string): string {
  if (SUMMARIES.includes(value)) return value;
  throw fault(
    '_summary',
    both(`"${value}" is none of its values`, `« ${value} » n'est pas une de ses valeurs`),
    send(SUMMARIES),
  );
}

/** Sort keys of one search, at most. */
const KEYS_MAX = 5;

/** Keys in their order; `_id` at the end adds nothing, since that is how ties are broken anyway. */
function orderOf(type: SearchableType, value: string): Order {
  const codes = value.split(',');
  if (codes.length > KEYS_MAX) {
    const wrong = both(
      `results are sorted by ${KEYS_MAX} keys at most`,
      `les résultats sont triés par ${KEYS_MAX} clés au plus`,
    );
    throw fault('_sort', wrong, both('Leave out the last ones', 'Retirer les dernières'));
  }
  const keys = codes.map((code) => keyOf(type, value, code));
  const [first, ...then] = codes.length > 1 && codes.at(-1) === '_id' ? keys.slice(0, -1) : keys;
  if (first === undefined || (type.strings === 'events' && then.length > 0)) {
    throw unsortable(type, value);
  }
  return then.length === 0 ? first : { ...first, then };
}

function keyOf(type: SearchableType, value: string, code: string): SortKey {
  const descending = code.startsWith('-');
  const by = sortedBy(type, descending ? code.slice(1) : code);
  if (by === undefined) throw unsortable(type, value);
  return { by, descending };
}

function unsortable(type: SearchableType, value: string): Error {
  const keys = sortable(type).join(', ');
  return fault(
    '_sort',
    both(
      `results cannot be sorted by "${value}"`,
      `les résultats ne peuvent pas être triés par « ${value} »`,
    ),
    both(
      `Send one or several of ${keys}, each after a minus to sort downwards`,
      `Envoyer une ou plusieurs clés parmi ${keys}, chacune après un moins pour trier en ordre décroissant`,
    ),
  );
}

function sortedBy(type: SearchableType, code: string): SortKey['by'] | undefined {
  if (code === '_id') return 'id';
  if (!isSortable(type, code)) return undefined;
  if (type.strings === 'events') return 'at';
  if (code === '_lastUpdated') return 'written';
  // Where rows stand by default, in an index: by when the date begins, or else by when written.
  if (code === type.main) return 'at';
  const param = type.parameters.get(code);
  return param === undefined ? undefined : SORTED_BY[param.type](param.same ?? code);
}

/** Where the values of each kind stand that results are sorted by. */
const SORTED_BY: Readonly<Record<ParameterType, (code: string) => SortKey['by'] | undefined>> = {
  date: (code) => ({ range: code }),
  number: (code) => ({ range: code }),
  quantity: (code) => ({ range: code }),
  composite: () => undefined,
  special: () => undefined,
  string: (code) => ({ text: code }),
  token: (code) => ({ text: sortingKey(code) }),
  reference: (code) => ({ text: sortingKey(code) }),
  uri: (code) => ({ text: sortingKey(code) }),
};

const UNSORTED: readonly string[] = ['composite', 'special'];
/** Events are kept in the order they were recorded, no other. */
const EVENTS_SORTED_BY: readonly string[] = ['date', '_lastUpdated'];

function isSortable(type: SearchableType, code: string): boolean {
  if (type.strings === 'events') return EVENTS_SORTED_BY.includes(code);
  const param = type.parameters.get(code);
  return param !== undefined && param.fullText === undefined && !UNSORTED.includes(param.type);
}

/** The parameters that results can be sorted by. */
function sortable(type: SearchableType): readonly string[] {
  if (type.strings === 'events') return EVENTS_SORTED_BY;
  return [...type.parameters.keys()].filter((code) => isSortable(type, code));
}

/** The contract of `search` in one dossier: what is found, in what order, page by page. */
import fc from '../../fixtures/property.js';
import type { Test } from 'tap';
import type { Criterion, IndexEntry, Order, Place } from '../../../src/search/query.js';
import type { SortKey, SortValue } from '../../../src/search/query.js';
import type { Store } from '../../../src/storage/store.js';
import { aStream, aVersion, find, idsOf, NOON, put, textOf, token } from './builders.js';
import type { Draft, Open, WholePage } from './builders.js';
import { expected } from './naive.js';

/** Registers the tests. */
export function searchTests(t: Test, open: Open): void {
  t.test(
    'a search finds what a plain reading of its criteria finds, in the order asked',
    async (t) => {
      const { store } = await open(t);
      const property = fc.asyncProperty(
        fc.array(DRAFT, { maxLength: 12 }),
        ASKED,
        // None; as many as an index may leave for later; so many that no token is rare.
        fc.constantFrom(0, 0, 25, 70),
        async (...given) => foundAsExpected(store, ...given),
      );
      await fc.assert(property, { numRuns: 150 });
    },
  );

  t.test('each comparison of dates holds to the letter, and never without a value', async (t) => {
    const { store } = await open(t);
    const intervals = [span(10, 20), span(0, 5), span(null, 15), span(15, null), span(null, null)];
    const drafts = intervals.map((date, i) => ({
      id: `r${i}`,
      index: { ranges: { date: [date] } },
    }));
    for (const comparison of COMPARISONS) {
      for (const asked of [...intervals, span(12, 13)]) {
        const where: Criterion = { kind: 'range', param: 'date', comparison, asked };
        await foundAsExpected(store, [...drafts, { id: 'none' }], { where, order: BY_ID });
      }
    }
    t.pass();
  });

  t.test('only what lives at the head is found, and only of the type asked', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    const index = { tokens: [token('x')] };
    await put(store, p, { id: 'kept', index }, { id: 'changed', index }, { id: 'deleted', index });
    await put(store, p, { id: 'changed' }, { id: 'deleted', gone: true, index });
    await put(store, p, { id: 'other', type: 'List', index });
    await put(store, aStream(), { id: 'elsewhere', index });
    const page = await find(store, p, { where: { kind: 'token', token: token('x') } });
    t.same(idsOf(page), ['kept']);
    t.equal(page.total, 1);
    t.equal(page.head?.n, 3);
    t.match(page.hits[0], { stream: p, place: { id: 'kept', value: 'kept' } });
    t.equal((await find(store, p)).total, 2);
  });

  t.test('the total counts all matches, also with no row asked, and only when asked', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    await put(store, p, ...['a', 'b', 'c'].map((id) => ({ id })));
    const none = await find(store, p, { limit: 0 });
    t.same([none.hits.length, none.total], [0, 3]);
    const one = await find(store, p, { limit: 1, after: { value: 'a', id: 'a' } });
    t.same([idsOf(one), one.total], [['b'], 3]);
    t.equal((await find(store, p, { counted: false })).total, undefined);
  });

  t.test('fifteen hundred alternatives are one search', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    await put(store, p, { id: 'a', index: { tokens: [token('t77')] } }, { id: 'b' });
    const of = Array.from({ length: 1_500 }, (_, i): Criterion => {
      return i % 2 === 0
        ? { kind: 'not', of: { kind: 'all', of: [] } }
        : { kind: 'token', token: token(`t${i}`) };
    });
    t.same(idsOf(await find(store, p, { where: { kind: 'any', of } })), ['a']);
  });
}

/** Stores the drafts, some of them changed or deleted since, and compares every page. */
async function foundAsExpected(
  store: Store,
  drafts: readonly Draft[],
  asked: Asked,
  lists = 0,
): Promise<void> {
  const p = aStream();
  const rows = drafts.map((draft, i) => ({ ...draft, id: `${i % 7}${draft.id}${i}` }));
  const stale = rows.map(({ id }, i) => ({ id, index: { tokens: [TOKENS[i % 3] ?? ''] } }));
  await put(store, p, ...stale, { id: 'gone' });
  // Some of them before other rows of the dossier, the rest after those.
  const half = rows.length >> 1;
  await put(store, p, ...rows.slice(0, half), { id: 'gone', gone: true });
  await put(store, p, ...Array.from({ length: lists }, (_, i) => aList(i)));
  await put(store, p, ...rows.slice(half));
  const { where, order } = asked;
  const wanted = expected(rows.map(aVersion), where, order);
  const whole = await find(store, p, { where, order });
  const paged = await inPages(store, p, asked);
  const given = JSON.stringify([idsOf(whole), whole.total, paged]);
  const due = JSON.stringify([wanted, wanted.length, wanted]);
  if (given !== due) throw new Error(`found ${given}, not ${due}`);
}

function aList(i: number): Draft {
  return { id: `list${i}`, type: 'List', index: { tokens: TOKENS } };
}

/** The ids that the bodies of a page tell: those of its hits, as `aVersion` makes them. */
function idsInBodies({ hits }: Pick<WholePage, 'hits'>): string[] {
  return hits.map(({ version }) => textOf(version.body)?.split('/')[1] ?? '');
}

async function inPages(store: Store, p: string, { where, order }: Asked): Promise<string[]> {
  const ids: string[] = [];
  let after: Place | undefined;
  while (ids.length < PAGED_MAX) {
    const place = after === undefined ? {} : { after };
    const asked = { where, order, limit: 3, counted: false, whole: true };
    const page = await find(store, p, { ...asked, ...place });
    ids.push(...idsInBodies(page));
    // Through JSON, as a page link carries it.
    after = JSON.parse(JSON.stringify(page.hits.at(-1)?.place ?? null));
    if (page.hits.length < 3) return ids;
  }
  throw new Error(`pages without end: ${ids.join()}`);
}

interface Asked {
  readonly where: Criterion;
  readonly order: Order;
}

/** Pages that give more than this never end. */
const PAGED_MAX = 200;
const BY_ID: Order = { by: 'id', descending: false };
const COMPARISONS = ['eq', 'ne', 'lt', 'gt', 'le', 'ge', 'sa', 'eb', 'ap'] as const;
const TOKENS = ['x', 'y', 'z'].map(token).sort();
const WORDS = ['Éléonore', 'eleonore', "L'Hôtel-Dieu", 'lhotel', 'Zoé 𝒳', '…', 'Œuvre', ''];
const FOLDED = ['e', 'eleo', 'dieu', 'hotel d', 'z', '', 'oeuvre', 'x'];

function span(lo: number | null, hi: number | null) {
  return { lo, hi };
}

const SPAN = fc
  .tuple(fc.option(fc.integer({ min: 0, max: 9 })), fc.option(fc.integer({ min: 1, max: 9 })))
  .map(([lo, length]) => span(lo, length === null ? null : (lo ?? 0) + length));

const INDEX: fc.Arbitrary<Partial<IndexEntry>> = fc.record({
  tokens: fc.subarray(TOKENS),
  ranges: fc.dictionary(fc.constantFrom('date', 'period'), fc.array(SPAN, { maxLength: 2 })),
  texts: fc.dictionary(
    fc.constantFrom('name', 'title'),
    fc.array(fc.constantFrom(...WORDS), { maxLength: 2 }),
  ),
  at: fc.integer({ min: NOON, max: NOON + 2 }),
});

const DRAFT: fc.Arbitrary<Draft> = fc.record({
  id: fc.constantFrom('a', 'B', 'c.d', 'e-f'),
  written: fc.integer({ min: 1, max: 9 }),
  index: INDEX,
});

const LEAF: fc.Arbitrary<Criterion> = fc.oneof(
  fc.record({ kind: fc.constant('token' as const), token: fc.constantFrom(...TOKENS) }),
  fc.record({
    kind: fc.constant('id' as const),
    ids: fc.array(fc.constantFrom('0a0', '1a1', '2B2', '3c.d3', '0e-f7', 'no'), { maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constant('range' as const),
    param: fc.constantFrom('date', 'period'),
    comparison: fc.constantFrom(...COMPARISONS),
    asked: SPAN,
  }),
  fc.record({
    kind: fc.constant('text' as const),
    param: fc.constantFrom('name', 'title'),
    match: fc.constantFrom('starts' as const, 'contains' as const, 'exact' as const),
    value: fc.constantFrom(...WORDS, ...FOLDED),
  }),
  fc.record({
    kind: fc.constant('written' as const),
    comparison: fc.constantFrom(...COMPARISONS),
    asked: SPAN,
  }),
);

const CRITERION = fc.letrec<{ node: Criterion }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    LEAF,
    fc.record({ kind: fc.constant('not' as const), of: tie('node') }),
    fc.record({
      kind: fc.constantFrom('all' as const, 'any' as const),
      of: fc.array(tie('node'), { maxLength: 3 }),
    }),
  ),
})).node;

const KEY: fc.Arbitrary<SortKey> = fc.record({
  by: fc.constantFrom(...(['at', 'written', 'id', { range: 'date' }, { text: 'name' }] as const)),
  descending: fc.boolean(),
});

/** One key, as most often; several; and rows that stand elsewhere than their values say. */
const ORDER: fc.Arbitrary<Order> = fc.oneof(
  KEY,
  fc
    .record({ first: KEY, then: fc.array(KEY, { minLength: 1, maxLength: 2 }) })
    .map(({ first, then }): Order => ({ ...first, then })),
  fc
    .record({ first: KEY, then: fc.array(KEY, { maxLength: 1 }), seed: fc.nat(9) })
    .map(({ first, then, seed }): Order => ({
      ...first,
      ...(then.length === 0 ? {} : { then }),
      instead: Object.fromEntries(
        ['0a0', '1a1', '2B2'].map((id, i) => [
          id,
          [first, ...then].map((key) => otherValue(key, seed * (i + 1))),
        ]),
      ),
    })),
);

/** A value of the kind that the key sorts by, or none. */
function otherValue({ by }: SortKey, seed: number): SortValue {
  if (typeof by === 'object') {
    if (seed % 4 === 0) return null;
    return 'text' in by ? (FOLDED[seed % FOLDED.length] ?? null) : seed % 10;
  }
  return by === 'id' ? `${seed % 7}z` : by === 'at' ? NOON + (seed % 3) : seed % 10;
}

const ASKED: fc.Arbitrary<Asked> = fc.record({ where: CRITERION, order: ORDER });

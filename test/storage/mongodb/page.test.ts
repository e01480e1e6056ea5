/** A page that is made in the process: which rows it holds, and how many it looks at. */
import t from 'tap';
import type { StoreQuery } from '../../../src/storage/store.js';
import type { Looked, Row } from '../../../src/storage/mongodb/search/holds.js';
import { makePage } from '../../../src/storage/mongodb/search/page.js';
import type { Problem } from '../../../src/fhir/problem.js';
import fc from '../../fixtures/property.js';

function rowAt(id: string, at: number, written: number): Row {
  // Only what a place and a hit are made of.
  const row = { p: 's', _id: `s/${id}`, id, at, written, facts: '{}' } as unknown as Looked;
  return { row, tokens: () => new Set(), texts: () => ({}) };
}

function asked(limit: number, more: Partial<StoreQuery> = {}): StoreQuery {
  const then = [{ by: 'written', descending: true }] as const;
  return {
    ...{ within: { space: 'main' }, type: 'Practitioner', where: { kind: 'all', of: [] } },
    ...{ order: { by: 'at', descending: false, then }, limit, counted: true, ...more },
  };
}

t.test(
  'of all rows, in whatever order they come, a page holds those that stand on it',
  async () => {
    const drawn = fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { maxLength: 1_500 });
    fc.assert(
      fc.property(drawn, fc.nat(40), (values, limit) => {
        const rows = values.map(([at, written], i) => rowAt(`r${i}`, at, written));
        const sorted = [...rows].sort(
          ({ row: a }, { row: b }) =>
            a.at - b.at || b.written - a.written || (a.id < b.id ? -1 : 1),
        );
        const first = makePage(asked(limit));
        rows.forEach(first.add);
        rows.slice(0, 5).forEach(first.add); // met again
        const page = first.page();
        const ids = page.hits.map(({ place }) => place.id);
        const isFirst =
          ids.join() ===
          sorted
            .slice(0, limit)
            .map(({ row }) => row.id)
            .join();
        const after = page.hits.at(-1)?.place;
        if (after === undefined || page.total !== rows.length) return page.total === rows.length;
        const next = makePage(asked(limit, { after, counted: false }));
        rows.forEach(next.add);
        const rest = next.page().hits.map(({ place }) => place.id);
        const wanted = sorted.slice(limit, 2 * limit).map(({ row }) => row.id);
        return isFirst && rest.join() === wanted.join();
      }),
      { numRuns: 60 },
    );
  },
);

t.test('a search looks at 100,000 rows in the process, and refuses to look at more', async (t) => {
  const page = makePage(asked(10));
  const rows = new Array<Looked>(50_000);
  page.looksAt(rows);
  page.looksAt(rows);
  try {
    page.looksAt([rowAt('one', 0, 0).row]);
    t.fail('it looked');
  } catch (failure) {
    t.match(failure, { status: 400 });
    t.match((failure as Problem).issues[0]?.diagnostics, /More than 100000 resources .* Name more/);
  }
});

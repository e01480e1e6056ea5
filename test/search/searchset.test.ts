import t from 'tap';
import { searchset, type SearchAnswer } from '../../src/search/searchset.js';
import { BASE } from './found.js';

const EMPTY: SearchAnswer = { id: 'b1', at: 0, self: `${BASE}/Patient`, entries: [] };

function bundleOf(answer: Partial<SearchAnswer>) {
  return JSON.parse(searchset({ ...EMPTY, ...answer }).toString());
}

function entryOf(text: string, mode: 'match' | 'include' = 'match') {
  return { fullUrl: `${BASE}/Patient/1`, body: Buffer.from(text), mode };
}

t.test('S-01 without results the bundle has a total and no entries', async (t) => {
  t.strictSame(bundleOf({ total: 0 }), {
    resourceType: 'Bundle',
    id: 'b1',
    meta: { lastUpdated: '1970-01-01T00:00:00.000Z' },
    type: 'searchset',
    total: 0,
    link: [{ relation: 'self', url: `${BASE}/Patient` }],
  });
});

t.test('a total that was not counted is not given', async (t) => {
  t.notOk('total' in bundleOf({}));
});

t.test('stored bytes are given as they are, decimals and spaces included', async (t) => {
  const stored = '{ "resourceType":"Observation", "valueQuantity":{"value":1.00} }';
  const bytes = searchset({ ...EMPTY, entries: [entryOf(stored), entryOf('{"é":"\u2028"}')] });
  t.ok(bytes.toString().includes(`"resource":${stored},"search"`));
  t.equal(JSON.parse(bytes.toString()).entry.length, 2);
});

t.test('S-05 S-06 entries say why they are there; the outcome comes last', async (t) => {
  const bundle = bundleOf({
    total: 1,
    entries: [entryOf('{"id":"1"}'), entryOf('{"id":"2"}', 'include')],
    outcome: {
      fullUrl: 'urn:uuid:0',
      language: 'en',
      issues: [{ severity: 'warning', code: 'not-supported', diagnostics: 'foo had "no" effect' }],
    },
  });
  t.strictSame(
    bundle.entry.map((entry: { search: { mode: string } }) => entry.search.mode),
    ['match', 'include', 'outcome'],
  );
  t.equal(bundle.total, 1);
  t.equal(bundle.entry[2].resource.issue[0].diagnostics, 'foo had "no" effect');
  t.equal(bundle.entry[0].fullUrl, `${BASE}/Patient/1`);
});

t.test('a bundle of the outcome alone is whole', async (t) => {
  const outcome = { fullUrl: 'urn:uuid:0', issues: [], language: 'en' } as const;
  t.equal(bundleOf({ outcome }).entry.length, 1);
});

t.test('links and ids are written as JSON texts', async (t) => {
  const next = `${BASE}/Patient?name="\\`;
  const bundle = bundleOf({ next, entries: [{ ...entryOf('{}'), fullUrl: 'http://x/"' }] });
  t.strictSame(bundle.link[1], { relation: 'next', url: next });
  t.equal(bundle.entry[0].fullUrl, 'http://x/"');
});

/** How the embedded store finds what it is asked: never by walking the rows of other dossiers. */
import t from 'tap';
import type { Test } from 'tap';
import type { Criterion, Order } from '../../src/search/query.js';
import { attachLog, openReading } from '../../src/storage/sqlite/connection.js';
import type { Connection } from '../../src/storage/sqlite/connection.js';
import { searchEvents } from '../../src/storage/sqlite/search/event-search.js';
import { readHistory, readVersion, readVersions } from '../../src/storage/sqlite/reads.js';
import { search } from '../../src/storage/sqlite/search/search.js';
import { openSqlite } from '../../src/storage/sqlite/store.js';
import { defineTexts } from '../../src/storage/sqlite/search/texts.js';
import type { StoreQuery } from '../../src/storage/store.js';
import { put, token } from '../contract/store/builders.js';

/** The head of the one dossier. */
const P = { stream: 'p', n: 20, hash: '', policy: {}, swept: 0 };
const token1: Criterion = { kind: 'token', token: token('current') };
const rare: Criterion = { kind: 'token', token: token('rare') };
const span = { lo: 1, hi: 2 };
const CRITERIA: Record<string, Criterion> = {
  nothing: { kind: 'all', of: [] },
  'a common token': token1,
  'a rare token': { kind: 'all', of: [rare, token1] },
  'any of tokens': { kind: 'any', of: [token1, rare] },
  'not a token': { kind: 'not', of: token1 },
  'a date': { kind: 'range', param: 'date', comparison: 'ge', asked: span },
  'a text': { kind: 'text', param: 'name', match: 'starts', value: 'a' },
  ids: { kind: 'id', ids: ['a', 'b'] },
  'a moment of writing': { kind: 'written', comparison: 'ge', asked: span },
};
const ORDERS: Order['by'][] = ['at', 'written', 'id', { range: 'date' }, { text: 'name' }];

t.test('every page of one dossier is found by keys that lead with it', async (t) => {
  const reader = await aDossier(t);
  for (const [name, where] of Object.entries(CRITERIA)) {
    for (const by of ORDERS) {
      const steps = plansOf(reader, aQuery(where, { by, descending: true })).flat();
      t.ok(steps.length > 0);
      t.same(steps.filter(looksElsewhere), [], `${name} by ${JSON.stringify(by)}`);
    }
  }
});

t.test('a resource is read by its own key, not by a walk of its dossier', async (t) => {
  const reader = await aDossier(t);
  const name = { type: 'DocumentReference', id: 'd1' };
  const plans = explained(reader, (spied) => {
    readVersions(spied, P, [name]);
    readVersion(spied, P, name, 1);
    readHistory(spied, P, name, { limit: 2 });
  });
  // The statement of each names rows; what one of them holds is read by its number, once.
  const [named, held] = [plans.filter((plan) => !isRow(plan)), plans.filter(isRow)];
  t.equal(named.length, 3);
  for (const [step, ...more] of named) {
    t.match(step, /versions_resource \(p=\? AND type=\? AND id=\?/);
    t.same(more, []);
  }
  t.equal(held.length, 1);
});

function isRow([step, ...more]: readonly string[]): boolean {
  return step === 'SEARCH v USING INTEGER PRIMARY KEY (rowid=?)' && more.length === 0;
}

t.test('the default order needs no sorting, and stops when the page is full', async (t) => {
  const reader = await aDossier(t);
  const sorts = (by: Order['by']) => {
    const plans = plansOf(reader, aQuery({ kind: 'not', of: rare }, { by, descending: true }));
    return plans.flat().filter((step) => step.includes('TEMP B-TREE')).length;
  };
  t.equal(sorts('at'), 0);
  t.ok(sorts('written') > 0);
});

t.test('matches are counted by an index alone, and few rare ones by their rows', async (t) => {
  const reader = await aDossier(t);
  const plans = (where: Criterion, limit: number): string[][] =>
    plansOf(reader, { ...aQuery(where, { by: 'at', descending: true }), limit });
  const [common] = plans({ kind: 'all', of: [token1, { kind: 'not', of: rare }] }, 0).slice(-1);
  t.match(
    common?.filter((step) => step.startsWith('SEARCH v ')),
    [
      /^SEARCH v USING COVERING INDEX versions_page \(p=\? AND type=\?\)/,
      // The young rows, by what they bear.
      /^SEARCH v USING INDEX versions_commit \(p=\? AND born>\? AND born<\?\)/,
    ],
  );
  // One statement sorts them, and so counts them; then each of the page is read.
  const [few, each] = plans(rare, 20).slice(-2);
  t.match(
    few?.filter((step) => step.startsWith('SEARCH')),
    [
      /^SEARCH tokens USING PRIMARY KEY/,
      /^SEARCH versions USING COVERING INDEX versions_commit \(p=\? AND born>\?\)/,
      /^SEARCH h USING PRIMARY KEY/,
      /^SEARCH v USING INTEGER PRIMARY KEY/,
    ],
  );
  t.match(each, [/^SEARCH v USING INTEGER PRIMARY KEY/]);
});

t.test('what tokens are borne is known anew when the head has moved', async (t) => {
  const store = await openSqlite({ dir: t.testdir() });
  t.teardown(() => store.close());
  const found = async (where: Criterion): Promise<number | undefined> => {
    const head = await store.head('p');
    if (head === undefined) throw new Error('there is a head');
    const within = { head };
    return (await store.search({ ...aQuery(where, { by: 'at', descending: true }), within })).total;
  };
  await put(store, 'p', { id: 'a', index: { tokens: [token('current')] } });
  const not: Criterion = { kind: 'not', of: rare };
  t.same([await found(rare), await found(not), await found(token1)], [0, 1, 1]);
  await put(store, 'p', { id: 'b', index: { tokens: [token('rare')] } });
  t.same([await found(rare), await found(not), await found(token1)], [1, 1, 1]);
  const { value: commit } = await store.journalOf('p')[Symbol.asyncIterator]().next();
  const [version] = commit.versions;
  const index = { ...version.index, tokens: [token('rare')] };
  await store.intake.index('p', commit.n, [{ ...version, index }]);
  t.same([await found(rare), await found(not), await found(token1)], [2, 0, 0], 'or indexed anew');
});

t.test('events are counted and left out by their index alone, in the order of time', async (t) => {
  const reader = await aDossier(t);
  const where: Criterion = { kind: 'all', of: [token1, { kind: 'not', of: rare }] };
  const events = { within: P, descending: true, limit: 20, counted: true } as const;
  const plans = (asked: Criterion) =>
    explained(reader, (spied) => searchEvents(spied, { ...events, where: asked, limit: 0 })).concat(
      explained(reader, (spied) =>
        searchEvents(spied, { ...events, where: asked, counted: false }),
      ),
    );
  const walks = plans(where).map((plan) => plan.filter((step) => /^SEARCH|TEMP/.test(step)));
  // Of commits and of the log, each row with its form.
  const walk = [
    'SEARCH e USING COVERING INDEX events_time (p=?)',
    'SEARCH f USING INTEGER PRIMARY KEY (rowid=?)',
  ];
  t.same(walks, [
    [...walk, ...walk],
    [...walk, ...walk],
  ]);
  const byId = plans({ kind: 'all', of: [{ kind: 'id', ids: ['a'] }, token1] }).flat();
  t.ok(byId.some((step) => step.includes('USING INDEX events_id (p=? AND id=?)')));
  t.notOk(byId.some((step) => step.includes('events_time')));
});

async function aDossier(t: Test): Promise<Connection> {
  const dir = t.testdir();
  const store = await openSqlite({ dir });
  t.teardown(() => store.close());
  const index = { tokens: [token('current')] };
  await put(store, 'p', ...Array.from({ length: 100 }, (_, i) => ({ id: `d${i}`, index })));
  await put(store, 'p', { id: 'rare', index: { tokens: [token('current'), token('rare')] } });
  const reader = openReading(dir);
  attachLog(reader.db, dir);
  t.teardown(() => reader.db.close());
  defineTexts(reader, (_, bytes) => bytes);
  return reader;
}

/** The plans of the statements that a search runs, a list of steps each. */
function plansOf(reader: Connection, query: StoreQuery): string[][] {
  return explained(reader, (spied) => search(spied, query));
}

function explained(reader: Connection, act: (spied: Connection) => unknown): string[][] {
  const texts: string[] = [];
  const sql = (text: string) => (texts.push(text), reader.sql(text));
  const rows = (text: string) => (texts.push(text), reader.rows(text));
  act({ ...reader, sql, rows });
  return texts.map((text) => {
    const steps: { detail: string }[] = reader.db.prepare(`EXPLAIN QUERY PLAN ${text}`).all();
    return steps.map(({ detail }) => detail);
  });
}

function aQuery(where: Criterion, order: Order): StoreQuery {
  const within = { head: P };
  const type = 'DocumentReference';
  return { within, type, where, order, limit: 20, counted: true };
}

/** A step that reads a table otherwise than by its row number or by a key that begins with `p`. */
function looksElsewhere(step: string): boolean {
  if (/^SCAN (page|d|json_each|\(subquery|CONSTANT ROW|\d+)/.test(step)) return false;
  if (step.startsWith('SCAN')) return true;
  return step.startsWith('SEARCH') && !/\((p=\?|rid=\?)|INTEGER PRIMARY KEY/.test(step);
}

/** The contract of events and of the access log. */
import type { Test } from 'tap';
import { checkBlock } from '../../../src/audit/block.js';
import { GENESIS } from '../../../src/audit/chain.js';
import {
  allTokens,
  type Block,
  type EventDraft,
  type NewEvent,
} from '../../../src/storage/kept.js';
import { sealBlock } from '../../../src/storage/sealing.js';
import type { EventQuery, Store } from '../../../src/storage/store.js';
import type { Criterion } from '../../../src/search/query.js';
import {
  aBlock,
  act,
  all,
  anEvent,
  aStream,
  headOf,
  NOON,
  put,
  textOf,
  token,
} from './builders.js';
import type { Open } from './builders.js';

/** Pages that give more than this never end. */
const PAGED_MAX = 200;
const ALL: Criterion = { kind: 'all', of: [] };

/** What the events of a form have of their own. */
const BY: Readonly<Record<string, string>> = { a: 'one', b: 'two', c: 'one', e: 'é "\\"' };

/** An event that has a form. */
function shaped(p: string, id: string, own: string): NewEvent {
  const form = {
    name: 'f'.repeat(64),
    pieces: ['{"id":"', '","own":"', '","é":1}'],
    tokens: [token('every'), token('shared')],
  };
  const fills = [id, JSON.stringify(own).slice(1, -1)];
  const body = Buffer.from(`{"id":"${id}","own":"${fills[1]}","é":1}`);
  return { ...anEvent(p, id, NOON, own), body, shaped: { form, fills } };
}

/** The same, not sealed yet. */
function draft(p: string, id: string, own: string): EventDraft {
  const { body: _body, salt: _salt, shaped: form, ...rest } = shaped(p, id, own);
  if (form === undefined) throw new Error('the event has no form');
  return { ...rest, shaped: form };
}

/** Registers the tests. */
export function eventTests(t: Test, open: Open): void {
  t.test('events of commits and of the log stand in one order of time', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    await act(store, p, { events: [anEvent(p, 'b', NOON + 2), anEvent(p, 'd', NOON)] });
    const entries = [anEvent(p, 'c', NOON + 1), anEvent(p, 'a', NOON), anEvent('-', 'x', NOON)];
    await store.append(aBlock('one', undefined, entries));
    t.same(await found(store, { p }), ['b', 'c', 'a', 'd']);
    t.same(await found(store, { p, descending: false }), ['a', 'd', 'c', 'b']);
    t.same(await found(store, { p: '-' }), ['x']);
    t.same(await found(store, { p: '~' }), []);
  });

  t.test('an open block rests as it would be sealed, and gives its hash', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    await act(store, p, {});
    const chain = aStream();
    const first = {
      ...{ chain, n: 1, prev: GENESIS, at: NOON, salts: Buffer.from('0123456789abcdef'.repeat(2)) },
      entries: [draft(p, 'a', 'one'), draft(p, 'b', 'two')],
    };
    const hash = await store.record(first);
    const salts = Buffer.from('fedcba9876543210');
    const second = { ...first, n: 2, prev: hash, salts, entries: [draft(p, 'e', 'é "\\"')] };
    t.equal(hash, sealBlock(first).hash);
    t.equal(await store.record(second), sealBlock(second).hash);
    t.same(await found(store, { p }), ['a', 'b', 'e']);
    const rest: Block[] = [];
    for await (const block of store.blocks()) if (block.chain === chain) rest.push(block);
    t.same(
      rest.flatMap((block) => checkBlock(block, block.n === 1 ? GENESIS : hash)),
      [],
    );
    t.same(rest.map(textsOf), [first, second].map(sealBlock).map(textsOf));
    await t.rejects(store.record({ ...second, n: 4 }), { code: 'internal' });
  });

  t.test('an event is found by its dossier and id', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    await act(store, p, { events: [anEvent(p, 'a', NOON + 5)] });
    const where: Criterion = { kind: 'id', ids: ['a'] };
    const [event] = (await page(store, { p, where })).events;
    t.same(Object.keys(event ?? {}).sort(), ['body', 'id', 'p', 'recorded', 'salt']);
    t.match(event, { id: 'a', p, recorded: NOON + 5 });
    t.equal(textOf(event?.body), '{"id":"a"}');
    t.same(await found(store, { p: '-', where }), []);
  });

  t.test(
    'events of one form are found by its tokens and their own, each with its bytes',
    async (t) => {
      const { store } = await open(t);
      const p = aStream();
      await act(store, p, { events: [shaped(p, 'a', 'one'), shaped(p, 'b', 'two')] });
      const first = aBlock('one', undefined, [
        shaped(p, 'c', 'one'),
        anEvent(p, 'd', NOON, 'every'),
      ]);
      await store.append(first);
      await store.append(aBlock('one', first, [shaped(p, 'e', 'é "\\"')]));
      const having = (text: string): Criterion => ({ kind: 'token', token: token(text) });
      const ids = async (where: Criterion) => (await found(store, { p, where })).sort();
      t.same(await ids(having('every')), ['a', 'b', 'c', 'd', 'e']);
      t.same(await ids(having('shared')), ['a', 'b', 'c', 'e']);
      t.same(await ids({ kind: 'not', of: having('shared') }), ['d']);
      t.same(await ids({ kind: 'all', of: [having('shared'), having('one')] }), ['a', 'c']);
      const { events, total } = await page(store, { p, where: having('shared'), counted: true });
      t.equal(total, 4);
      const texts = events.map(({ body }) => textOf(body)).sort();
      t.same(
        texts,
        ['a', 'b', 'c', 'e'].map((id) => textOf(shaped(p, id, BY[id] ?? '').body)),
      );
      const blocks = (await all(store.blocks())).flatMap(({ entries }) => entries);
      const tokens = blocks
        .filter((event) => event.p === p)
        .map((event) => allTokens(event).length);
      t.same(tokens, [3, 1, 3]);
    },
  );

  t.test('events are found by token, id and date, counted whole', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    await put(store, p);
    const events = Array.from({ length: 90 }, (_, i) =>
      anEvent(p, `e${String(i).padStart(2, '0')}`, NOON + i, i === 7 ? 'rare' : 'common', 'every'),
    );
    await store.append(aBlock('one', undefined, events));
    const rare: Criterion = { kind: 'token', token: token('rare') };
    const every: Criterion = { kind: 'token', token: token('every') };
    t.same(await found(store, { p, where: rare }), ['e07']);
    t.same(await found(store, { p, where: { kind: 'all', of: [every, rare] } }), ['e07']);
    t.equal((await page(store, { p, where: { kind: 'not', of: rare } })).total, 89);
    t.same(await found(store, { p, where: { kind: 'id', ids: ['e03', 'e01', 'no'] } }), [
      'e03',
      'e01',
    ]);
    const asked = { lo: NOON + 3, hi: NOON + 5 };
    const date: Criterion = { kind: 'range', param: 'date', comparison: 'eq', asked };
    t.same(await found(store, { p, where: date }), ['e04', 'e03']);
    const none: Criterion = { kind: 'any', of: [] };
    t.equal((await page(store, { p, where: none })).total, 0);
    const counted = await page(store, { p, where: every, limit: 0 });
    t.same([counted.events.length, counted.total], [0, 90]);
  });

  t.test('pages of events give each once, also when many share a moment', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    await put(store, p);
    const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const events = ids.map((id, i) => anEvent(p, id, NOON + (i > 4 ? 1 : 0), 'every'));
    await store.append(aBlock('one', undefined, events));
    for (const where of [ALL, { kind: 'token', token: token('every') } as const]) {
      for (const descending of [true, false]) {
        const given = await inPages(store, { p, where, descending });
        t.same(given, descending ? [...ids.slice(5), ...ids.slice(0, 5)] : ids);
      }
    }
  });

  t.test('events of a refused commit are not found', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    await put(store, p);
    await act(store, p, { decidedOn: 3, events: [anEvent(p, 'a')] });
    t.same(await found(store, { p }), []);
  });

  t.test('blocks come back chain by chain, in order, with their entries', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    const first = aBlock('b', undefined, [anEvent(p, 'e1', NOON, 't'), anEvent('-', 'e2')]);
    const second = aBlock('b', first, [anEvent(p, 'e3')]);
    const other = aBlock('a', undefined, []);
    await Promise.all([first, second, other].map((block) => store.append(block)));
    const blocks = await all(store.blocks());
    t.same(
      blocks.map(({ chain, n }) => [chain, n]),
      [
        ['a', 1],
        ['b', 1],
        ['b', 2],
      ],
    );
    t.match(blocks[1], { at: NOON, hash: first.hash, entries: [{ id: 'e1', p }, { id: 'e2' }] });
    t.same(blocks[1]?.entries[0]?.tokens, [token('t')]);
    t.same(Buffer.from(blocks[1]?.header ?? []), first.header);
  });

  t.test('the same block again is no failure; another one out of its turn is', async (t) => {
    const { store } = await open(t);
    const first = aBlock('a', undefined, [anEvent('-', 'e1')]);
    await store.append(first);
    await store.append(first);
    t.equal((await page(store, { p: '-' })).total, 1);
    const rival = aBlock('a', undefined, [anEvent('-', 'e2')]);
    await t.rejects(store.append(rival), { code: 'internal' });
    const third = { ...aBlock('a', first, []), n: 3 };
    await t.rejects(store.append(third), { code: 'internal' });
    t.equal((await all(store.blocks())).length, 1);
  });
}

type Asked = Partial<EventQuery> & { readonly p: string };

async function page(store: Store, { p, ...query }: Asked) {
  const within = p === '-' || p === '~' ? p : await headOf(store, p);
  const all = { where: ALL, descending: true, limit: 100, counted: true };
  await store.settleEvents(p);
  const found = await store.searchEvents({ ...all, within, ...query });
  return { ...found, events: await store.wholeEvents(found.events) };
}

async function found(store: Store, query: Asked): Promise<string[]> {
  return (await page(store, query)).events.map(({ id }) => id);
}

async function inPages(store: Store, query: Asked) {
  const ids: string[] = [];
  let last: { recorded: number; id: string } | undefined;
  while (ids.length < PAGED_MAX) {
    const after = last === undefined ? {} : { after: { recorded: last.recorded, id: last.id } };
    const { events } = await page(store, { ...query, limit: 2, ...after });
    ids.push(...events.map(({ id }) => id));
    last = events.at(-1);
    if (last === undefined) return ids;
  }
  throw new Error(`pages without end: ${ids.join()}`);
}

/** What of a block's entries can be compared as text. */
function textsOf({ entries }: Block): object[] {
  return entries.map((entry) => {
    const { id, p, recorded, body, salt } = entry;
    const tokens = [...allTokens(entry)].sort();
    return { id, p, recorded, tokens, body: textOf(body), salt: Buffer.from(salt).toString('hex') };
  });
}

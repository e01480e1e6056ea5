/**
 * `node dist/scripts/bench/layouts.js`: what other layouts on MongoDB would cost, measured on the
 * store's own rows: a dossier of 10,000 documents. Prints medians, in milliseconds.
 */
import { randomBytes } from 'node:crypto';
import type { Db } from 'mongodb';
import { openMongoStores } from '../../src/assembly/mongo.js';
import type { Store, StoreQuery } from '../../src/storage/store.js';
import { NOON, put, token, type Draft } from '../../test/contract/store/builders.js';
import { withDatabase } from '../../test/fixtures/mongo/database.js';
import { startMongo } from '../../test/fixtures/mongo/server.js';

const DOCUMENTS = 10_000;
const TOGETHER = 200;
const TIMES = 25;
const DOSSIER = 'dossier-of-many';
const TYPE = 'DocumentReference';
const BODY_BYTES = 4_000;
const ENTRIES = 32;
const DURABLE = { writeConcern: { w: 'majority', j: true } } as const;

/** Measures some ways of doing the same, in turns, so that noise meets all of them. */
async function compare(
  question: string,
  ways: Readonly<Record<string, () => Promise<unknown>>>,
  times = TIMES,
): Promise<void> {
  const spent: Record<string, number[]> = {};
  for (let time = 0; time < times; time++) {
    for (const [name, way] of Object.entries(ways)) {
      const began = performance.now();
      await way();
      (spent[name] ??= []).push(performance.now() - began);
    }
  }
  const medians = Object.entries(spent).map(([name, all]) => [name, median(all).toFixed(2)]);
  process.stdout.write(
    `${question}: ${medians.map(([name, ms]) => `${name} ${ms} ms`).join(', ')}\n`,
  );
}

function median(all: readonly number[]): number {
  return [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? NaN;
}

/** A document as a dossier has them: some forty tokens, one of which one in a hundred shares. */
function aDocument(n: number): Draft {
  const common = Array.from({ length: 36 }, (_, i) => token(`common ${i} ${n % 7}`));
  const index = {
    tokens: [...common, token(`one of ${n % 100}`), token(`only ${n}`)].sort(),
    ranges: { date: [{ lo: NOON + n * 1_000, hi: NOON + n * 1_000 + 999 }] },
    at: NOON + n * 1_000,
  };
  return { id: `d${n}`, body: randomBytes(BODY_BYTES / 2).toString('hex'), index };
}

async function filled(store: Store): Promise<void> {
  for (let n = 0; n < DOCUMENTS; n += TOGETHER) {
    await put(store, DOSSIER, ...Array.from({ length: TOGETHER }, (_, i) => aDocument(n + i)));
    process.stderr.write(`\r${n + TOGETHER} of ${DOCUMENTS}`);
  }
  process.stderr.write('\n');
}

/** The index that would lead to a token of a dossier. */
async function tokenIndex(db: Db, store: Store): Promise<void> {
  const head = await store.head(DOSSIER);
  if (head === undefined) throw new Error('the dossier was not made');
  const search = (text: string, counted: boolean) => (): Promise<unknown> => {
    const where = { kind: 'token', token: token(text) } as const;
    const order = { by: 'at', descending: true } as const;
    const query: StoreQuery = { within: { head }, type: TYPE, where, order, limit: 20, counted };
    return store.search(query);
  };
  let next = DOCUMENTS;
  const asked = {
    'one document, by its identifier': search('only 5000', false),
    'page and total of 1 %': search('one of 50', true),
    'page and total of 14 %': search('common 3 3', true),
    'a commit of one document': () => put(store, DOSSIER, aDocument(next++)),
    'a commit of 100 documents': () =>
      put(store, DOSSIER, ...Array.from({ length: 100 }, () => aDocument(next++))),
  };
  for (const [what, ask] of Object.entries(asked))
    await compare(`${what}, without {p,t}`, { ms: ask });
  await db.collection('current').createIndex({ p: 1, t: 1 }, { name: 'tokens' });
  for (const [what, ask] of Object.entries(asked))
    await compare(`${what}, with {p,t}`, { ms: ask });
  const sizes = await db.command({ collStats: 'current' });
  process.stdout.write(
    `bytes of current and of its indexes: ${JSON.stringify([sizes['size'], sizes['indexSizes']])}\n`,
  );
  await db.collection('current').dropIndex('tokens');
}

/** Bodies in the rows that searches look at, or in rows of their own. */
async function bodies(db: Db): Promise<void> {
  const inline = db.collection('inline');
  await inline.createIndex({ p: 1, type: 1, at: -1, id: 1 });
  const rows = await db.collection('current').find().limit(DOCUMENTS).toArray();
  for (let i = 0; i < rows.length; i += TOGETHER)
    await inline.insertMany(
      rows.slice(i, i + TOGETHER).map((row) => ({ ...row, body: randomBytes(BODY_BYTES) })),
    );
  const filter = { p: DOSSIER, type: TYPE, from: { $lte: 1_000 }, to: { $gt: 1_000 } };
  const page = async (name: string): Promise<readonly { readonly _id: unknown }[]> =>
    db.collection(name).find(filter).sort({ at: -1, id: 1 }).limit(20).toArray();
  await compare('a page of 20 with bodies', {
    inline: () => page('inline'),
    apart: async () => {
      const found = await page('current');
      await db
        .collection('versions')
        .find({ p: DOSSIER, _id: { $in: found.map(({ _id }) => _id) } as never })
        .toArray();
    },
  });
  const some = { ...filter, t: rows[0]?.['t'][0] as unknown };
  await compare('a total of 14 %', {
    inline: () => inline.countDocuments(some),
    apart: () => db.collection('current').countDocuments(some),
  });
  await inline.drop();
}

/** The access log as one document a block, or one an event. */
async function logs(db: Db): Promise<void> {
  let drawn = 0;
  const body = (): Buffer => randomBytes(900);
  await compare(`${ENTRIES} events of the access log`, {
    block: () => {
      const entries = Buffer.concat(Array.from({ length: ENTRIES }, body));
      return db.collection('byBlock').insertOne({ entries }, DURABLE);
    },
    event: () => {
      const events = Array.from({ length: ENTRIES }, () => ({
        _id: `p/${drawn++}` as never,
        body: body(),
      }));
      return db.collection('byEvent').insertMany(events, DURABLE);
    },
    'one event': () =>
      db.collection('byEvent').insertOne({ _id: `p/${drawn++}` as never, body: body() }, DURABLE),
  });
}

/** What each index adds to the writing of 100 rows. */
async function indexes(db: Db): Promise<void> {
  const rows = await db.collection('current').find().limit(100).toArray();
  const specs = await db.collection('current').indexes();
  const ways: Record<string, () => Promise<unknown>> = {};
  let drawn = 0;
  for (const without of [
    'none',
    ...specs.map(({ name }) => String(name)).filter((name) => name !== '_id_'),
  ]) {
    const copy = db.collection(`without-${without}`);
    for (const { key, name, partialFilterExpression } of specs) {
      if (name === '_id_' || name === without) continue;
      await copy.createIndex(key, {
        name: String(name),
        ...(partialFilterExpression ? { partialFilterExpression } : {}),
      });
    }
    const extra = { keys: ['k1'], w: rows[0]?.['t'].slice(0, 3) };
    ways[`without ${without}`] = () =>
      copy.insertMany(
        rows.map((row) => ({ ...row, ...extra, _id: `${String(row._id)}/${drawn++}` as never })),
        DURABLE,
      );
  }
  await compare('100 rows of current', ways);
}

const mongo = await startMongo();
if (mongo === undefined) throw new Error('no MongoDB server: set TEST_MONGO_SERVER');
const url = withDatabase(mongo.url, `layouts-${randomBytes(6).toString('hex')}`);
const { store } = await openMongoStores(url);
const { db } = store.connection;
try {
  await filled(store);
  await tokenIndex(db, store);
  await bodies(db);
  await logs(db);
  await indexes(db);
} finally {
  await db.dropDatabase();
  await store.close();
  await mongo.stop();
}

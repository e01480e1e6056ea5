/**
 * How MongoDB finds what requests ask, among very many rows: by an index that leads with the
 * dossier, a name, a uniqueness key or, across dossiers, the type. Never by walking a collection.
 */
import { MongoClient, type Db } from 'mongodb';
import t from 'tap';
import { openMongoStores } from '../../../src/assembly/mongo.js';
import { INDEXES } from '../../../src/storage/mongodb/server/indexes.js';
import { key, token } from '../../contract/store/builders.js';
import { aBundle, freshOid, openDossier, push } from '../../fixtures/dossier.js';
import { aFreshDatabase } from '../../fixtures/mongo/database.js';
import { writeManyRows } from '../../fixtures/mongo/many-rows.js';
import { explained, type Look } from '../../fixtures/mongo/plan.js';
import { aProxy, type Proxy } from '../../fixtures/mongo/proxy.js';
import { startServer, type TestClient } from '../../fixtures/server.js';

const ROWS = 100_000;
const LOOKS = ['find', 'aggregate'];
/** Partial indexes, of what is not finished or not delivered: they are nearly empty. */
const UNFINISHED = ['begun', 'waiting', 'unbound'];

const url = await aFreshDatabase(t);
if (url !== undefined) {
  const proxy = await aProxy(t, url);
  const client = new MongoClient(url);
  t.teardown(() => client.close());
  const asking = await asked(proxy);
  const began = performance.now();
  const written = await writeManyRows(client.db(), ROWS);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  await t.test(`${ROWS} rows are there`, async (t) => {
    t.comment(`${written} rows written in ${seconds} s`);
    t.ok(written >= ROWS);
  });
  for (const [name, ask] of Object.entries(asking)) {
    await t.test(name, async (t) => {
      proxy.forget();
      await ask();
      const looks = await looksOf(client.db(), proxy);
      t.ok(looks.length > 0, 'something is looked for');
      const used = [...new Set(looks.map(({ on, look }) => `${on} by ${look.index}`))];
      t.comment(used.join(', '));
      // What is due is looked for across all dossiers about every minute, whatever is asked.
      const bad = looks.filter((one) => !isGood(one, name.includes('across') || isOfSweep(one)));
      t.same(bad, []);
    });
  }
}

function isOfSweep({ look }: Found): boolean {
  return look.index === 'wide';
}

/** A look of a plan, the collection, and what was asked for it. */
interface Found {
  readonly on: string;
  readonly look: Look;
  readonly asked: unknown;
}

/** The looks of all plans of what was asked since the record was forgotten. */
async function looksOf(db: Db, proxy: Proxy): Promise<Found[]> {
  const found: Found[] = [];
  for (const recorded of proxy.commands(LOOKS)) {
    const { collection: on = '', command } = recorded;
    const asked: unknown = command['filter'] ?? command['pipeline'];
    // The notifier looks for these across dossiers whenever its second has come.
    if (JSON.stringify(asked).includes('"Subscription"')) continue;
    const looks = await explained(db, recorded);
    found.push(...looks.map((look) => ({ on, look, asked })));
  }
  return found;
}

/** Whether an index is walked between bounds, and is one for such a question. */
function isGood({ on, look: { index, by } }: Found, isAcross: boolean): boolean {
  if (index === '_id_') return by.includes('_id');
  const spec = INDEXES.find((one) => one.on === on && one.name === index);
  const [lead = ''] = Object.keys(spec?.key ?? {});
  const isOfDossier = lead === 'p' || UNFINISHED.includes(String(index));
  return by.includes(lead) && (isOfDossier || (isAcross && lead === 'type'));
}

/** The hottest questions, each by its name; on a dossier that is there before all others. */
async function asked(proxy: Proxy): Promise<Readonly<Record<string, () => Promise<unknown>>>> {
  const server = await startServer(t, { settings: { MONGODB_URL: proxy.url } });
  const { patient, ins } = await openDossier(server, { authorised: ['neurologist', 'nurse'] });
  const masterIdentifier = freshOid();
  const bundle = aBundle(patient, [{ masterIdentifier }, {}, {}]);
  const { documents, lists } = await push(server, 'nurse', bundle);
  const doctor = await server.as('neurologist');
  const search = `DocumentReference?patient=${patient}&_total=accurate&`;
  const { store } = await openMongoStores(proxy.url);
  t.teardown(() => store.close());
  return {
    'a read': getting(doctor, `DocumentReference/${documents[0]}`),
    'a vread': getting(doctor, `DocumentReference/${documents[0]}/_history/1`),
    'a search by type': getting(doctor, `${search}type=http://loinc.org|11488-4`),
    'a search by category': getting(doctor, `${search}category=10`),
    'a search by date': getting(doctor, `${search}date=ge2025-01-01&_sort=date`),
    'a search by identifier': getting(doctor, `${search}identifier=${masterIdentifier}`),
    'a Patient by INS': getting(doctor, `Patient?identifier=${ins.system}|${ins.value}`),
    'who took a key': () => store.claimed('0'.repeat(32)),
    'who holds a key': () => store.holder(key('bulk1')),
    'a head': () => store.head('bulk1'),
    'all of a dossier': getting(doctor, `Patient/${patient}/$everything`),
    'a List': getting(doctor, `List/${lists[0]}`),
    'a page of the trail': getting(
      await server.as('patient'),
      `AuditEvent?patient=${patient}&_total=accurate`,
    ),
    'a search across dossiers': getting(await server.as('registrar'), 'Patient?name=martin'),
    'documents across the test space': getting(
      await server.as('tester'),
      'DocumentReference?type=http://loinc.org|11488-4',
    ),
    'a Patient across dossiers that is found': () =>
      store.search({
        ...{ within: { space: 'main' }, type: 'Patient', limit: 10, counted: false },
        where: { kind: 'token', token: token('patient of bulk1') },
        order: { by: 'at', descending: true },
      }),
    'the history of a type across dossiers': () =>
      store.written({ space: 'main', types: ['Patient'], limit: 10, counted: true, since: 1 }),
    'what waits to be delivered': async () => {
      await store.outbox(10);
      for await (const _ of store.waiting());
    },
    'what is not finished': () => store.sweep(Date.now()),
    'documents that nobody names': () => store.documents.unbound(Date.now(), 100),
  };
}

/** A request that must be answered. */
function getting(client: TestClient, path: string): () => Promise<void> {
  return async () => {
    const answer = await client.get(path);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
  };
}

/** A sharded cluster: its keys, and that what requests send is for the shard that holds the answer. */
import t, { type Test } from 'tap';
import { SHARD_KEYS } from '../../../src/storage/mongodb/server/indexes.js';
import { aBundle, openDossier, push } from '../../fixtures/dossier.js';
import { aServerBehind } from '../../fixtures/mongo/behind.js';
import { aFreshDatabase } from '../../fixtures/mongo/database.js';
import { aProxy, type Proxy } from '../../fixtures/mongo/proxy.js';
import type { Recorded } from '../../fixtures/mongo/record.js';
import { asShardedCluster } from '../../fixtures/mongo/topology.js';
import { run, type Ended } from '../../fixtures/process.js';
import type { Answer, Json } from '../../fixtures/server.js';
import { related } from '../../fixtures/submission.js';

/** A proxy that stands for a cluster. */
async function aCluster(t: Test): Promise<Proxy | undefined> {
  const database = await aFreshDatabase(t);
  if (database === undefined) return undefined;
  const proxy = await aProxy(t, database);
  asShardedCluster(proxy);
  return proxy;
}

function migrate(t: Test, url: string): Promise<Ended> {
  return run(t, ['migrate', '--sharded'], { MONGODB_URL: url });
}

t.test('migrate --sharded spreads every collection by its key, and may be repeated', async (t) => {
  const proxy = await aCluster(t);
  if (proxy === undefined) return;
  for (const time of ['first', 'again']) {
    proxy.forget();
    t.match(await migrate(t, proxy.url), { status: 0, stderr: '' }, time);
    const [enabled] = proxy.commands('enableSharding').map(({ command }) => command);
    const database = String(enabled?.['enableSharding']);
    t.match(proxy.url, database);
    const spread = proxy
      .commands('shardCollection')
      .map(({ command }) => [String(command['shardCollection']), command['key'] as unknown]);
    const wanted = Object.entries(SHARD_KEYS).map(([name, key]) => [`${database}.${name}`, key]);
    t.strictSame(spread, wanted);
    t.ok(
      proxy
        .commands(['enableSharding', 'shardCollection'])
        .every((one) => one.database === 'admin'),
    );
  }
});

t.test('migrate --sharded on what is no cluster says so in a line', async (t) => {
  const database = await aFreshDatabase(t);
  if (database === undefined) return;
  const { status, stderr } = await migrate(t, database);
  t.equal(status, 1);
  t.match(stderr, /sharded cluster/);
  t.equal(stderr.trimEnd().split('\n').length, 1, stderr);
});

/** Whether a command goes to the shards that hold what it asks for, and to no others. */
function isTargeted({ name, collection = '', command }: Recorded): boolean {
  const key = Object.keys(SHARD_KEYS[collection as keyof typeof SHARD_KEYS] ?? {})[0];
  if (key === undefined) return true;
  return partsOf(name, command).every((part) => binds(part, key));
}

/** The documents or filters by which a command is sent to a shard. */
function partsOf(name: string, command: Json): readonly Json[] {
  switch (name) {
    case 'insert':
      return command.documents;
    case 'update':
      return command.updates.map(({ q }: Json) => q);
    case 'delete':
      return command.deletes.map(({ q }: Json) => q);
    case 'aggregate':
      return [command.pipeline[0].$match];
    case 'find':
      return [command.filter];
    default:
      return [];
  }
}

/** Whether a filter holds for some values of a field only, that it names. */
function binds(filter: Json, key: string): boolean {
  const value = filter[key];
  if (value !== undefined) return !isOperators(value) || '$in' in value || '$eq' in value;
  return ((filter.$and ?? []) as Json[]).some((part) => binds(part, key));
}

function isOperators(value: Json): boolean {
  if (value === null || typeof value !== 'object') return false;
  return Object.keys(value).some((name) => name.startsWith('$'));
}

/**
 * What is asked of all shards, and finds it there by an index that is nearly empty; what is due, and
 * who subscribes, is looked for across all dossiers now and then, by the index of the wide tokens.
 */
function isOfWorkBehind({ name, command }: Recorded): boolean {
  const [filter] = name === 'find' ? partsOf(name, command) : [];
  return filter !== undefined && ('step' in filter || 'open' in filter || bindsWide(filter));
}

function bindsWide(filter: Json): boolean {
  if ('w' in filter) return ['DocumentReference', 'Patient', 'Subscription'].includes(filter.type);
  return ((filter.$and ?? []) as Json[]).some(bindsWide);
}

t.test(
  'every query of a request, and every write of a commit, carries the shard key',
  async (t) => {
    const settings = { DOCUMENT_INLINE_BYTES_MAX: '1024' };
    const seemingly = (proxy: Proxy): string => (asShardedCluster(proxy), proxy.url);
    const { server, proxy } = (await aServerBehind(t, { settings, seemingly })) ?? {};
    if (server === undefined || proxy === undefined) return;
    const { patient, ins } = await openDossier(server, {
      authorised: ['nurse'],
    });
    const [nurse, own] = [await server.as('nurse'), await server.as('patient')];
    const [small, large] = [Buffer.alloc(100, 'a'), Buffer.alloc(2_000_000, 'b')];
    const first = await push(
      server,
      'nurse',
      aBundle(patient, [{ bytes: small }, { bytes: large }]),
    );
    const old = `DocumentReference/${first.documents[0]}`;
    const next = related('replaces', String(first.documents[0]), { bytes: small });
    const identity = encodeURIComponent(`${ins.system}|${ins.value}`);
    const requests: Readonly<Record<string, () => Promise<Answer>>> = {
      'a submission that replaces': () => nurse.post('', aBundle(patient, [next])),
      'a Binary': () => nurse.get(`Binary/${first.binaries[0]}`, { accept: 'text/plain' }),
      'a range of a large one': () =>
        nurse.get(`Binary/${first.binaries[1]}`, { range: 'bytes=9-99' }),
      'a read': () => nurse.get(old),
      'a version': () => nurse.get(`${old}/_history/1`),
      'a history': () => nurse.get(`${old}/_history`),
      'a page': () => nurse.get(`DocumentReference?patient=${patient}&status=superseded`),
      'a sorted page with a total': () =>
        nurse.get(`DocumentReference?patient=${patient}&_sort=date&_total=accurate&_count=1`),
      'a page by identity': () => nurse.get(`DocumentReference?patient.identifier=${identity}`),
      'submission sets': () => nurse.get(`List?patient=${patient}&code=submissionset`),
      'a list': () => nurse.get(`List/${first.lists[0]}`),
      consents: () => own.get(`Consent?patient=${patient}`),
      'the patient': () => own.get(`Patient/${patient}`),
      'the trail': () => own.get(`AuditEvent?patient=${patient}`),
    };
    for (const [what, request] of Object.entries(requests)) {
      proxy.forget();
      const { status, text } = await request();
      t.ok(status < 300, `${what}: ${status < 300 ? status : text}`);
      const stray = proxy.commands((asked) => asked.collection !== undefined);
      t.strictSame(
        stray
          .filter((command) => !isTargeted(command) && !isOfWorkBehind(command))
          .map(({ name, collection, command }) => [name, collection, command['filter']]),
        [],
        what,
      );
      t.ok(stray.length > 0, `${what}: its commands were seen`);
    }
  },
);

t.test('a filter binds its key by naming values, alone or with others', async (t) => {
  t.ok(binds({ p: 'x', from: { $lte: 1 } }, 'p'));
  t.ok(binds({ $and: [{ type: 'List' }, { $and: [{ p: { $in: ['x'] } }] }] }, 'p'));
  t.notOk(binds({ type: 'List' }, 'p'));
  t.notOk(binds({ _id: { $gt: 'x' } }, '_id'), 'a range is on every shard');
  t.notOk(binds({ $or: [{ p: 'x' }, { type: 'List' }] }, 'p'));
});

/** Documents in GridFS: the contract, and what is only true of it. */
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import t from 'tap';
import { MongoClient } from 'mongodb';
import { openMongoStores } from '../../src/assembly/mongo.js';
import { aFreshDatabase } from '../fixtures/mongo/database.js';
import { loseReply } from '../fixtures/mongo/faults.js';
import { aProxy } from '../fixtures/mongo/proxy.js';
import { blobsContract } from './blobs.contract.js';

const server = await aFreshDatabase(t);
if (server !== undefined) {
  blobsContract(t, async (t) => {
    const url = (await aFreshDatabase(t)) ?? server;
    const open = async () => {
      const { store, blobs } = await openMongoStores(url);
      t.teardown(() => store.close());
      return blobs;
    };
    return { blobs: await open(), reopen: open };
  });

  void t.test('after every failure no piece is left anywhere', async (t) => {
    const url = (await aFreshDatabase(t)) ?? server;
    const { store, blobs } = await openMongoStores(url);
    t.teardown(() => store.close());
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(3_000_000);
      throw new Error('broken');
    }
    await t.rejects(blobs.put('k3x9document7a', broken()), /broken/);
    const client = await new MongoClient(url).connect();
    t.teardown(() => client.close());
    t.equal(await client.db().collection('documents.chunks').countDocuments(), 0);
  });

  void t.test('a read whose connection is lost is repeated, as every read is', async (t) => {
    const proxy = await aProxy(t, (await aFreshDatabase(t)) ?? server);
    const { store, blobs } = await openMongoStores(proxy.url);
    t.teardown(() => store.close());
    const bytes = Buffer.alloc(3_000_000, 'a large document');
    await blobs.put('k3x9document7a', Readable.from([bytes]));
    for (const collection of ['documents.files', 'documents.chunks']) {
      const lost = proxy.rule({ name: 'find', collection }, loseReply(), { times: 2 });
      const given = await blobs.get('k3x9document7a');
      t.ok(bytes.equals(await buffer(given ?? Readable.from([]))), collection);
      t.equal(lost.taken(), 2);
      lost.remove();
    }
  });

  void t.test('beside serving processes nothing can be changed', async (t) => {
    const url = (await aFreshDatabase(t)) ?? server;
    const { store } = await openMongoStores(url);
    const beside = await openMongoStores(url, { readOnly: true });
    t.teardown(() => Promise.all([store.close(), beside.store.close()]));
    await t.rejects(beside.blobs.remove('k3x9document7a'), /read only/);
    await t.rejects(beside.store.append({} as never), { code: 'unavailable' });
  });
}

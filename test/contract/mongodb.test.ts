/** The store on MongoDB keeps the contract. What is its own is tested in `test/storage/mongodb/`. */
import t from 'tap';
import { openMongoStores } from '../../src/assembly/mongo.js';
import { aFreshDatabase } from '../fixtures/mongo/database.js';
import { storeContract } from './store.contract.js';

const server = await aFreshDatabase(t);
if (server !== undefined) {
  storeContract(t, async (t) => {
    const url = (await aFreshDatabase(t)) ?? server;
    let { store } = await openMongoStores(url);
    t.teardown(() => store.close());
    return {
      store,
      reopen: async () => {
        await store.close();
        ({ store } = await openMongoStores(url));
        return store;
      },
    };
  });
}

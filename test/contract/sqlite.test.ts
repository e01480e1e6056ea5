/** The embedded store keeps the contract. What is its own is tested in `test/storage/`. */
import t from 'tap';
import { openSqlite } from '../../src/storage/sqlite/store.js';
import { storeContract } from './store.contract.js';

storeContract(t, async (t) => {
  const dir = t.testdir();
  let store = await openSqlite({ dir });
  t.teardown(() => store.close());
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openSqlite({ dir });
      return store;
    },
  };
});

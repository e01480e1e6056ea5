/** The packages that a server knows, and those that were loaded since, by another process. */
import { keptPackages, lastLoad, type Load } from '../../records/packages.js';
import type { Store } from '../../storage/store.js';

/** What is loaded. */
export interface Loads {
  readonly first: Load;
  /** Looks whether others were loaded or taken away since, and gives all to `take` if so. */
  renew(take: (load: Load) => void): Promise<void>;
}

/** The loads of a store. Where there was none that costs one look-up. */
export async function loadsOf(store: Store): Promise<Loads> {
  const first = await keptPackages(store);
  let known = first.load;
  return {
    first,
    renew: async (take) => {
      if ((await lastLoad(store)) === known) return;
      const kept = await keptPackages(store);
      take(kept);
      known = kept.load;
    },
  };
}

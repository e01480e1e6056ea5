/** The packages that a server knows, and those that were loaded since, by another process. */
import { keptPackages, lastLoad } from '../../records/packages.js';
import type { Store } from '../../storage/store.js';
import type { LoadedPackage } from '../../validation/packages/package.js';

/** What is loaded. */
export interface Loads {
  readonly packages: readonly LoadedPackage[];
  /** Looks whether others were loaded or taken away since, and gives them to `take` if so. */
  renew(take: (packages: readonly LoadedPackage[]) => void): Promise<void>;
}

/** The loads of a store. Where there was none that costs one look-up. */
export async function loadsOf(store: Store): Promise<Loads> {
  const first = await keptPackages(store);
  let known = first.load;
  return {
    packages: first.packages,
    renew: async (take) => {
      if ((await lastLoad(store)) === known) return;
      const { load, packages } = await keptPackages(store);
      take(packages);
      known = load;
    },
  };
}

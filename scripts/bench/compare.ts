/** Product and floor by turns in one run, so that what disturbs the machine disturbs both. */
import { load, type Figures, type Load } from './load.js';
import type { Operation } from './operations.js';
import type { Serving } from './serving.js';

/** Two servers side by side. */
export interface Servers {
  readonly product: Serving;
  readonly floor: Serving;
}

/** A measurement of an operation at a number of clients. */
export interface Compared {
  readonly operation: string;
  readonly connections: number;
  readonly pairs: readonly { readonly product: Figures; readonly floor: Figures }[];
}

/** How long and how often is measured. */
export interface Effort {
  readonly seconds: number;
  readonly pairs: number;
}

/** Warm is a server that has brought no more answers for so many seconds than before them. */
const STEADY_SECONDS = 3;
const WARMING_SECONDS_MAX = 30;

/** Measures an operation: A B A B, after both are warm. */
export async function compare(
  { product, floor }: Servers,
  operation: Operation,
  connections: number,
  { seconds, pairs }: Effort,
): Promise<Compared> {
  const productLoad = { connections, seconds, request: operation.product };
  const floorLoad = { connections, seconds, request: operation.floor };
  await warm(product, productLoad);
  await warm(floor, floorLoad);
  const measured: Compared['pairs'][number][] = [];
  for (let i = 0; i < pairs; i++) {
    measured.push({
      product: await load(product, productLoad),
      floor: await load(floor, floorLoad),
    });
  }
  return { operation: operation.name, connections, pairs: measured };
}

/** Loads a server until its code is compiled: until it answers no quicker. */
async function warm(server: Serving, wanted: Load): Promise<void> {
  let best = 0;
  let steady = 0;
  for (let s = 0; s < WARMING_SECONDS_MAX && steady < STEADY_SECONDS; s++) {
    const { perSecond } = await load(server, { ...wanted, seconds: 1 });
    steady = perSecond > best ? 0 : steady + 1;
    best = Math.max(best, perSecond);
  }
}

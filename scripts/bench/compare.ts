/** Product and floor by turns in one run, so that what disturbs the machine disturbs both. */
import { load, type Figures } from './load.js';
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

const WARMING_SECONDS = 1;

/** Measures an operation: A B A B, after both are warm. */
export async function compare(
  { product, floor }: Servers,
  operation: Operation,
  connections: number,
  { seconds, pairs }: Effort,
): Promise<Compared> {
  const productLoad = { connections, seconds, request: operation.product };
  const floorLoad = { connections, seconds, request: operation.floor };
  await load(product, { ...productLoad, seconds: WARMING_SECONDS });
  await load(floor, { ...floorLoad, seconds: WARMING_SECONDS });
  const measured: Compared['pairs'][number][] = [];
  for (let i = 0; i < pairs; i++) {
    measured.push({
      product: await load(product, productLoad),
      floor: await load(floor, floorLoad),
    });
  }
  return { operation: operation.name, connections, pairs: measured };
}

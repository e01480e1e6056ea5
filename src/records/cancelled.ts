/**
 * What was begun and is to be gone on with later, such as an export, and was cancelled: known to
 * every process of a store, and after a restart. Each has a stream of its own whose being there is
 * the cancellation; no address leads to what it holds.
 */
import type { Caller } from '../access/caller.js';
import type { Facts } from '../access/facts.js';
import { GENESIS } from '../audit/chain.js';
import { formatInstant } from '../fhir/instant.js';
import type { Resource } from '../fhir/resource.js';
import { sealed } from './changes/sealed.js';
import { firstPolicy } from './changes/policy-after.js';
import type { Needs } from './needs.js';

const TYPE = 'Parameters';
const SALT_BYTES = 16;

/** Cancels what bears an id that the server drew. Resolves when that is durable. */
export async function cancel(needs: Needs, caller: Caller, id: string): Promise<void> {
  const written = needs.clock.now();
  const facts: Facts = { author: 'server', labels: [] };
  const parameter = [{ name: 'cancelled', valueInstant: formatInstant(written) }];
  const resource: Resource = { resourceType: TYPE, id, parameter };
  const version = {
    ...{ type: TYPE, id, version: 1, written, gone: false, keys: [] },
    facts: { ...facts },
    body: Buffer.from(JSON.stringify(resource)),
    salt: needs.ids.bytes(SALT_BYTES),
    index: needs.rules.index(resource, facts, { written, everywhere: false }),
  };
  const policy = { ...firstPolicy(caller, undefined) };
  const none = { stream: streamOf(id), n: 0, hash: GENESIS, swept: 0, policy };
  const content = { at: written, versions: [version], policy, events: [], outbox: [] };
  // Whoever was faster cancelled it as well.
  await needs.store.commit({ parts: [sealed(needs, none, content)], documents: [] });
}

/** Whether it was cancelled, by any process. */
export async function isCancelled(needs: Needs, id: string): Promise<boolean> {
  return (await needs.store.head(streamOf(id))) !== undefined;
}

function streamOf(id: string): string {
  return `${TYPE}/${id}`;
}

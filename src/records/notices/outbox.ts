/**
 * Notices that come with no change: an access stands in the access log, which has no outbox. They
 * are commits of a stream of this process, which holds nothing else.
 */
import type { Clock } from '../../clock.js';
import type { Ids } from '../../ids.js';
import { GENESIS } from '../../audit/chain.js';
import type { Policy } from '../../access/policy.js';
import type { Store } from '../../storage/store.js';
import { sealed } from '../changes/sealed.js';
import type { Outbox } from './interest.js';

/** The outbox of a process. */
export function makeOutbox(needs: {
  readonly store: Pick<Store, 'head' | 'commit'>;
  readonly clock: Clock;
  readonly ids: Ids;
}): Outbox {
  const { store, clock, ids } = needs;
  const stream = `Outbox/${ids.uuid()}`;
  const policy: Policy = { kind: 'outside', space: 'main' };
  const none = { stream, n: 0, hash: GENESIS, swept: 0, policy: {} };
  let last: Promise<unknown> = Promise.resolve();
  const put: Outbox = async (outbox) => {
    const head = (await store.head(stream)) ?? none;
    const content = { at: clock.now(), versions: [], events: [], outbox, policy };
    // Nobody else writes here, and this process one after the other: the head does not move.
    await store.commit({ parts: [sealed({ ids }, head, content)], documents: [] });
  };
  return (entries) => {
    const mine = last.then(() => put(entries));
    last = mine.catch(() => undefined);
    return mine;
  };
}

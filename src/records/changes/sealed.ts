/** A part of a commit, chained to the head that it was decided on. */
import { commitHeader } from '../../audit/chain.js';
import type { Head } from '../../storage/kept.js';
import type { Part } from '../../storage/store.js';
import type { Needs } from '../needs.js';

const SALT_BYTES = 16;

/** A part that follows a head. */
export function sealed(
  needs: Pick<Needs, 'ids'>,
  head: Head,
  content: Pick<Part, 'at' | 'versions' | 'events' | 'outbox'> & { policy: object },
): Part {
  const { stream, n, hash: prev } = head;
  const policy = { ...content.policy } as Part['policy'];
  const whole = { ...content, policy, policySalt: needs.ids.bytes(SALT_BYTES) };
  const link = commitHeader({ ...whole, stream, n: n + 1, prev, fate: 'landed' });
  return { ...whole, ...link, stream, decidedOn: n };
}

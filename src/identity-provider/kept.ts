/**
 * What the provider keeps between requests: codes, refresh tokens, grants, sign-ins under way, and
 * the assertions that were used. In this process's memory, and bounded: a demonstration that starts
 * again asks everybody to sign in again.
 */
import { errors, type Adapter, type AdapterFactory, type AdapterPayload } from 'oidc-provider';
import type { Clock } from '../clock.js';

/** More than this are never kept at once; the oldest goes first. */
const KEPT_MAX = 10_000;

interface Kept {
  readonly payload: AdapterPayload;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** A memory, in the form the provider's library asks for. */
export function makeMemory(clock: Clock): AdapterFactory {
  const all = new Map<string, Kept>();
  const find = (key: string): AdapterPayload | undefined => {
    const kept = all.get(key);
    return kept === undefined || kept.until <= clock.now() ? undefined : kept.payload;
  };
  const keep = (key: string, kept: Kept): void => {
    all.delete(key);
    all.set(key, kept);
    const [oldest] = all.keys();
    if (all.size > KEPT_MAX && oldest !== undefined) all.delete(oldest);
  };
  const ofGrant = (id: string): string[] =>
    [...all].filter(([, { payload }]) => payload.grantId === id).map(([key]) => key);
  return (model): Adapter => {
    const keyOf = (id: string): string => `${model} ${id}`;
    const findWith = (member: 'uid' | 'userCode', value: string): AdapterPayload | undefined => {
      const [key = ''] =
        [...all].find(
          ([name, { payload }]) => name.startsWith(`${model} `) && payload[member] === value,
        ) ?? [];
      return find(key);
    };
    return {
      upsert: async (id, payload, expiresIn = 0) => {
        // Two requests at once may both have found that an assertion was not used yet.
        if (model === 'ReplayDetection' && find(keyOf(id)) !== undefined)
          throw new errors.InvalidClientAuth('the assertion was used before');
        const until = expiresIn > 0 ? clock.now() + expiresIn * 1000 : Number.POSITIVE_INFINITY;
        keep(keyOf(id), { payload, until });
      },
      find: async (id) => find(keyOf(id)),
      findByUid: async (uid) => findWith('uid', uid),
      findByUserCode: async (code) => findWith('userCode', code),
      consume: async (id) => {
        const kept = all.get(keyOf(id));
        // As above: a code is given for a token once.
        if (kept === undefined || kept.payload.consumed !== undefined)
          throw new errors.InvalidGrant('it was used before');
        const consumed = Math.floor(clock.now() / 1000);
        all.set(keyOf(id), { ...kept, payload: { ...kept.payload, consumed } });
      },
      destroy: async (id) => void all.delete(keyOf(id)),
      revokeByGrantId: async (id) => ofGrant(id).forEach((key) => void all.delete(key)),
    };
  };
}

/** What scenarios are made of: acts of one writer, and what was written before they begin. */
import type { Act, Change } from '../model.js';
import type { Store } from '../store.js';
import type { Table } from '../tables.js';

/** What an act writes, stream by stream in the order in which its parts are written. */
export function act(id: string, changes: Table<Table<Change>>, more: Partial<Act> = {}): Act {
  return { id, streams: Object.keys(changes), changes, ...more };
}

/** An act that puts a resource which takes the key K. */
export function taker(id: string, stream: string, resource: string): Act {
  return act(id, { [stream]: { [resource]: 'put' } }, { key: { key: 'K', stream, resource } });
}

const FIRST = { lead: 'p/1', nonce: 'z' } as const;

function givenX(key: { readonly key?: string }): Partial<Store> {
  const versions = { X: { version: 1, ...key } };
  return {
    commits: { 'p/1': { ...FIRST, act: '', previous: '0', versions, step: 'done' } },
    current: { 'p/X/1': { resource: 'X', from: 1, version: 1, ...key } },
    heads: { p: { number: 1, hash: FIRST.nonce, policy: 'open' } },
  };
}

/** A stream p with the resource X at version 1. */
export const GIVEN_X: Partial<Store> = givenX({});

/** The same, and X holds the key K. */
export const GIVEN_KEY: Partial<Store> = {
  ...givenX({ key: 'K' }),
  claims: { K: { ...FIRST, at: 'p/1' } },
};

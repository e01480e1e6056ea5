/**
 * A note of the keys that wrote a database, so that a server with others is refused: it would find
 * nothing of what is stored, and others nothing of what it stores.
 */
import type { Base } from '../base.js';
import { findOne } from './reading.js';
import { insertOwn, unwritten } from './writing.js';

const NAME = 'keys';

/** The note. */
export interface KeysNote {
  /** Whether a server has noted its keys. */
  isThere(): Promise<boolean>;
  /** Notes a text that only these keys give, if none is noted; whether it is the one noted. */
  isOf(text: string): Promise<boolean>;
}

/** The note of a database. */
export function keysNote(base: Base): KeysNote {
  const find = () => findOne(base, 'meta', { filter: { _id: NAME } });
  return {
    isThere: async () => (await find()) !== undefined,
    isOf: async (text) => {
      const isSame = ({ check }: { readonly check?: unknown }): boolean => check === text;
      const note = { _id: NAME, check: text };
      const to = { kind: 'intake', on: 'meta' } as const;
      return (await insertOwn(base, to, note, isSame).catch(unwritten)) === undefined;
    },
  };
}

/** What operations on the trace are asked: the parameters of a search of AuditEvents. */
import type { Pair } from '../../search/conditions.js';
import { countOf, textsOf, type Given } from '../given.js';

/** A search of events, and how many of a page. */
export interface EventsAsked {
  readonly pairs: readonly Pair[];
  readonly size: number;
}

const COUNT = '_count';

/** The search that parameters name; those of the operation itself are left out. */
export function askedOf(
  given: Given,
  { size, sizeMax, own = [] }: { size: number; sizeMax: number; own?: readonly string[] },
): EventsAsked {
  const names = [...given.keys()].filter((name) => name !== '' && ![COUNT, ...own].includes(name));
  return {
    pairs: names.flatMap((name) => textsOf(given, name).map((value): Pair => [name, value])),
    size: Math.min(countOf(given, COUNT) ?? size, sizeMax),
  };
}

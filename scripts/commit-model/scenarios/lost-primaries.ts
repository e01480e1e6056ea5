/**
 * Primaries that are lost: writes not yet replicated are undone, and the old primary still answers.
 */
import type { Scenario } from '../model.js';
import type { Table } from '../tables.js';
import { act, GIVEN_X } from './acts.js';

/** By name. */
export const LOST_PRIMARIES: Table<Scenario> = {
  'lost primary': {
    about: 'a writer with a policy, and a reader; heads and rows on two shards',
    ...{ streams: ['p'], given: GIVEN_X, lostPrimaries: 1, crashes: 1, searches: ['p'] },
    acts: [act('A', { p: { X: 'put' } }, { policy: { stream: 'p', policy: 'closed' } })],
  },
  'lost primary and page link': {
    about: 'rows are emptied while a primary is lost; a page link is followed',
    ...{
      streams: ['p'],
      given: GIVEN_X,
      lostPrimaries: 1,
      links: ['p'],
      emptying: true,
      sweeps: 0,
    },
    acts: [act('A', { p: { X: 'put' } })],
  },
  'lost primary and access log': {
    about: 'a block is appended and a trail read; blocks and rows on two shards',
    ...{ streams: ['p'], blocks: { a: ['p'] }, trails: ['p'], lostPrimaries: 1, crashes: 1 },
  },
};

/**
 * Acts in several streams, all or nothing. Their orders cross here: safety does not need one order.
 */
import type { Scenario } from '../model.js';
import type { Table } from '../tables.js';
import { act, GIVEN_X, taker } from './acts.js';

const PQ = { streams: ['p', 'q'] } as const;
const LATE = { lateSweep: true } as const;
const BOTH = act('A', { p: { X: 'put' }, q: { Y: 'put' } });

/** By name. */
export const SEVERAL_STREAMS: Table<Scenario> = {
  crossing: {
    about: 'p and q against q and p, with an outbox entry',
    ...{ ...PQ, ...LATE, given: GIVEN_X, crashes: 1, delivery: true },
    acts: [{ ...BOTH, notifies: 'p' }, act('B', { q: { Y: 'put' }, p: { X: 'put' } })],
  },
  'two and one': {
    about: 'p and q against p',
    ...{ ...PQ, ...LATE, given: GIVEN_X, crashes: 1, lostAnswers: 1 },
    acts: [BOTH, act('B', { p: { X: 'put' } })],
  },
  'two and key': {
    about: 'p and q with K against q with K',
    ...{ ...PQ, ...LATE, crashes: 1 },
    acts: [
      act(
        'A',
        { p: { X: 'put' }, q: { Z: 'put' } },
        { key: { key: 'K', stream: 'p', resource: 'X' } },
      ),
      taker('B', 'q', 'Y'),
    ],
  },
  'two and reader': {
    about: 'p and q against q, with a search and a trail of p',
    ...{ ...PQ, ...LATE, given: GIVEN_X, searches: ['p'], trails: ['p'], crashes: 1 },
    quick: { trails: [] },
    acts: [
      act('A', { p: { X: 'put', Z: 'put' }, q: { Y: 'put' } }, { traced: 'p' }),
      act('B', { q: { Y: 'put' } }),
    ],
  },
};

/** Uniqueness keys: taken, refused, freed, handed on, looked up. */
import type { Scenario } from '../model.js';
import type { Table } from '../tables.js';
import { act, GIVEN_KEY, taker } from './acts.js';

const PQ = { streams: ['p', 'q'] } as const;
const LATE = { lateSweep: true } as const;

/** By name. */
export const KEYS: Table<Scenario> = {
  'one key': {
    about: 'two streams want K',
    ...{ ...PQ, ...LATE, crashes: 1, lostAnswers: 1, lossy: ['commits', 'claims'] },
    acts: [taker('A', 'p', 'X'), taker('B', 'q', 'Y')],
  },
  'key and bystander': {
    about: 'the same, and a third takes the number that one of them claimed for',
    ...{ ...PQ, ...LATE, crashes: 1 },
    acts: [taker('A', 'p', 'X'), taker('B', 'q', 'Y'), act('C', { p: { Z: 'put' } })],
  },
  'key freed': {
    about: 'K is freed; another stream wants it, and its own stream again',
    ...{ ...PQ, ...LATE, given: GIVEN_KEY },
    acts: [act('A', { p: { X: 'bare' } }), taker('B', 'q', 'Y'), taker('C', 'p', 'Z')],
  },
  'key handed on': {
    about: 'one commit deletes the holder of K and gives it to another; a stream wants it',
    ...{ ...PQ, ...LATE, given: GIVEN_KEY, crashes: 1 },
    acts: [
      act('A', { p: { X: 'delete', Z: 'put' } }, { key: { key: 'K', stream: 'p', resource: 'Z' } }),
      taker('B', 'q', 'Y'),
    ],
  },
  'key in one stream': {
    about: 'two want K in one stream, and one in another',
    ...{ ...PQ, ...LATE, attempts: 1 },
    acts: [taker('A', 'p', 'X'), taker('B', 'q', 'Y'), taker('C', 'p', 'Z')],
  },
  'key and sweep': {
    about: 'K is freed and wanted, the sweep awake',
    ...{ ...PQ, given: GIVEN_KEY },
    acts: [act('A', { p: { X: 'bare' } }), taker('B', 'q', 'Y')],
  },
  'key of emptied rows': {
    about: 'the holder of K is written again and its old row emptied while two want K',
    ...{ ...PQ, ...LATE, given: GIVEN_KEY, emptying: true, sweeps: 0 },
    acts: [act('A', { p: { X: 'put' } }), taker('B', 'q', 'Y'), taker('C', 'p', 'Z')],
  },
  'look-up of a wanted key': {
    about: 'who holds K, while two streams want it',
    ...{ ...PQ, ...LATE, crashes: 1, lookUps: ['K'] },
    acts: [taker('A', 'p', 'X'), taker('B', 'q', 'Y')],
  },
  'look-up of a freed key': {
    about: 'who holds K, while it is freed and taken by another stream; its old row is emptied',
    ...{ ...PQ, ...LATE, given: GIVEN_KEY, emptying: true, lookUps: ['K'] },
    acts: [act('A', { p: { X: 'bare' } }), taker('B', 'q', 'Y')],
  },
  'look-up of a kept key': {
    about: 'who holds K, while its holder is written again and others fail to take K',
    ...{ ...PQ, ...LATE, given: GIVEN_KEY, crashes: 1, emptying: true, lookUps: ['K'] },
    acts: [act('A', { p: { X: 'put' } }), taker('B', 'q', 'Y')],
  },
};

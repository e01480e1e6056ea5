/** Writers, helpers and readers of one stream. */
import type { Scenario } from '../model.js';
import type { Table } from '../tables.js';
import { act, GIVEN_X } from './acts.js';

const A = act('A', { p: { X: 'put' } });
const B = act('B', { p: { X: 'put' } });
const A_OF_TWO = act('A', { p: { X: 'put', Y: 'put' } });

/** By name. */
export const ONE_STREAM: Table<Scenario> = {
  'two writers': {
    about: 'two on X, with policy and outbox; rows in any order, the sweep awake',
    ...{ streams: ['p'], given: GIVEN_X, anyOrder: true, delivery: true, crashes: 1 },
    quick: { anyOrder: false },
    acts: [{ ...A_OF_TWO, notifies: 'p', policy: { stream: 'p', policy: 'closed' } }, B],
  },
  'three writers': {
    about: 'three on X, one deletes it',
    ...{ streams: ['p'], given: GIVEN_X, lateSweep: true, attempts: 3 },
    acts: [A, act('B', { p: { X: 'delete' } }), act('C', { p: { X: 'put' } })],
  },
  'new stream': {
    about: 'two writers where no head is yet',
    ...{ streams: ['p'], crashes: 2 },
    acts: [A, act('B', { p: { X: 'put', Y: 'put' } })],
  },
  'lost answers': {
    about: 'answers to two inserts of commits are lost',
    ...{ streams: ['p'], given: GIVEN_X, lostAnswers: 2 },
    acts: [A, act('B', { p: { Y: 'put' } })],
  },
  'late writes': {
    about: 'a row, its end or a head that arrives when rows are emptied already',
    ...{ streams: ['p'], given: GIVEN_X, emptying: true },
    ...{ lostAnswers: 1, lossy: ['current', 'heads'] },
    quick: { lateSweep: true },
    acts: [A, B],
  },
  'slow helper': {
    about: 'two sweeps, one of which falls asleep at any step and wakes when rows are emptied',
    ...{ streams: ['p'], given: GIVEN_X, emptying: true, sweeps: 2, crashes: 1 },
    quick: { sweeps: 1 },
    acts: [A, B],
  },
  'slow reader': {
    about: 'a search while rows are superseded and emptied',
    ...{ streams: ['p'], given: GIVEN_X, emptying: true, sweeps: 0, searches: ['p'] },
    acts: [A_OF_TWO, B],
  },
  'page link': {
    about: 'a search at an older snapshot while rows are superseded and emptied',
    ...{ streams: ['p'], given: GIVEN_X, emptying: true, sweeps: 0, links: ['p'] },
    acts: [A_OF_TWO, B],
  },
  'reader and crash': {
    about: 'a search and a reader of the trail of a commit whose writer may crash',
    ...{ streams: ['p'], given: GIVEN_X, searches: ['p'], trails: ['p'], crashes: 1 },
    acts: [{ ...A_OF_TWO, traced: 'p', policy: { stream: 'p', policy: 'closed' } }],
  },
};

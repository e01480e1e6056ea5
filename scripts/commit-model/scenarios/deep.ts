/** Larger bounds, minutes all together: the sweep awake, more faults, more streams. */
import type { Scenario } from '../model.js';
import type { Table } from '../tables.js';
import { ACCESS_LOG } from './access-log.js';
import { act, taker } from './acts.js';
import { DOCUMENTS } from './documents.js';
import { KEYS } from './keys.js';
import { LOST_PRIMARIES } from './lost-primaries.js';
import { ONE_STREAM } from './one-stream.js';
import { SEVERAL_STREAMS } from './several-streams.js';

const ALL = {
  ...{ ...ONE_STREAM, ...KEYS, ...SEVERAL_STREAMS },
  ...{ ...DOCUMENTS, ...ACCESS_LOG, ...LOST_PRIMARIES },
};

/** A scenario with some things otherwise. */
function but(name: string, about: string, changes: Partial<Scenario>): Scenario {
  const scenario = ALL[name];
  if (scenario === undefined) throw new Error(`there is no scenario “${name}”`);
  return { ...scenario, about: `${name}: ${about}`, ...changes };
}

/** The sweep runs all the time, not only at the end. */
const AWAKE = { lateSweep: false } as const;

/** By name. */
export const DEEP: Table<Scenario> = {
  'deep three writers': but('three writers', 'the sweep awake', { ...AWAKE, attempts: 2 }),
  'deep crossing': but('crossing', 'the sweep awake', { ...AWAKE, attempts: 1 }),
  'deep crossing, faults': but('crossing', '2 crashes, 1 lost answer, 3 attempts', {
    ...{ crashes: 2, lostAnswers: 1, attempts: 3 },
  }),
  'deep two and one': but('two and one', 'the sweep awake', { ...AWAKE, lostAnswers: 0 }),
  'deep two and key': but('two and key', 'the sweep awake, 1 lost answer', {
    ...{ ...AWAKE, crashes: 0, lostAnswers: 1 },
  }),
  'deep two and reader': but('two and reader', 'the sweep awake', {
    ...{ ...AWAKE, crashes: 0, trails: [] },
  }),
  'deep three streams': {
    about: 'p, q and r against q and p',
    ...{ streams: ['p', 'q', 'r'], lateSweep: true, crashes: 1 },
    acts: [
      act('A', { p: { X: 'put' }, q: { Y: 'put' }, r: { Z: 'put' } }),
      act('B', { q: { Y: 'put' }, p: { X: 'put' } }),
    ],
  },
  'deep one key': but('one key', '2 crashes', { crashes: 2 }),
  'deep key in one stream': but('key in one stream', '2 attempts', { attempts: 2 }),
  'deep key freed': but('key freed', 'the sweep awake', AWAKE),
  'deep key of emptied rows': but('key of emptied rows', 'the sweep awake, 1 crash', {
    ...{ ...AWAKE, sweeps: 1, crashes: 1 },
  }),
  'deep look-up': but('key and bystander', 'a look-up', { crashes: 0, lookUps: ['K'] }),
  'deep look-up of a freed key': but('key freed', 'a look-up', { lookUps: ['K'] }),
  'deep page link': but('page link', 'the sweep awake', { sweeps: 1 }),
  'deep documents': but('documents', '2 crashes, 1 lost answer', { crashes: 2, lostAnswers: 1 }),
  'deep document and key': but('document and key', '1 lost answer', {
    ...{ lostAnswers: 1, lossy: ['commits', 'claims', 'documents'] },
  }),
  'deep access log': but('access log', '2 crashes, 2 trails', {
    ...{ blocks: { a: ['p', 'q'] }, crashes: 2, trails: ['p', 'q'], streams: ['p', 'q'] },
  }),
  'deep two lost primaries': but('lost primary', '2 writers, 2 primaries lost', {
    ...{ lostPrimaries: 2, lateSweep: true, searches: [] },
    acts: [...(ALL['lost primary']?.acts ?? []), act('B', { p: { X: 'put' } })],
  }),
  'deep lost primary and key': {
    about: 'two streams want K while a primary is lost',
    ...{ streams: ['p', 'q'], lateSweep: true, lostPrimaries: 1, crashes: 1 },
    acts: [taker('A', 'p', 'X'), taker('B', 'q', 'Y')],
  },
  'deep lost primary and two': {
    about: 'p and q against q while a primary is lost',
    ...{ streams: ['p', 'q'], lateSweep: true, lostPrimaries: 1, crashes: 1 },
    acts: [act('A', { p: { X: 'put' }, q: { Y: 'put' } }), act('B', { q: { Y: 'put' } })],
  },
  'deep lost primary and access log': but('lost primary and access log', '2 primaries lost', {
    ...{ lostPrimaries: 2, blocks: { a: ['p'], b: ['p'] } },
  }),
};

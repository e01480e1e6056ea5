/** The access log, and trails that show it beside the events of commits. */
import type { Scenario } from '../model.js';
import type { Table } from '../tables.js';
import { act } from './acts.js';

/** By name. */
export const ACCESS_LOG: Table<Scenario> = {
  'access log': {
    about: 'two servers append; a trail is read; rows are written by whoever comes',
    ...{ streams: ['p'], blocks: { a: ['p', 'q'], b: ['p'] }, trails: ['p'] },
    ...{ crashes: 1, lostAnswers: 1, lossy: ['blocks'] },
    quick: { blocks: { a: ['p', 'q'] } },
  },
  'access log and commit': {
    about: 'a trail with the events of a commit and of a block',
    ...{ streams: ['p'], blocks: { a: ['p'] }, trails: ['p'], crashes: 1 },
    acts: [act('A', { p: { X: 'put' } }, { traced: 'p' })],
  },
};

/** Sealed documents, and the sweep that removes those that nobody will refer to. */
import type { Scenario } from '../model.js';
import type { Table } from '../tables.js';
import { act, GIVEN_KEY, GIVEN_X, taker } from './acts.js';

const SWEPT = { lateSweep: true, documentSweep: true } as const;

/** By name. */
export const DOCUMENTS: Table<Scenario> = {
  documents: {
    about: 'a writer with a document, and a rival',
    ...{ ...SWEPT, streams: ['p'], given: GIVEN_X, crashes: 1 },
    acts: [act('A', { p: { X: 'put' } }, { document: 'p' }), act('B', { p: { X: 'put' } })],
  },
  'document and key': {
    about: 'a writer with a document and a key, side by side; the key is freed elsewhere',
    ...{ ...SWEPT, streams: ['p', 'q'], given: GIVEN_KEY, crashes: 1 },
    acts: [{ ...taker('A', 'q', 'Y'), document: 'q' }, act('B', { p: { X: 'bare' } })],
  },
};

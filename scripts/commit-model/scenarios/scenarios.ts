/** All scenarios by name: those that are explored by default, and larger ones. */
import type { Scenario } from '../model.js';
import type { Table } from '../tables.js';
import { ACCESS_LOG } from './access-log.js';
import { DOCUMENTS } from './documents.js';
import { KEYS } from './keys.js';
import { LOST_PRIMARIES } from './lost-primaries.js';
import { ONE_STREAM } from './one-stream.js';
import { SEVERAL_STREAMS } from './several-streams.js';

/** Explored in less than two minutes, all together. */
export const SCENARIOS: Table<Scenario> = {
  ...ONE_STREAM,
  ...KEYS,
  ...SEVERAL_STREAMS,
  ...DOCUMENTS,
  ...ACCESS_LOG,
  ...LOST_PRIMARIES,
};

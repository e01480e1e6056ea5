/** A row of a search as a hit. */
import type { Hit } from '../../store.js';
import type { CurrentDocument } from '../layout.js';
import { factsOf } from '../reads.js';

/** The fields of a row that a hit is made of. */
export const HIT = {
  ...{ p: 1, type: 1, id: 1, version: 1, written: 1, facts: 1, wrapped: 1 },
} as const;

/** A row as a hit. */
export function hitOf(row: CurrentDocument, place: Hit['place']): Hit {
  return { stream: row.p, version: factsOf(row), place, ref: row._id };
}

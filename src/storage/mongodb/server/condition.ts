/** Whether the database can serve now: it answers, and has the indexes that requests need. */
import type { StoreCondition } from '../../store.js';
import type { Connection } from './connection.js';
import { notesOn } from './deployment.js';
import { missingIndexes } from './migrate.js';
import { isOfDriver } from './patience.js';

/** The condition. What the driver says of a failure names servers, and is not told. */
export async function conditionOf(connection: Connection): Promise<StoreCondition> {
  try {
    const [missing, notes] = await Promise.all([missingIndexes(connection), notesOn(connection)]);
    const told = missing.map((index) => `The index ${index} is missing: run dossier migrate.`);
    return { usable: told.length === 0, notes: [...told, ...notes] };
  } catch (failure) {
    if (!isOfDriver(failure)) throw failure;
    return { usable: false, notes: ['MongoDB does not answer.'] };
  }
}

/** Searches of a dossier on MongoDB that two other processes change all the time. */
import { aDatabase } from '../../test/fixtures/mongo/database.js';
import { findMongo, startMongo } from '../../test/fixtures/mongo/server.js';
import { readWhileChanged } from '../../test/storage/mongodb/snapshot-reading.js';

const COUNT = 5_000;
/** A line of progress after so many; the dossier is filled anew for each such turn. */
const TURN = 500;

/** `snapshots [COUNT]`: whether every search saw one moment, whole. */
export async function snapshots([given = String(COUNT)]: readonly string[]): Promise<boolean> {
  const count = Number(given);
  if (!Number.isInteger(count) || count < 1) throw new Error('COUNT is a number');
  const mongo = await startMongo({ fast: true });
  if (mongo === undefined) throw new Error(findMongo().why);
  const seen = { searches: 0, commits: 0, faults: 0 };
  try {
    while (seen.searches < count) {
      const turn = await oneTurn(mongo.url, Math.min(TURN, count - seen.searches));
      seen.searches += turn.searches;
      seen.commits += turn.commits;
      seen.faults += turn.faults.length;
      turn.faults.forEach((fault) => process.stdout.write(`FAULT ${fault}\n`));
      process.stderr.write(`\r${seen.searches} of ${count} searches`);
    }
  } finally {
    await mongo.stop();
  }
  process.stderr.write('\n');
  process.stdout.write(
    `${seen.searches} searches while ${seen.commits} commits were made; ${seen.faults} faults\n`,
  );
  return seen.faults === 0 && seen.commits > 0;
}

/** On a database of its own, so that the dossier does not grow without end. */
async function oneTurn(url: string, searches: number) {
  const ends: (() => unknown)[] = [];
  try {
    const own = await aDatabase({ teardown: (end) => ends.push(end) }, url);
    return await readWhileChanged(own, searches);
  } finally {
    for (const end of ends) await end();
  }
}

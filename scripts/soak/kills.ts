/** Kills at random moments of a loop of pushes, on each store. */
import { findMongo } from '../../test/fixtures/mongo/server.js';
import { mongoGround } from '../../test/kill/mongo-ground.js';
import { killRounds, type Ground } from '../../test/kill/rounds.js';

const COUNT = 100;
const STORES = ['sqlite', 'mongodb'];

/** `kills [sqlite|mongodb] [COUNT]`: both stores, where none is named. */
export async function kills(args: readonly string[]): Promise<boolean> {
  const stores = args.filter((arg) => STORES.includes(arg));
  const [count = String(COUNT), ...others] = args.filter((arg) => !STORES.includes(arg));
  if (!(Number(count) > 0) || others.length > 0) throw new Error('[sqlite|mongodb] [COUNT]');
  let holds = true;
  for (const store of stores.length === 0 ? STORES : stores) {
    holds = (await killsOn(store, Number(count))) && holds;
  }
  return holds;
}

async function killsOn(store: string, count: number): Promise<boolean> {
  if (store === 'sqlite') return told(store, count);
  if (findMongo({ own: true }).kind === 'command') return told(store, count, await mongoGround());
  process.stdout.write(`${store}: a database can only be killed with TEST_MONGO_SERVER\n`);
  return false;
}

async function told(store: string, count: number, ground?: Ground): Promise<boolean> {
  const telling = (round: number) =>
    void process.stderr.write(`\r${store}: ${round} of ${count} rounds`);
  const seen = await killRounds(count, { telling, ...(ground === undefined ? {} : { ground }) });
  process.stderr.write('\n');
  const { acknowledged, unanswered, faults } = seen;
  faults.forEach((fault) => process.stdout.write(`FAULT ${fault}\n`));
  process.stdout.write(
    `${store}: ${seen.kills.server} kills of the server, ${seen.kills.database} of the database; ` +
      `${acknowledged} pushes acknowledged, ${unanswered} stored though their answer was lost; ` +
      `${faults.length} faults\n`,
  );
  return faults.length === 0 && acknowledged > 0;
}

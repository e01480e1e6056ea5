/**
 * So many events in a store, verified, then again with each of the smallest faults: each must be
 * told with its place, and none may take more than seconds of CPU.
 */
import { parseArgs } from 'node:util';
import type { Configuration } from '../../fastify.config.js';
import { FAULTS } from '../../test/audit/faults.js';
import { leaveEvents } from '../../test/audit/many.js';
import { verified, type Told } from '../../test/audit/verified.js';
import { findMongo, startMongo } from '../../test/fixtures/mongo/server.js';
import { startServer } from '../../test/fixtures/server.js';

const COUNT = 100_000;
const SECONDS_MOST = 60;

/** `audit [COUNT] [--store sqlite|mongodb]`. Whether each was found in time; figures are printed. */
export async function audit(args: readonly string[]): Promise<boolean> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { store: { type: 'string', default: 'sqlite' } },
  });
  const ends: (() => unknown)[] = [];
  const t = { teardown: (end: () => unknown) => ends.push(end) };
  try {
    if (values.store === 'mongodb') await onMongo(ends);
    const server = await startServer(t);
    await leaveEvents(server, Number(positionals[0] ?? COUNT));
    return await found(server.configuration);
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

async function onMongo(ends: (() => unknown)[]): Promise<void> {
  const mongo = await startMongo();
  if (mongo === undefined) throw new Error(findMongo().why);
  ends.push(() => mongo.stop());
  process.env['TEST_STORE'] = 'mongodb';
  process.env['TEST_MONGO_URL_RUNNING'] = mongo.url;
}

async function found(configuration: Configuration): Promise<boolean> {
  const whole = await verified(configuration);
  tell('no fault', whole, whole.faults === 0);
  let holds = whole.faults === 0 && whole.seconds < SECONDS_MOST;
  for (const { name, breaks } of FAULTS) {
    const undo: (() => unknown)[] = [];
    const broken = await breaks({ teardown: (end) => undo.push(end) }, configuration);
    const told = await verified(broken.configuration);
    const isTold = told.lines.includes(broken.told);
    tell(isTold ? `${name}: ${broken.told}` : `${name}: NOT told: ${broken.told}`, told, isTold);
    holds &&= isTold && told.seconds < SECONDS_MOST;
    for (const end of undo.reverse()) await end();
  }
  return holds;
}

function tell(what: string, { seconds, commits, blocks, events }: Told, holds: boolean): void {
  const walked = `${events} events in ${commits} commits and ${blocks} blocks`;
  process.stdout.write(
    `${holds ? 'ok' : 'NOT OK'} ${walked}, ${seconds.toFixed(1)} s of CPU: ${what}\n`,
  );
}

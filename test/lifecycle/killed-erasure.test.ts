/** An erasure whose process is killed on the way: the next one goes on, and nothing is left. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { verifyStore } from '../../src/app.js';
import type { Configuration } from '../../fastify.config.js';
import { largeDocuments } from '../fixtures/beside.js';
import { aBundle, push } from '../fixtures/dossier.js';
import { start, type Environment } from '../fixtures/process.js';
import { aWorld, filled, took } from './a-world.js';
import { foundAnywhere } from './everywhere.js';

const ERASING = fileURLToPath(new URL('./erasing.js', import.meta.url));
const MONTH_MS = 31 * 24 * 60 * 60 * 1000;
/** Small ones rest in the store, large ones beside it. */
const LENGTHS = [1_000, 300_000];
const BUNDLES = 5;
const ROUNDS_MAX = 20;
const POLL_MS = 1;

/** The text that a document is made of, unlike any other's. */
function secret(i: number): string {
  return `Secret-${String(i).padStart(2, '0')}-`;
}

function settingsOf({ dataDir, mongodbUrl, publicUrl }: Configuration): Environment {
  return {
    ...{ DATA_DIR: dataDir, MONGODB_URL: mongodbUrl ?? '', LOG_LEVEL: 'silent', PORT: '0' },
    ...(publicUrl === undefined ? {} : { PUBLIC_URL: publicUrl }),
  };
}

/** Erases until one more document is gone from beside the store; whether it ended before that. */
async function killedErasing(t: Test, configuration: Configuration, due: string): Promise<boolean> {
  const before = await largeDocuments({ configuration });
  const child = start(t, [ERASING, due], settingsOf(configuration), 'node');
  const isDone = (): boolean => child.stdout().includes('done');
  while (!isDone() && child.child.exitCode === null) {
    if ((await largeDocuments({ configuration })).length < before.length) break;
    await sleep(POLL_MS);
  }
  const { stderr } = await child.end('SIGKILL');
  t.equal(stderr, '');
  return isDone();
}

t.test('an erasure that is killed again and again ends, and nothing is left', async (t) => {
  const ends: (() => unknown)[] = [];
  const world = await aWorld({ teardown: (end) => ends.push(end) });
  const { configuration } = world.server;
  const { patient } = await filled(world, 'patient');
  const secrets: string[] = [];
  for (let i = 0; i < BUNDLES; i++) {
    const documents = LENGTHS.map((length) => {
      secrets.push(secret(secrets.length));
      return { bytes: Buffer.alloc(length, secrets.at(-1)) };
    });
    await push(world.server, 'nurse', aBundle(patient, documents));
  }
  await took(world, 'patient', patient, 'request-erasure');
  await ends.pop()?.();

  const due = String(world.now() + MONTH_MS);
  const left: number[] = [];
  let isDone = false;
  while (!isDone && left.length < ROUNDS_MAX) {
    isDone = await killedErasing(t, configuration, due);
    left.push((await foundAnywhere(configuration, secrets)).length);
  }
  t.comment(`documents left after each kill: ${left.join(', ')}`);
  t.ok(
    left.some((count) => count > 0 && count < secrets.length),
    'it was killed in the middle',
  );
  t.ok(isDone, 'it came to its end');
  t.same(await foundAnywhere(configuration, secrets), [], 'nothing is left');
  const faults: string[] = [];
  await verifyStore(configuration, { fault: (line) => faults.push(line) });
  t.same(faults, [], 'the chains prove themselves');
  for (const end of ends) await end();
});

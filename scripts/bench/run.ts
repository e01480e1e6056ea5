/**
 * `npm run bench`: the product and its floor in one run. Prints a table and writes
 * `bench-results/<time>.json`. Options and method: README.md beside this file.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { withDatabase } from '../../test/fixtures/mongo/database.js';
import { findMongo, startMongo } from '../../test/fixtures/mongo/server.js';
import { captureFloor } from './capture.js';
import { compare, type Compared, type Servers } from './compare.js';
import { makeDossiers } from './dossiers.js';
import { guardedOperations } from './guarded.js';
import { mongoFloor } from './floor/mongodb.js';
import { sqliteFloor } from './floor/sqlite.js';
import type { FloorStore } from './floor/store.js';
import { operationsOf, type Operation } from './operations.js';
import { freePort, memoryOf, start, type Serving } from './serving.js';
import { tableOf } from './table.js';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    pairs: { type: 'string', default: '2' },
    clients: { type: 'string', default: '1,16,64' },
    only: { type: 'string', default: '' },
    store: { type: 'string', default: 'sqlite,mongodb' },
    profile: { type: 'string' },
  },
});

const folder = await mkdtemp(join(tmpdir(), 'dossier-bench-'));
const mongo = options.store.includes('mongodb') ? await startMongo() : undefined;
try {
  if (options.store.includes('sqlite')) await run(await onDisk());
  if (mongo !== undefined) await run(await inDatabase(mongo.url));
  else if (options.store.includes('mongodb')) say(`skipped on MongoDB: ${findMongo().why}`);
} finally {
  await mongo?.stop();
  await rm(folder, { recursive: true, force: true });
}

/** Where a product and its floor keep their data. */
interface Ground {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly floor: FloorStore;
  /** By which the floor's process finds its store. */
  readonly floorPlace: string;
}

async function onDisk(): Promise<Ground> {
  const floorPlace = join(folder, 'floor');
  await mkdir(floorPlace);
  const settings = { DATA_DIR: join(folder, 'product') };
  return { name: 'SQLite', settings, floorPlace, floor: await sqliteFloor(floorPlace) };
}

async function inDatabase(url: string): Promise<Ground> {
  const floorPlace = withDatabase(url, `bench-floor-${process.pid}`);
  const settings = {
    DATA_DIR: join(folder, 'keys'),
    MONGODB_URL: withDatabase(url, `bench-${process.pid}`),
  };
  return { name: 'MongoDB', settings, floorPlace, floor: await mongoFloor(floorPlace) };
}

async function run(ground: Ground): Promise<void> {
  const port = await freePort();
  say(`${ground.name}: making the dossiers …`);
  const dossiers = await makeDossiers(ground.settings, port);
  const product = await startProduct(ground, port);
  const ends = [product.end];
  try {
    await captureFloor(ground.floor, product, dossiers);
    await ground.floor.close();
    const floor = await startFloor(ground);
    ends.push(floor.end);
    const operations = operationsOf(dossiers);
    const figures = await measured({ product, floor }, operations);
    // Two callers of one server, by turns as product and floor are.
    const both = { product, floor: product };
    const rights = await measured(both, guardedOperations(dossiers.guarded));
    await report(ground, { product, floor }, { figures, rights });
  } finally {
    await Promise.all(ends.map((end) => end()));
  }
}

async function startFloor({ floorPlace }: Ground): Promise<Serving> {
  return start({
    ...{ name: 'floor', port: await freePort(), env: {} },
    ...{ file: './floor/serve.js', args: [floorPlace], readyPath: '/ready' },
  });
}

function startProduct({ settings }: Ground, port: number): Promise<Serving> {
  const { profile } = options;
  return start({
    ...{ name: 'product', port, file: '../../src/cli.js', args: ['serve'] },
    node: profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`],
    env: { MONGODB_URL: '', ...settings, LOG_LEVEL: 'warn' },
    readyPath: '/health/ready',
  });
}

async function measured(servers: Servers, operations: readonly Operation[]): Promise<Compared[]> {
  const effort = { seconds: Number(options.seconds), pairs: Number(options.pairs) };
  const all: Compared[] = [];
  for (const operation of operations.filter(({ name }) => name.includes(options.only))) {
    for (const clients of options.clients.split(',')) {
      say(`${operation.name}, ${clients} clients …`);
      all.push(await compare(servers, operation, Number(clients), effort));
    }
  }
  return all;
}

async function report(
  { name: store }: Ground,
  servers: Servers,
  measurements: Readonly<Record<'figures' | 'rights', readonly Compared[]>>,
): Promise<void> {
  const { product, floor } = servers;
  const machine = { cores: availableParallelism(), cpu: cpus()[0]?.model, node: process.version };
  const servings = [product, floor].map((serving) => {
    const { name, startMs } = serving;
    return { name, startMs: Math.round(startMs), memoryBytes: memoryOf(serving) };
  });
  process.stdout.write(`${store}\n${tableOf(measurements.figures)}\n`);
  process.stdout.write(`by a narrowed caller, beside one for whom nothing is narrowed\n`);
  process.stdout.write(`${tableOf(measurements.rights)}\n`);
  for (const { name, startMs, memoryBytes = 0 } of servings) {
    const megabytes = Math.round(memoryBytes / 1_048_576);
    process.stdout.write(
      `${name}: ready after ${startMs} ms, ${megabytes} MiB resident at the end\n`,
    );
  }
  const at = new Date().toISOString();
  await mkdir('bench-results', { recursive: true });
  const path = join('bench-results', `${at.replaceAll(':', '-')}.json`);
  await writeFile(
    path,
    `${JSON.stringify({ at, store, machine, servings, ...measurements }, null, 2)}\n`,
  );
  process.stdout.write(`written: ${path}\n`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

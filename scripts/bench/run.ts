/**
 * `npm run bench`: the product and its floor in one run. Prints a table and writes
 * `bench-results/<time>.json`. Options and method: README.md beside this file.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { captureFloor } from './capture.js';
import { compare, type Compared, type Servers } from './compare.js';
import { makeDossiers, type Dossiers } from './dossiers.js';
import { operationsOf } from './operations.js';
import { freePort, memoryOf, start, type Serving } from './serving.js';
import { tableOf } from './table.js';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    pairs: { type: 'string', default: '2' },
    clients: { type: 'string', default: '1,16,64' },
    only: { type: 'string', default: '' },
    profile: { type: 'string' },
  },
});

const folder = await mkdtemp(join(tmpdir(), 'dossier-bench-'));
try {
  await run(join(folder, 'product'), join(folder, 'floor'));
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function run(productDir: string, floorDir: string): Promise<void> {
  const port = await freePort();
  await mkdir(floorDir);
  say('making the dossiers …');
  const dossiers = await makeDossiers(productDir, port);
  const product = await startProduct(productDir, port);
  const ends = [product.end];
  try {
    await captureFloor(floorDir, product, dossiers);
    const floor = await startFloor(floorDir);
    ends.push(floor.end);
    await report({ product, floor }, await measured({ product, floor }, dossiers));
  } finally {
    await Promise.all(ends.map((end) => end()));
  }
}

async function startFloor(dir: string): Promise<Serving> {
  return start({
    ...{ name: 'floor', port: await freePort(), env: {} },
    ...{ file: './floor/serve.js', args: [dir], readyPath: '/ready' },
  });
}

function startProduct(dir: string, port: number): Promise<Serving> {
  const { profile } = options;
  return start({
    ...{ name: 'product', port, file: '../../src/cli.js', args: ['serve'] },
    node: profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`],
    env: { DATA_DIR: dir, LOG_LEVEL: 'warn' },
    readyPath: '/health/ready',
  });
}

async function measured(servers: Servers, dossiers: Dossiers): Promise<Compared[]> {
  const effort = { seconds: Number(options.seconds), pairs: Number(options.pairs) };
  const all: Compared[] = [];
  for (const operation of operationsOf(dossiers).filter(({ name }) =>
    name.includes(options.only),
  )) {
    for (const clients of options.clients.split(',')) {
      say(`${operation.name}, ${clients} clients …`);
      all.push(await compare(servers, operation, Number(clients), effort));
    }
  }
  return all;
}

async function report(servers: Servers, figures: readonly Compared[]): Promise<void> {
  const { product, floor } = servers;
  const machine = { cores: availableParallelism(), cpu: cpus()[0]?.model, node: process.version };
  const servings = [product, floor].map((serving) => {
    const { name, startMs } = serving;
    return { name, startMs: Math.round(startMs), memoryBytes: memoryOf(serving) };
  });
  process.stdout.write(`${tableOf(figures)}\n`);
  for (const { name, startMs, memoryBytes = 0 } of servings) {
    const megabytes = Math.round(memoryBytes / 1_048_576);
    process.stdout.write(
      `${name}: ready after ${startMs} ms, ${megabytes} MiB resident at the end\n`,
    );
  }
  const at = new Date().toISOString();
  await mkdir('bench-results', { recursive: true });
  const path = join('bench-results', `${at.replaceAll(':', '-')}.json`);
  await writeFile(path, `${JSON.stringify({ at, machine, servings, figures }, null, 2)}\n`);
  process.stdout.write(`written: ${path}\n`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

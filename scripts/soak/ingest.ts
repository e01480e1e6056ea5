/**
 * Documents without end: so many are pushed by ITI-65 to a server process, into many dossiers, and
 * the last tenth must come in nearly as fast as the first.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfiguration } from '../../fastify.config.js';
import { personaToken } from '../../src/app.js';
import { aBundle } from '../../test/fixtures/dossier.js';
import { aDatabase } from '../../test/fixtures/mongo/database.js';
import { findMongo, startMongo } from '../../test/fixtures/mongo/server.js';
import { anotherPatient } from '../../test/fixtures/processes.js';
import { clientOf, type TestClient } from '../../test/fixtures/server.js';
import { freePort, memoryOf, start, type Serving } from '../bench/serving.js';

const COUNT = 100_000;
const CLIENTS = 8;
const DOCUMENT_BYTES = 4_096;
const DOCUMENTS_OF_DOSSIER = 50;
/** Pushed before anything is measured: a process that has just started is slow. */
const WARMING = 1_000;
/** A token serves for so many requests. */
const TOKEN_REQUESTS = 2_000;
const RATIO_LEAST = 0.8;

type Settings = Readonly<Record<string, string>>;

/** `ingest [COUNT] [--store sqlite]`. Whether the pace was kept; the figures are printed. */
export async function ingest(args: readonly string[]): Promise<boolean> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { store: { type: 'string', default: 'mongodb' } },
  });
  const count = Number(positionals[0] ?? COUNT);
  if (!Number.isInteger(count) || count < 10) throw new Error('COUNT is a number, ten or more');
  const ends: (() => unknown)[] = [];
  try {
    return await run(count, await placeOf(values.store, ends), ends);
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

/** Settings of a place of its own for the data, which is removed at the end. */
async function placeOf(store: string, ends: (() => unknown)[]): Promise<Settings> {
  const dir = await mkdtemp(join(tmpdir(), 'dossier-soak-'));
  ends.push(() => rm(dir, { recursive: true, force: true }));
  if (store === 'sqlite') return { DATA_DIR: dir, MONGODB_URL: '' };
  if (store !== 'mongodb') throw new Error('--store is sqlite or mongodb');
  const mongo = await startMongo();
  if (mongo === undefined) throw new Error(findMongo().why);
  ends.push(() => mongo.stop());
  const url = await aDatabase({ teardown: (end) => ends.push(end) }, mongo.url);
  return { DATA_DIR: dir, MONGODB_URL: url };
}

async function run(count: number, place: Settings, ends: (() => unknown)[]): Promise<boolean> {
  const settings = { ...place, LOG_LEVEL: 'warn' };
  const serving = await start({
    ...{ name: 'product', port: await freePort(), file: '../../src/cli.js', args: ['serve'] },
    ...{ env: settings, readyPath: '/health/ready' },
  });
  ends.push(serving.end);
  const as = callers(serving, settings);
  const dossiers = await opened(as, Math.max(CLIENTS, Math.ceil(count / DOCUMENTS_OF_DOSSIER)));
  await pushed(as, dossiers, WARMING);
  const moments = await pushed(as, dossiers, count);
  return told(moments, serving);
}

type As = (persona: string) => Promise<TestClient>;

/** Clients whose tokens are made anew long before they expire. */
function callers({ origin }: Serving, settings: Settings): As {
  const configuration = loadConfiguration({ ...settings, PORT: new URL(origin).port });
  const known = new Map<string, { readonly client: TestClient; left: number }>();
  return async (persona) => {
    const held = known.get(persona);
    if (held !== undefined && held.left-- > 0) return held.client;
    const client = clientOf(`${origin}/fhir`, await personaToken(configuration, persona));
    known.set(persona, { client, left: TOKEN_REQUESTS });
    return client;
  };
}

/** Opens so many dossiers; ids of their Patients. */
async function opened(as: As, count: number): Promise<string[]> {
  const patients: string[] = [];
  await eachOf(count, 'dossiers', async (n) => {
    const created = await (await as('registrar')).post('Patient', await anotherPatient(n));
    if (created.status !== 201) throw new Error(`${created.status} ${created.text}`);
    patients.push(String(created.json().id));
  });
  return patients;
}

/** Pushes so many documents to the dossiers in turn; when each was stored, in order. */
async function pushed(as: As, dossiers: readonly string[], count: number): Promise<number[]> {
  const moments = [performance.now()];
  await eachOf(count, 'documents', async (n) => {
    const bundle = aBundle(dossiers[n % dossiers.length] ?? '', [aDocument(n)]);
    const answer = await (await as('nurse')).post('', bundle);
    if (answer.status !== 200) throw new Error(`not stored: ${answer.status} ${answer.text}`);
    moments.push(performance.now());
  });
  return moments;
}

/** Dated over three years. */
function aDocument(n: number) {
  const month = String(1 + (n % 12)).padStart(2, '0');
  const day = String(1 + (n % 28)).padStart(2, '0');
  const date = `${2023 + (n % 3)}-${month}-${day}T09:30:00+01:00`;
  return { date, bytes: randomBytes(DOCUMENT_BYTES), contentType: 'application/octet-stream' };
}

/** Does so many acts, some at once, and tells how far it is. */
async function eachOf(
  count: number,
  what: string,
  act: (n: number) => Promise<void>,
): Promise<void> {
  const step = Math.ceil(count / 100);
  let next = 0;
  let done = 0;
  const client = async (): Promise<void> => {
    while (next < count) {
      await act(next++);
      if (++done % step === 0) process.stderr.write(`\r${done} of ${count} ${what}  `);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  process.stderr.write('\n');
}

function told(moments: readonly number[], serving: Serving): boolean {
  const count = moments.length - 1;
  const tenth = Math.floor(count / 10);
  const rate = (from: number, to: number): number =>
    ((to - from) * 1000) / ((moments[to] ?? 0) - (moments[from] ?? 0));
  const [first, last] = [rate(0, tenth), rate(count - tenth, count)];
  const megabytes = Math.round((memoryOf(serving) ?? 0) / 1_048_576);
  process.stdout.write(
    `${count} documents at ${rate(0, count).toFixed(1)} a second; ` +
      `the first tenth at ${first.toFixed(1)}, the last at ${last.toFixed(1)} ` +
      `(${Math.round((100 * last) / first)} %); ${megabytes} MiB resident at the end\n`,
  );
  return last >= RATIO_LEAST * first;
}

/**
 * A server killed without warning while clients push, again and again: what was acknowledged is
 * there, whole; what is there was sent; of a transaction over two streams both are there, or none
 * (T-21); the chains hold. On MongoDB the database is killed as well.
 * A few rounds stand in the suite, a hundred in `npm run soak -- kills`.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { loadConfiguration } from '../../fastify.config.js';
import { personaToken, verifyStore } from '../../src/app.js';
import { aBundle, aPatient, persona } from '../fixtures/dossier.js';
import type { Json } from '../fixtures/server.js';

const CLI = fileURLToPath(new URL('../../src/cli.js', import.meta.url));
const CLIENTS = 6;

/** What a run of rounds saw. */
export interface Rounds {
  readonly acknowledged: number;
  /** Acknowledged transactions over two streams. */
  readonly pairs: number;
  /** Stored, and its answer was lost with the server. */
  readonly unanswered: number;
  /** One line each: what was lost, half there, or nobody’s. */
  readonly faults: readonly string[];
  /** Kills of the server, and of the database beside it. */
  readonly kills: { readonly server: number; readonly database: number };
}

/** Where the data are, besides DATA_DIR, and what of it can be killed. */
export interface Ground {
  readonly settings: Readonly<Record<string, string>>;
  /** Kills the database without warning and starts it again on the same data. */
  killDatabase?(): Promise<void>;
  end(): Promise<void>;
}

/** The embedded store: all is in DATA_DIR. */
const EMBEDDED: Ground = { settings: {}, end: async () => {} };

interface Sent {
  readonly master: string;
  readonly sha1: string;
  acknowledged: boolean;
}

/** Runs so many rounds on one data directory. Each: start, push from several clients, kill, check after the next start. */
export async function killRounds(
  count: number,
  { ground = EMBEDDED, telling }: { ground?: Ground; telling?: (round: number) => void } = {},
): Promise<Rounds> {
  const dir = await mkdtemp(join(tmpdir(), 'dossier-kill-'));
  const kills = { server: 0, database: 0 };
  const world = {
    dir,
    ground,
    kills,
    sent: new Map<string, Sent>(),
    pairs: new Map<string, boolean>(),
    faults: [] as string[],
    patient: '',
  };
  try {
    for (let round = 0; round <= count; round++) {
      await oneRound(world, round, round < count);
      telling?.(round);
    }
    const all = [...world.sent.values()];
    const acknowledged = all.filter((one) => one.acknowledged).length;
    const pairs = [...world.pairs.values()].filter(Boolean).length;
    const unanswered = stored(world) - acknowledged;
    return { acknowledged, pairs, unanswered, faults: world.faults, kills };
  } finally {
    await ground.end();
    await rm(dir, { recursive: true, force: true });
  }
}

interface World {
  readonly dir: string;
  readonly ground: Ground;
  readonly kills: { server: number; database: number };
  readonly sent: Map<string, Sent>;
  /** Transactions of two practitioners, by the identifier that both bear: whether acknowledged. */
  readonly pairs: Map<string, boolean>;
  readonly faults: string[];
  patient: string;
  found?: number;
}

function stored(world: World): number {
  return world.found ?? 0;
}

async function oneRound(world: World, round: number, kills: boolean): Promise<void> {
  const server = await start(world);
  try {
    if (round === 0) world.patient = await openPatient(server);
    else await checkEverything(server, world);
    if (kills && world.ground.killDatabase !== undefined) await pushOverDatabase(server, world);
    if (kills) await pushUntilKilled(server, world);
  } finally {
    await end(server.process);
  }
}

interface Serving {
  readonly process: ChildProcess;
  readonly base: string;
  readonly nurse: string;
  readonly gp: string;
  readonly registrar: string;
}

async function start({ dir, ground }: World): Promise<Serving> {
  const ports = { PORT: '0', MANAGEMENT_PORT: '0' };
  const settings = {
    ...{ ...ground.settings, ...ports, DATA_DIR: dir, LOG_LEVEL: 'silent' },
    // Two of three documents so rest beside the store.
    DOCUMENT_INLINE_BYTES_MAX: '65536',
  };
  const env = { ...process.env, MONGODB_URL: '', ...settings };
  const child = spawn(process.execPath, [CLI, 'serve'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const base = await baseUrlOf(child);
  const configuration = loadConfiguration(settings);
  const token = (key: string): Promise<string> => personaToken(configuration, key);
  const [nurse, gp, registrar] = await Promise.all([
    token('nurse'),
    token('gp'),
    token('registrar'),
  ]);
  return { process: child, base, nurse, gp, registrar };
}

async function baseUrlOf(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const piece of child.stdout ?? []) {
    text += String(piece);
    const found = /Dossier serves (\S+)/.exec(text)?.[1];
    if (found !== undefined) {
      child.stdout?.resume();
      return found;
    }
  }
  throw new Error('the server ended before it served');
}

async function openPatient({ base, registrar }: Serving): Promise<string> {
  const patient = aPatient(await persona('notactivated'), await persona('gp'));
  const found = await post(base, registrar, {
    path: 'Patient',
    body: { ...patient, identifier: [FRESH_INS] },
  });
  return String(found.id);
}

/** An INS of the test range that no persona has. */
const FRESH_INS = { system: 'urn:oid:1.2.250.1.213.1.4.10', value: '199017500100143' };

async function pushUntilKilled(server: Serving, world: World): Promise<void> {
  await whilePushing(server, world, async () => {
    await pause(randomInt(20, 400));
    server.process.kill('SIGKILL');
  });
  world.kills.server += 1;
}

/** The database goes and comes again under a server that stays: it recovers by itself. */
async function pushOverDatabase(server: Serving, world: World): Promise<void> {
  await whilePushing(server, world, async () => {
    await pause(randomInt(20, 400));
    await world.ground.killDatabase?.();
    await pause(randomInt(20, 200));
  });
  world.kills.database += 1;
  await checkEverything(server, world);
}

async function whilePushing(
  server: Serving,
  world: World,
  act: () => Promise<void>,
): Promise<void> {
  let running = true;
  const clients = Array.from({ length: CLIENTS }, async () => {
    while (running) await pushOne(server, world).catch(() => pause(5));
  });
  const pairing = (async () => {
    while (running) await sendPair(server, world).catch(() => pause(5));
  })();
  await act();
  running = false;
  await Promise.all([...clients, pairing]);
}

async function pushOne(server: Serving, world: World): Promise<void> {
  const bytes = randomBytes(randomInt(100, 200_000));
  const bundle = aBundle(world.patient, [{ bytes, contentType: 'application/octet-stream' }]);
  const master = String(bundle.entry[1].resource.masterIdentifier.value);
  const sent: Sent = {
    master,
    sha1: createHash('sha1').update(bytes).digest('base64'),
    acknowledged: false,
  };
  world.sent.set(master, sent);
  await post(server.base, server.nurse, { path: '', body: bundle });
  sent.acknowledged = true;
}

/** Identifies all practitioners of all pairs. */
const PAIRED = { system: 'https://example.org/pairs', value: 'all' };

async function sendPair({ base, registrar }: Serving, { pairs }: World): Promise<void> {
  const value = randomBytes(8).toString('hex');
  const resource = {
    resourceType: 'Practitioner',
    identifier: [PAIRED, { system: 'https://example.org/pair', value }],
  };
  const entry = { resource, request: { method: 'POST', url: 'Practitioner' } };
  pairs.set(value, false);
  const body = { resourceType: 'Bundle', type: 'transaction', entry: [entry, entry] };
  await post(base, registrar, { path: '', body });
  pairs.set(value, true);
}

/** Of each pair both are there, or none; of an acknowledged one both. */
async function checkPairs({ base, registrar }: Serving, world: World): Promise<void> {
  const found = new Map<string, number>();
  for (const { identifier } of await allOf(`${base}/Practitioner?identifier=all`, registrar)) {
    const value = String(identifier[1].value);
    found.set(value, (found.get(value) ?? 0) + 1);
  }
  for (const [value, isAcknowledged] of world.pairs) {
    const count = found.get(value) ?? 0;
    if (count === 2 || (count === 0 && !isAcknowledged)) continue;
    world.faults.push(`${count} of the pair ${value}`);
  }
}

async function post(
  base: string,
  token: string,
  request: { path: string; body: Json },
): Promise<Json> {
  const response = await fetch(`${base}/${request.path}`.replace(/\/$/, ''), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
    body: JSON.stringify(request.body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text.slice(0, 300)}`);
  return JSON.parse(text);
}

/** Every document there was sent and is whole; every acknowledged one is there; the chains hold. */
async function checkEverything(server: Serving, world: World): Promise<void> {
  const found = await allDocuments(server, world.patient);
  world.found = found.length;
  const masters = new Set(found.map((document) => String(document.masterIdentifier.value)));
  const lost = [...world.sent.values()].filter(
    (one) => one.acknowledged && !masters.has(one.master),
  );
  world.faults.push(...lost.map(({ master }) => `lost: ${master}`));
  for (const document of found) await checkWhole(server, world, document);
  await checkPairs(server, world);
  const settings = { ...world.ground.settings, DATA_DIR: world.dir, PORT: '0' };
  const configuration = loadConfiguration(settings);
  await verifyStore(configuration, { fault: (line) => world.faults.push(line) });
}

async function checkWhole(server: Serving, world: World, document: Json): Promise<void> {
  const sent = world.sent.get(String(document.masterIdentifier.value));
  if (sent === undefined) world.faults.push(`never sent: ${document.id}`);
  const url = String(document.content[0].attachment.url).replace(/^.*\/fhir\//, `${server.base}/`);
  const response = await fetch(url, { headers: { authorization: `Bearer ${server.gp}` } });
  const bytes = Buffer.from(await response.arrayBuffer());
  const sha1 = createHash('sha1').update(bytes).digest('base64');
  if (sent === undefined || sha1 === sent.sha1) return;
  const answered = `${response.status}, ${bytes.length} bytes`;
  world.faults.push(`not whole: ${document.id}, answered with ${answered}`);
}

function allDocuments({ base, gp }: Serving, patient: string): Promise<Json[]> {
  return allOf(`${base}/DocumentReference?patient=${patient}&_count=500`, gp);
}

async function allOf(search: string, token: string): Promise<Json[]> {
  const resources: Json[] = [];
  let url: string | undefined = search;
  while (url !== undefined) {
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    const bundle = (await response.json()) as Json;
    resources.push(...((bundle.entry ?? []) as Json[]).map((entry) => entry.resource));
    url = ((bundle.link ?? []) as Json[]).find((link) => link.relation === 'next')?.url;
  }
  return resources;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

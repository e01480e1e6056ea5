/**
 * A server killed without warning while clients push, again and again: what was acknowledged is
 * there, whole; what is there was sent; the chains hold. A few rounds stand in the suite, a hundred
 * in `npm run soak -- kills`.
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
  /** Stored, and its answer was lost with the server. */
  readonly unanswered: number;
  /** One line each: what was lost, half there, or nobody’s. */
  readonly faults: readonly string[];
}

interface Sent {
  readonly master: string;
  readonly sha1: string;
  acknowledged: boolean;
}

/** Runs so many rounds on one data directory. Each: start, push from several clients, kill, check after the next start. */
export async function killRounds(
  count: number,
  telling?: (round: number) => void,
): Promise<Rounds> {
  const dir = await mkdtemp(join(tmpdir(), 'dossier-kill-'));
  const world = { dir, sent: new Map<string, Sent>(), faults: [] as string[], patient: '' };
  try {
    for (let round = 0; round <= count; round++) {
      await oneRound(world, round, round < count);
      telling?.(round);
    }
    const all = [...world.sent.values()];
    const acknowledged = all.filter((one) => one.acknowledged).length;
    return { acknowledged, unanswered: stored(world) - acknowledged, faults: world.faults };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

interface World {
  readonly dir: string;
  readonly sent: Map<string, Sent>;
  readonly faults: string[];
  patient: string;
  found?: number;
}

function stored(world: World): number {
  return world.found ?? 0;
}

async function oneRound(world: World, round: number, kills: boolean): Promise<void> {
  const server = await start(world.dir);
  try {
    if (round === 0) world.patient = await openPatient(server);
    else await checkEverything(server, world);
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

async function start(dir: string): Promise<Serving> {
  const env = { ...process.env, DATA_DIR: dir, PORT: '0', LOG_LEVEL: 'silent' };
  const child = spawn(process.execPath, [CLI, 'serve'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const base = await baseUrlOf(child);
  const configuration = loadConfiguration({ DATA_DIR: dir, PORT: '0' });
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
  let running = true;
  const clients = Array.from({ length: CLIENTS }, async () => {
    while (running) await pushOne(server, world).catch(() => pause(5));
  });
  await pause(randomInt(20, 400));
  server.process.kill('SIGKILL');
  running = false;
  await Promise.all(clients);
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
  const configuration = loadConfiguration({ DATA_DIR: world.dir, PORT: '0' });
  await verifyStore(configuration, { fault: (line) => world.faults.push(line) });
}

async function checkWhole(server: Serving, world: World, document: Json): Promise<void> {
  const sent = world.sent.get(String(document.masterIdentifier.value));
  if (sent === undefined) world.faults.push(`never sent: ${document.id}`);
  const url = String(document.content[0].attachment.url).replace(/^.*\/fhir\//, `${server.base}/`);
  const response = await fetch(url, { headers: { authorization: `Bearer ${server.gp}` } });
  const bytes = Buffer.from(await response.arrayBuffer());
  const sha1 = createHash('sha1').update(bytes).digest('base64');
  if (sent !== undefined && sha1 !== sent.sha1) world.faults.push(`not whole: ${document.id}`);
}

async function allDocuments(server: Serving, patient: string): Promise<Json[]> {
  const documents: Json[] = [];
  let url: string | undefined = `${server.base}/DocumentReference?patient=${patient}&_count=500`;
  while (url !== undefined) {
    const response = await fetch(url, { headers: { authorization: `Bearer ${server.gp}` } });
    const bundle = (await response.json()) as Json;
    documents.push(...((bundle.entry ?? []) as Json[]).map((entry) => entry.resource));
    url = ((bundle.link ?? []) as Json[]).find((link) => link.relation === 'next')?.url;
  }
  return documents;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

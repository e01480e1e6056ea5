/** A server whose clock a test moves, and dossiers led into each state through the front door. */
import type { Test } from 'tap';
import type { Opened } from '../../src/app.js';
import { aBundle, aPatient, openDossier, persona, push } from '../fixtures/dossier.js';
import { startServer, type Answer, type TestClient, type TestServer } from '../fixtures/server.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const BEGIN = Date.parse('2026-03-02T09:00:00Z');

/** The server, and how time passes there. */
export interface World {
  readonly server: TestServer;
  /** Milliseconds since 1970, there. */
  now(): number;
  /** A persona with a token of now. */
  as(key: string): Promise<TestClient>;
  /** Lets days pass, and the steps be taken that are due then. */
  pass(days: number): Promise<void>;
}

/** Starts it. */
export async function aWorld(t: Pick<Test, 'teardown'>): Promise<World> {
  let now = BEGIN;
  let tokens = 3_600;
  const started = await startServer(t, { clock: { now: () => now } });
  const server: TestServer = {
    ...started,
    as: (key, options) => started.as(key, { expiresSeconds: tokens, ...options }),
  };
  return {
    server,
    now: () => now,
    as: (key) => server.as(key),
    pass: async (days) => {
      now += days * DAY_MS;
      tokens += 1;
      await server.app.age();
    },
  };
}

/** Opens the dossier of a persona who did not ask for one; gives what they are told. */
export async function notified({ server }: World, key: string, run = 'one'): Promise<Told> {
  const who = await persona(key);
  if (who.ins === undefined) throw new Error(`${key} is no patient`);
  const opened = await server.app.openFor({ ins: who.ins, patient: aPatient(who) }, run);
  if (opened.kind !== 'opened') throw new Error(`not opened: ${JSON.stringify(opened)}`);
  return opened.notice;
}

type Told = Extract<Opened, { kind: 'opened' }>['notice'];

/** Invokes an operation of a dossier's life. */
export function step(client: TestClient, patient: string, name: string, code?: string) {
  const parameter = code === undefined ? [] : [{ name: 'code', valueString: code }];
  return client.post(`Patient/${patient}/$${name}`, { resourceType: 'Parameters', parameter });
}

/** The same, which must succeed. */
export async function took(world: World, key: string, patient: string, name: string) {
  const answer = await step(await world.as(key), patient, name);
  if (answer.status !== 200) throw new Error(`$${name}: ${answer.status} ${answer.text}`);
}

/** A dossier with a document of the nurse, who is authorised. */
export async function filled({ server }: World, key: string): Promise<Filled> {
  const { patient } = await openDossier(server, { persona: key, authorised: ['nurse'] });
  const made = await push(server, 'nurse', aBundle(patient));
  return { patient, document: made.documents[0] ?? '', binary: made.binaries[0] ?? '' };
}

/** A dossier, a document in it, and its bytes. */
export interface Filled {
  readonly patient: string;
  readonly document: string;
  readonly binary: string;
}

/** The sentence of a refusal. */
export function saidIn(answer: Answer): string {
  return String(answer.json().issue?.[0]?.diagnostics);
}

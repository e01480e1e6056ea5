/**
 * The server that the guide talks to: the whole application in this process, on a store of its own
 * that is thrown away, with a clock that moves when it is told to, and not otherwise.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfiguration, type Configuration } from '../../fastify.config.js';
import { openApp, personas, personaToken, type App, type Persona } from '../../src/app.js';

/** Where the server says that it is: where a reader's own would be. */
const PUBLIC_URL = 'http://127.0.0.1:8080';
/** The FHIR base URL. */
export const BASE = `${PUBLIC_URL}/fhir`;
const BEGINNING = Date.parse('2026-03-16T08:00:00Z');

/** More than all pages take. */
const DAY_SECONDS = 86_400;

/** A request. */
export interface Asked {
  /** A persona, or `nobody`. */
  readonly who: string;
  readonly method: string;
  /** From the root: `/fhir/Patient`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** In place of the persona's scopes. */
  readonly scope?: string;
}

/** What came back. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly bytes: Buffer;
}

/** A server to talk to. */
export interface GuideServer {
  readonly people: ReadonlyMap<string, Persona>;
  send(asked: Asked): Promise<Answered>;
  /** Activates a dossier, which no request can do. */
  activate(patient: string): Promise<void>;
  /** Lets time pass. */
  wait(seconds: number): void;
  /** Ends it, and throws its data away. */
  close(): Promise<void>;
}

/** Opens a server without any data. */
export async function openGuideServer(): Promise<GuideServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'dossier-guide-'));
  const settings = { PUBLIC_URL, DATA_DIR: dataDir, LOG_LEVEL: 'silent', MANAGEMENT_PORT: '0' };
  const configuration = loadConfiguration({ PORT: '0', ...settings });
  const clock = { time: BEGINNING, now: () => clock.time };
  const app = await openApp(configuration, clock);
  app.ready();
  const tokens = new Map<string, string>();
  const tokenOf = async (who: string, scope?: string): Promise<string> => {
    const key = `${who} ${scope ?? ''}`;
    const options = { expiresSeconds: DAY_SECONDS, ...(scope === undefined ? {} : { scope }) };
    const token = tokens.get(key) ?? (await personaToken(configuration, who, options, clock));
    tokens.set(key, token);
    return token;
  };
  return {
    people: await personas(),
    send: async (asked) => {
      const token = asked.who === 'nobody' ? undefined : await tokenOf(asked.who, asked.scope);
      return sent(app, asked, token);
    },
    activate: async (patient) => app.activate(await tokenOf('registrar'), patient),
    wait: (seconds) => {
      clock.time += seconds * 1000;
    },
    close: () => closed(app, configuration),
  };
}

async function sent(app: App, asked: Asked, token: string | undefined): Promise<Answered> {
  const answer = await app.server.inject({
    // A cast: pages name methods of HTTP.
    method: asked.method as 'GET',
    url: asked.path,
    headers: {
      ...asked.headers,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(asked.body === undefined ? {} : { payload: asked.body }),
  });
  return { status: answer.statusCode, headers: answer.headers, bytes: answer.rawPayload };
}

async function closed(app: App, { dataDir }: Configuration): Promise<void> {
  await app.close();
  await rm(dataDir, { recursive: true, force: true });
}

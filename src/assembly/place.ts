/**
 * Where a server serves from: its base URL, and the note by which commands beside it know that URL.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Configuration } from '../../fastify.config.js';
import { listenFault } from './faults.js';

const NOTE = 'serving.json';

/**
 * The FHIR base URL: under PUBLIC_URL, else under the address to be listened on. A port of 0
 * becomes a free one here. Rejects with an Error of one line when HOST is no address of this
 * machine.
 */
export async function baseUrl(configuration: Configuration): Promise<string> {
  const { publicUrl, host, port } = configuration;
  if (publicUrl !== undefined) return `${publicUrl}/fhir`;
  const name = host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port === 0 ? await freePort(configuration) : port}/fhir`;
}

/** Notes the base URL of the process that serves this folder. */
export async function noteServing(dataDir: string, base: string): Promise<void> {
  await writeFile(join(dataDir, NOTE), JSON.stringify({ base }), { mode: 0o600 });
}

/** Takes the note away when the server ends. */
export async function forgetServing(dataDir: string): Promise<void> {
  await rm(join(dataDir, NOTE), { force: true });
}

/** The base URL of the process that serves this folder, if one noted it. */
export async function servingBase(dataDir: string): Promise<string | undefined> {
  try {
    const { base } = JSON.parse(await readFile(join(dataDir, NOTE), 'utf8')) as { base?: unknown };
    return typeof base === 'string' ? base : undefined;
  } catch {
    return undefined; // nobody serves, or not any more
  }
}

async function freePort(configuration: Configuration): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.on('error', (failure) => failed(listenFault(configuration, failure)));
    probe.listen(0, configuration.host, () => {
      const address = probe.address();
      probe.close(() => found(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

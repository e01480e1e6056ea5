/** A database of its own for the rounds of kills, on the disk, killed half by half. */
import { randomInt } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { startMongo, type RunningMongo } from '../fixtures/mongo/server.js';
import { aFreePort } from '../fixtures/process.js';
import type { Ground } from './rounds.js';

/** Starts a server on a folder of its own. It needs `TEST_MONGO_SERVER`. */
export async function mongoGround(): Promise<Ground> {
  // The server's halves run as another user.
  const dir = await mkdtemp('/var/tmp/dossier-mongo-');
  await chmod(dir, 0o755);
  const port = await aFreePort();
  let server = await started(dir, port);
  return {
    settings: { MONGODB_URL: `${server.url}kills` },
    killDatabase: async () => {
      const pids = Object.values(await server.pids());
      process.kill(pids[randomInt(pids.length)] ?? 0, 'SIGKILL');
      await server.ended();
      server = await started(dir, port);
    },
    end: async () => {
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function started(dir: string, port: number): Promise<RunningMongo> {
  const server = await startMongo({ dir, port });
  if (server === undefined) throw new Error('TEST_MONGO_SERVER is not set');
  return server;
}

/**
 * `dossier serve`: opens the data, tells the demonstration's story when it is not told yet,
 * listens, and ends well.
 */
import closeWithGrace from 'close-with-grace';
import { ConfigurationError, loadConfiguration, type Configuration } from '../../fastify.config.js';
import { openApp, type App } from '../app.js';
import { greeting } from './serve/greeting.js';
import { seedIfEmpty } from './seed/seed.js';

/** Open requests have this long to end after SIGTERM. */
const GRACE_MS = 30_000;

/** Starts the server of the environment. When it cannot start: a clear line each, and status 1. */
export async function serve(): Promise<void> {
  try {
    const configuration = loadConfiguration();
    await run(configuration, await openApp(configuration));
  } catch (failure) {
    process.exitCode = 1;
    process.stderr.write(`${linesOf(failure).join('\n')}\n`);
  }
}

async function run(configuration: Configuration, app: App): Promise<void> {
  const ending = new AbortController();
  const grace = closeWithGrace({ delay: GRACE_MS, logger: false }, async ({ err }) => {
    ending.abort();
    if (err !== undefined)
      app.server.log.fatal({ event: 'server.crashed', at: placeOf(err) }, 'crashed');
    await app.close();
  });
  try {
    await start(configuration, app);
  } catch (failure) {
    // Told to end while it starts: what the start still wanted fails, and that is no fault.
    if (ending.signal.aborted) return;
    grace.uninstall();
    await app.close();
    throw failure;
  }
}

async function start(configuration: Configuration, app: App): Promise<void> {
  await app.listen();
  if (configuration.demo) await seedIfEmpty(configuration, app);
  app.ready();
  const metrics = `${app.management.listeningOrigin}/metrics`;
  process.stdout.write(await greeting(configuration, { base: app.base, metrics }));
}

function linesOf(failure: unknown): readonly string[] {
  if (failure instanceof ConfigurationError) return failure.lines;
  return [failure instanceof Error ? failure.message : String(failure)];
}

/** What kind of error and where in the code: never its message, which may quote a value. */
function placeOf({ name, stack }: Error): string {
  const frames = (stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return [name, ...frames.slice(0, 5).map((frame) => frame.trim())].join(' ');
}

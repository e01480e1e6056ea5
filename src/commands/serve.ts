/**
 * `dossier serve`: opens the data, seeds the demonstration when it is empty, listens, and ends
 * well.
 */
import closeWithGrace from 'close-with-grace';
import { ConfigurationError, loadConfiguration, type Configuration } from '../../fastify.config.js';
import { openApp, type App } from '../app.js';
import { greeting } from './serve/greeting.js';
import { seedIfEmpty } from './seed/seed.js';

/** Open requests have this long to end after SIGTERM. */
const GRACE_MS = 30_000;

/**
 * Starts the server of the environment. Where it cannot start, one clear line each and status 1.
 */
export async function serve(): Promise<void> {
  try {
    const configuration = loadConfiguration();
    const app = await openApp(configuration);
    closeWithGrace({ delay: GRACE_MS, logger: false }, async () => app.close());
    await started(configuration, app);
  } catch (failure) {
    process.exitCode = 1;
    process.stderr.write(`${linesOf(failure).join('\n')}\n`, () => process.exit(1));
  }
}

async function started(configuration: Configuration, app: App): Promise<void> {
  await app.listen();
  if (configuration.demo) await seedIfEmpty(configuration, app);
  app.ready();
  process.stdout.write(await greeting(configuration, app.base));
}

/** One line for each fault, the cure in it where there is one. */
function linesOf(failure: unknown): readonly string[] {
  if (failure instanceof ConfigurationError) return failure.lines;
  const {
    code,
    message = String(failure),
    port,
  } = failure as { code?: string; message?: string; port?: number };
  if (code === 'EADDRINUSE')
    return [`PORT: ${port ?? 'the port'} is taken; stop what listens there or set another PORT`];
  if (code === 'EACCES' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EPERM') {
    return [`DATA_DIR: the folder cannot be written (${code}); choose another or mend its rights`];
  }
  return [message.split('\n')[0] ?? 'the server cannot start'];
}

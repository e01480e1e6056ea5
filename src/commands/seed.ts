/** `dossier seed`: tells the demonstration's story to a data directory that nobody serves. */
import type { Command } from 'commander';
import { loadConfiguration } from '../../fastify.config.js';
import { openApp } from '../app.js';
import { seedIfEmpty } from './seed/seed.js';

const HELP = `
The dossiers of the personas patient, child, parent and carer, that of notactivated who never came
to see it, that of opposed who did not want it, and that of closed who had enough of it.`;

/** Adds the command. */
export function addSeed(program: Command): void {
  program
    .command('seed')
    .description('fill a data directory with the demonstration dossiers, as a first start does')
    .addHelpText('after', HELP)
    .action(async () => {
      const configuration = loadConfiguration();
      // Its answers are for people: the log says only what went wrong.
      const app = await openApp({ ...configuration, logLevel: 'warn' });
      try {
        const told = await seedIfEmpty(configuration, app);
        process.stdout.write(told ? 'The dossiers are there.\n' : 'They were there already.\n');
      } finally {
        await app.close();
      }
    });
}

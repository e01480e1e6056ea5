/** `dossier seed`: fills an empty data directory with the demonstration dossiers. */
import type { Command } from 'commander';
import { loadConfiguration } from '../../fastify.config.js';
import { openApp } from '../app.js';
import { seedIfEmpty } from './seed/seed.js';

/** Adds the command. */
export function addSeed(program: Command): void {
  program
    .command('seed')
    .description('fill an empty data directory with the demonstration dossiers')
    .action(async () => {
      const configuration = loadConfiguration();
      const app = await openApp(configuration);
      try {
        await seedIfEmpty(configuration, app);
      } finally {
        await app.close();
      }
    });
}

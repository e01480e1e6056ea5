/**
 * `dossier migrate`: builds the layout and the indexes that this program needs, and tells each
 * step.
 */
import type { Command } from 'commander';
import { loadConfiguration } from '../../fastify.config.js';
import { migrateStore } from '../app.js';

/** Adds the command. */
export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('build the layout and the indexes that this version needs')
    .option('--sharded', 'spread the collections over the shards of a MongoDB cluster')
    .action(async ({ sharded = false }: { readonly sharded?: boolean }) => {
      const telling = (line: string): void => void process.stdout.write(`${line}\n`);
      await migrateStore(loadConfiguration(), { sharded, telling });
      telling('The store is as this version needs it.');
    });
}

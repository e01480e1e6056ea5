/** `dossier copy`: moves a whole store to another place; status 0 only when the copy is proved. */
import type { Command } from 'commander';
import { loadConfiguration } from '../../fastify.config.js';
import { copyBetween, type CopyWish } from '../app.js';
import { progressLine } from './progress.js';

/** Adds the command. */
export function addCopy(program: Command): void {
  program
    .command('copy')
    .description('copy a whole store, served by nobody meanwhile, between folders and databases')
    .requiredOption('--from <place>', 'a data directory, or a mongodb:// URL')
    .requiredOption('--to <place>', 'an empty one; or that of a copy that was interrupted')
    .option('--reindex', 'index anew what is copied: where search parameters have changed')
    .action(async (places: Pick<CopyWish, 'from' | 'to' | 'reindex'>) => {
      const line = progressLine();
      const { commits, blocks, root } = await copyBetween(loadConfiguration(), {
        ...places,
        telling: (count, what) => line.tell(what, `${count} ${what}`),
      });
      line.clear();
      process.stdout.write(
        `${commits} commits and ${blocks} blocks of the access log copied and proved. Root of all chains, here as there: ${root}\n`,
      );
    });
}

/**
 * `dossier verify-audit`: walks every chain and table, beside a serving process or alone; status 0
 * only when all holds.
 */
import type { Command } from 'commander';
import { loadConfiguration } from '../../fastify.config.js';
import { verifyStore } from '../app.js';
import { progressLine } from './progress.js';

/** Adds the command. */
export function addVerifyAudit(program: Command): void {
  program
    .command('verify-audit')
    .description('prove that no version, event or block was changed, added or taken away')
    .option('--checkpoint <hash>', 'a checkpoint noted elsewhere, which must be there')
    .action(async ({ checkpoint: noted }: { readonly checkpoint?: string }) => {
      const line = progressLine();
      const telling = {
        fault: (fault: string) => {
          line.clear();
          process.stdout.write(`FAULT ${fault}\n`);
        },
        progress: ({ commits, blocks }: { commits: number; blocks: number }) =>
          line.tell('verifying', `${commits} commits, ${blocks} blocks`),
      };
      const found = await verifyStore(loadConfiguration(), telling, noted);
      line.clear();
      const { commits, blocks, events, faults, checkpoints, checkpoint, root } = found;
      const verdict = faults === 0 ? 'the chains hold' : `${faults} faults`;
      process.stdout.write(
        `${commits} commits and ${blocks} blocks of the access log: ${verdict}\n` +
          `${events} events, ${checkpoints} checkpoints; the newest is ${checkpoint}\n` +
          `root of all chains ${root}\n`,
      );
      process.exitCode = faults === 0 ? 0 : 1;
    });
}

/**
 * `dossier verify-audit`: walks every chain and table, beside a serving process or alone; status 0
 * only when all holds.
 */
import type { Command } from 'commander';
import { loadConfiguration } from '../../fastify.config.js';
import { verifyStore } from '../app.js';

/** Adds the command. */
export function addVerifyAudit(program: Command): void {
  program
    .command('verify-audit')
    .description('prove that no version, event or block was changed, added or taken away')
    .option('--checkpoint <hash>', 'a checkpoint noted elsewhere, which must be there')
    .action(async ({ checkpoint: noted }: { readonly checkpoint?: string }) => {
      const telling = {
        fault: (line: string) => process.stdout.write(`FAULT ${line}\n`),
        progress: ({ commits, blocks }: { commits: number; blocks: number }) =>
          process.stderr.write(`\r${commits} commits, ${blocks} blocks`),
      };
      const found = await verifyStore(loadConfiguration(), telling, noted);
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

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
    .action(async () => {
      const counts = await verifyStore(loadConfiguration(), {
        fault: (line) => process.stdout.write(`FAULT ${line}\n`),
        progress: ({ commits, blocks }) =>
          process.stderr.write(`\r${commits} commits, ${blocks} blocks`),
      });
      const { commits, blocks, faults } = counts;
      const verdict = faults === 0 ? 'the chains hold' : `${faults} faults`;
      process.stdout.write(
        `${commits} commits and ${blocks} blocks of the access log: ${verdict}\n`,
      );
      process.exitCode = faults === 0 ? 0 : 1;
    });
}

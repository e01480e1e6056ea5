/**
 * `dossier check-matrix [FILE]`: prints the access matrix as a table; of a bad file all that is
 * wrong with it, with status 1.
 */
import type { Command } from 'commander';
import { checkMatrix } from '../app.js';

const LEGEND = [
  'C may consult, W may write, D must be deposited, - not: from a source; c, w, d and . are assumed.',
  'A type without cells of its own takes those of its class.',
];

/** Adds the command. */
export function addCheckMatrix(program: Command): void {
  program
    .command('check-matrix [file]')
    .description('print the access matrix as a table, or what is wrong with a file')
    .action(async (file?: string) => {
      const found = await checkMatrix(file);
      const lines =
        'faults' in found
          ? [...found.faults.map((fault) => `FAULT ${fault}`), `${found.faults.length} faults`]
          : [...LEGEND, '', ...found.table];
      process.stdout.write(`${lines.join('\n')}\n`);
      process.exitCode = 'faults' in found ? 1 : 0;
    });
}

/**
 * `dossier open --from insured.ndjson`: opens the dossiers of insured persons who are told of it
 * and have six weeks to oppose. Broken off, the same command goes on: nobody is opened twice,
 * nobody is forgotten.
 */
import type { Command } from 'commander';
import { loadConfiguration } from '../../fastify.config.js';
import { openApp } from '../app.js';
import { openFromFile } from './open/open-file.js';
import { progressTo } from './runs/progress.js';
import { sizeOf } from './runs/run-file.js';

const HELP = `
Each line is a JSON object: ins {system, value}, birthName {family, given}, usualName, birthDate,
gender, birthPlace (INSEE), and email or post {line, postalCode, city}. Beside FILE are written:
FILE.notices, what each person must be told, the provisional code with it, which is kept nowhere
else; FILE.faults, each bad line with its number and faults; FILE.journal, how far it has come.`;

interface Given {
  readonly from: string;
  readonly journal?: string;
  readonly notices?: string;
  readonly faults?: string;
}

/** Adds the command. */
export function addOpen(program: Command): void {
  program
    .command('open')
    .description('open the dossiers of insured persons, who have six weeks to oppose')
    .requiredOption('--from <file>', 'a file of NDJSON, one person a line')
    .option('--journal <file>', 'how far it has come; by default FILE.journal')
    .option('--notices <file>', 'what each person must be told; by default FILE.notices')
    .option('--faults <file>', 'the bad lines; by default FILE.faults')
    .addHelpText('after', HELP)
    .action(openFrom);
}

async function openFrom({ from, ...named }: Given): Promise<void> {
  const size = await sizeOf(from);
  // Its answers are for people: the log says only what went wrong.
  const app = await openApp({ ...loadConfiguration(), logLevel: 'warn' });
  try {
    const { done, known, faults } = await openFromFile({
      file: from,
      journal: named.journal ?? `${from}.journal`,
      told: named.notices ?? `${from}.notices`,
      faults: named.faults ?? `${from}.faults`,
      openFor: app.openFor,
      newRun: app.newRun,
      progressed: progressTo(process.stderr, size),
    });
    const lapsed = await app.age();
    process.stdout.write(
      `${done} opened, ${known} known before, ${faults} bad lines; ${lapsed} dossiers took a step that was due.\n`,
    );
    if (faults > 0) process.exitCode = 1;
  } finally {
    await app.close();
  }
}

/** The `dossier` command: one subcommand per file of `commands/`. */
import { Command } from 'commander';
import { ConfigurationError } from '../fastify.config.js';
import { VERSION } from './app.js';
import { addCheckMatrix } from './commands/check-matrix.js';
import { addCopy } from './commands/copy.js';
import { addImport } from './commands/import.js';
import { addLoadPackage } from './commands/load-package.js';
import { addMigrate } from './commands/migrate.js';
import { addOpen } from './commands/open.js';
import { addSeed } from './commands/seed.js';
import { serve } from './commands/serve.js';
import { addToken } from './commands/token.js';
import { addVerifyAudit } from './commands/verify-audit.js';

const program = new Command('dossier')
  .description('A FHIR R4 server for a shared, patient-controlled health record')
  .version(VERSION);
program.command('serve').description('start the server').action(serve);
addToken(program);
addSeed(program);
addOpen(program);
addVerifyAudit(program);
addCopy(program);
addImport(program);
addLoadPackage(program);
addMigrate(program);
addCheckMatrix(program);

try {
  await program.parseAsync();
} catch (failure) {
  const lines = failure instanceof ConfigurationError ? failure.lines : [oneLine(failure)];
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exitCode = 1;
}

function oneLine(failure: unknown): string {
  return (failure instanceof Error ? failure.message : String(failure)).split('\n')[0] ?? '';
}

/**
 * `dossier import FILE…`: puts the resources of NDJSON files into a running server, through its
 * front door: with the rights of a token, and with a trace. Run again, it writes the same ids.
 * With `--old-dmp`, the files hold the documents of an older record (`import/older-record.ts`).
 */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { loadConfiguration, type Configuration } from '../../fastify.config.js';
import { personaToken } from '../app.js';
import { importFile, type Imported } from './import/import-file.js';
import { importOlderRecord } from './import/older-record.js';
import { putterTo } from './import/put.js';

const HELP = `
With --old-dmp each line is a JSON object: patient {system, value} of the national identity,
depositor (name, and idNatPs with profession, idNatSt, feeder or patient: true), and bundle, an
ITI-65. The documents are deposited in that name, in a store that no server has open unless it is
MongoDB. Beside FILE are written: FILE.deposited, what each line became; FILE.faults, each bad
line with its number and faults; FILE.journal, how far it has come.`;

interface Given {
  readonly base?: string;
  readonly as: string;
  readonly tokenFile?: string;
  readonly from: string;
  readonly oldDmp?: true;
  readonly waiveMatrix?: true;
}

/** Adds the command. */
export function addImport(program: Command): void {
  program
    .command('import <file...>')
    .description('put the resources of NDJSON files into a running server')
    .option('--base <url>', 'FHIR base URL; by default that of this configuration')
    .option('--as <persona>', 'a persona of the demonstration', 'registrar')
    .option('--token-file <path>', 'a file with a bearer token, in place of a persona')
    .option('--from <line>', 'line of the first file to begin at', '1')
    .option('--old-dmp', 'bring the documents of an older record in, in their depositors’ names')
    .option(
      '--waive-matrix',
      'with --old-dmp: also types that their depositors may not write today',
    )
    .addHelpText('after', HELP)
    .action(importAny);
}

async function importAny(files: readonly string[], given: Given, command: Command): Promise<void> {
  const isOlder = given.oldDmp === true;
  const foreign = (isOlder ? OF_PUTTING : OF_OLDER).find(
    ([option]) => command.getOptionValueSource(option) === 'cli',
  );
  if (foreign !== undefined)
    throw new Error(`${foreign[1]} is ${isOlder ? 'not for' : 'only for'} --old-dmp.`);
  const waivesMatrix = given.waiveMatrix === true;
  const faults = await (isOlder
    ? importOlderRecord(files, { waivesMatrix })
    : importFiles(files, given));
  if (faults > 0) process.exitCode = 1;
}

/** Options by the way of importing that knows them. */
const OF_OLDER = [['waiveMatrix', '--waive-matrix']] as const;
const OF_PUTTING = [
  ['base', '--base'],
  ['as', '--as'],
  ['tokenFile', '--token-file'],
  ['from', '--from'],
] as const;

async function importFiles(files: readonly string[], given: Given): Promise<number> {
  const configuration = loadConfiguration();
  const base = given.base ?? baseOf(configuration);
  const token = await tokenOf(configuration, given);
  const put = putterTo(base, token);
  let from = Number(given.from);
  if (!Number.isInteger(from) || from < 1) throw new Error('--from takes a line number, 1 or more');
  let faults = 0;
  for (const file of files) {
    const told = (line: string): void => void process.stderr.write(`${line}\n`);
    const imported = await importFile({ file, from, put, told });
    process.stdout.write(`${summaryOf(file, imported)}\n`);
    faults += imported.faults;
    from = 1;
  }
  return faults;
}

function summaryOf(file: string, { lines, created, updated, faults }: Imported): string {
  return `${file}: ${lines} lines, ${created} created, ${updated} updated, ${faults} faults`;
}

function baseOf({ publicUrl, host, port }: Configuration): string {
  return `${publicUrl ?? `http://${host}:${port}`}/fhir`;
}

async function tokenOf(configuration: Configuration, given: Given): Promise<string> {
  if (given.tokenFile !== undefined) return (await readFile(given.tokenFile, 'utf8')).trim();
  return personaToken(configuration, given.as);
}

/**
 * `dossier import FILE…`: puts the resources of NDJSON files into a running server, through its
 * front door: with the rights of a token, and with a trace. Run again, it writes the same ids.
 */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { loadConfiguration, type Configuration } from '../../fastify.config.js';
import { personaToken } from '../app.js';
import { importFile, type Imported } from './import/import-file.js';
import { putterTo } from './import/put.js';

interface Given {
  readonly base?: string;
  readonly as: string;
  readonly tokenFile?: string;
  readonly from: string;
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
    .action(importFiles);
}

async function importFiles(files: readonly string[], given: Given): Promise<void> {
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
  if (faults > 0) process.exitCode = 1;
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

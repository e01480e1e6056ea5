/**
 * `dossier token <persona>`: prints one bearer token of the demonstration provider and nothing
 * else.
 */
import type { Command } from 'commander';
import { loadConfiguration } from '../../fastify.config.js';
import { personaToken } from '../app.js';

interface Given {
  readonly purpose?: string;
  readonly reason?: string;
  readonly scope?: string;
  readonly expires?: string;
  readonly secret?: boolean;
}

/** Adds the command. */
export function addToken(program: Command): void {
  program
    .command('token <persona>')
    .description('print a bearer token of the demonstration provider')
    .option('--purpose <code>', 'TREAT, BTG or ETREAT')
    .option('--reason <text>', 'why, for BTG')
    .option('--scope <scope>', 'SMART scopes in place of the persona’s')
    .option('--secret', 'act without a trace that representatives read')
    .option('--expires <seconds>', 'how long the token is valid')
    .action(async (persona: string, given: Given) => {
      process.stdout.write(
        `${await personaToken(loadConfiguration(), persona, optionsOf(given))}\n`,
      );
    });
}

function optionsOf({ expires, ...rest }: Given): Parameters<typeof personaToken>[2] {
  return { ...rest, ...(expires === undefined ? {} : { expiresSeconds: Number(expires) }) };
}

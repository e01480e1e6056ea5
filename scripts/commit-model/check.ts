/**
 * The commit protocol on MongoDB, checked in every interleaving within small bounds. For whoever
 * changes the protocol: a promise that breaks is told with the shortest way to it.
 *
 *   node dist/scripts/commit-model/check.js                    every scenario and every mutation
 *   node dist/scripts/commit-model/check.js --only 'one key'   one scenario
 *   node dist/scripts/commit-model/check.js --mutation 'claim by age'    one mutation and its trace
 *   node dist/scripts/commit-model/check.js --deep             the scenarios of larger bounds
 *
 * Exit status 0 only when every scenario holds and every mutation is caught.
 */
import { parseArgs } from 'node:util';
import { CHECKS, runChecks, type Check } from './checks.js';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    mutation: { type: 'string' },
    deep: { type: 'boolean', default: false },
  },
});

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

const checks = chosen();
if (checks.length === 0) {
  say(`none has that name; there are: ${CHECKS.map(({ name }) => name).join(', ')}`);
  process.exitCode = 2;
} else {
  const isOneMutation = values.mutation !== undefined;
  process.exitCode = runChecks(checks, say, isOneMutation) ? 0 : 1;
}

function chosen(): readonly Check[] {
  const { only, mutation, deep } = values;
  if (mutation !== undefined) return named(mutation, ['mutation']);
  if (only !== undefined) return named(only, ['scenario', 'deep scenario']);
  return CHECKS.filter(({ kind }) => (kind === 'deep scenario') === deep);
}

function named(name: string, kinds: readonly Check['kind'][]): Check[] {
  return CHECKS.filter((check) => check.name === name && kinds.includes(check.kind));
}

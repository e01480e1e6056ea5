#!/usr/bin/env node
/**
 * The `dossier` command of a clone. It stands here, not among what is built, because npx remembers
 * a command that was not there yet as one that never is.
 */
import { existsSync } from 'node:fs';

const built = new URL('../dist/src/cli.js', import.meta.url);

if (existsSync(built)) {
  await import(built.href);
} else {
  process.stderr.write('dossier is not built yet: run npm start, or npm run build.\n');
  process.exitCode = 1;
}

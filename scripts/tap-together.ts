/**
 * Test files in one process, as one TAP: all are loaded, then their tests run one after the other.
 * `tap-files.ts` starts it. tap names what it makes after the arguments of its process: the first
 * file is name enough.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const files = process.argv.splice(2);
process.argv.push(...files.slice(0, 1));
const { t } = await import('tap');
// While it has this to wait for, tap does not take what was loaded for the end of all.
t.before(async () => {
  for (const file of files) await import(pathToFileURL(resolve(file)).href);
});

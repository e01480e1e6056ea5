/**
 * Runs compiled test files, each in a process of its own and three at a time, save those that
 * measure time, and prints one TAP.
 *
 * In place of `tap run`, which puts loaders into every process that it starts: each thread of such
 * a process then loads them again, and a test that opens many stores took nine times its work. The
 * one that `spawn` puts into NODE_OPTIONS is taken out again.
 *
 *   node dist/scripts/tap-files.js dist/test/….test.js …
 */
import t from 'tap';

const JOBS = 3;
/** For a file, and for a test in it: a test that hangs is told, and the others go on. */
const TIMEOUT_MS = 240_000;

t.setTimeout(0);
t.jobs = JOBS;
const files = process.argv.slice(2);
for (const file of files.filter(isAlone)) await run(file);
for (const file of files.filter((one) => !isAlone(one))) void run(file);

/** How long a start takes is measured there, by three threads on two cores. */
function isAlone(file: string): boolean {
  return file.endsWith('start/serving.test.js');
}

function run(file: string): Promise<unknown> {
  const env = { ...process.env, TAP_TIMEOUT: String(TIMEOUT_MS / 1000) };
  const command = ['-u', 'NODE_OPTIONS', process.execPath, file];
  return t.spawn('env', command, { env, timeout: TIMEOUT_MS }, file);
}

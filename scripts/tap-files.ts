/**
 * Runs compiled test files, each in a process of its own and three at a time, and prints one TAP.
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
for (const file of process.argv.slice(2)) {
  const env = { ...process.env, TAP_TIMEOUT: String(TIMEOUT_MS / 1000) };
  const command = ['-u', 'NODE_OPTIONS', process.execPath, file];
  void t.spawn('env', command, { env, timeout: TIMEOUT_MS }, file);
}

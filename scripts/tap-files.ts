/**
 * Runs compiled test files three processes at a time and prints one TAP. Files of a folder share
 * processes, `TOGETHER` in each: loading the server and getting warm took longer than many a file's
 * tests. Those that measure, count or change what belongs to a process have one of their own.
 *
 * In place of `tap run`, which puts loaders into every process that it starts: each thread of such
 * a process then loads them again, and a test that opens many stores took nine times its work. The
 * one that `spawn` puts into NODE_OPTIONS is taken out again.
 *
 *   node dist/scripts/tap-files.js dist/test/….test.js …
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const JOBS = 3;
/** Files in a process; so few that three processes end at about the same time. */
const TOGETHER = 8;
/** For a process, and for a test in it: a test that hangs is told, and the others go on. */
const TIMEOUT_MS = 600_000;
/** Files and folders whose tests look at their process, change it, or take long. */
const APART = [
  ...['contract', 'commit-model', 'ig', 'kill', 'mongodb-fixtures', 'profiles', 'start', 'storage'],
  ...['access/every', 'http/fuzz', 'http/large', 'http/memory', 'lifecycle/old-record'],
  ...['notifications/sending', 'packages', 'validation/opinion', 'worlds', 'audit/many'],
].map((name) => `dist/test/${name}`);

const SHARED = new URL('tap-together.js', import.meta.url);

t.setTimeout(0);
t.jobs = JOBS;
const files = process.argv.slice(2);
for (const file of files.filter(isAlone)) await run([file]);
for (const some of together(files.filter((one) => !isAlone(one)))) void run(some);

/** How long a start takes is measured there, by three threads on two cores. */
function isAlone(file: string): boolean {
  return file.endsWith('start/serving.test.js');
}

/** Files by the process they share. */
function together(all: readonly string[]): string[][] {
  const groups: string[][] = [];
  for (const file of all) {
    const last = groups.at(-1);
    if (last !== undefined && last.length < TOGETHER && mayShare(last, file)) last.push(file);
    else groups.push([file]);
  }
  return groups;
}

function mayShare(some: readonly string[], other: string): boolean {
  return [...some, other].every((file) => dirname(file) === dirname(other) && !isApart(file));
}

function isApart(file: string): boolean {
  return APART.some((name) => file.startsWith(name));
}

function run(some: readonly string[]): Promise<unknown> {
  const [first = ''] = some;
  const others = some.length > 1 ? ` and ${some.length - 1} more` : '';
  const env = { ...process.env, TAP_TIMEOUT: String(TIMEOUT_MS / 1000) };
  const program = some.length > 1 ? [fileURLToPath(SHARED), ...some] : some;
  const command = ['-u', 'NODE_OPTIONS', process.execPath, ...program];
  return t.spawn('env', command, { env, timeout: TIMEOUT_MS }, `${first}${others}`);
}

/**
 * Runs the compiled tests with tap and tells what became of them: the failures in full, a line per
 * process (with `--sentences` a line per test), the skips with their reasons, and as the last line
 * `N passed, N failed`. Exit status 0 only when nothing failed; with `REQUIRE_ALL=1` a skip fails.
 *
 *   node dist/scripts/run-tests.js [--sentences] [--store sqlite|mongodb] [folder of tests]
 *
 * All tests run on the embedded store; then, where a MongoDB server is found, those that drive a
 * server run once more on MongoDB. The folder is of sources, `test` by default, so that what an
 * earlier build left is not run.
 */
import { existsSync, readdirSync, readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findMongo, startMongo } from '../test/fixtures/mongo/server.js';
import { runTap } from './tap-run.js';
import type { Tally } from './tally.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sentences: { type: 'boolean', default: false }, store: { type: 'string' } },
});
const [folder = 'test'] = positionals;
/** What is kept in memory costs a test no wait for a disk; the tests that fill it need room. */
const IN_MEMORY = '/dev/shm';
const ROOM_BYTES_MIN = 4 * 2 ** 30;
/**
 * Folders and tests that name their store, or tell what no store has a part in; with
 * `EVERY_STORE=1` only the former are run once.
 */
const WITH_A_STORE = ['storage', 'start', 'ig', 'profiles', 'validation'];
const WITHOUT_PART = [
  ...['auth', 'http', 'conformance/http', 'conformance/xml', 'conformance/metadata'],
  ...['conformance/official-bundles', 'conformance/tokens', 'access/who-can-see', 'access/cells'],
  ...['worlds/red-team', 'worlds/timing'],
];
const ON_ONE_STORE =
  process.env['EVERY_STORE'] === '1' ? WITH_A_STORE : [...WITH_A_STORE, ...WITHOUT_PART];

/** What tests start a server by. */
const STARTERS = ['startServer', 'aWorld('];

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

const files = testsIn(folder);
const mongo = values.store === 'sqlite' ? undefined : await startMongo({ fast: true });
const shared = {
  ...(mongo === undefined ? {} : { TEST_MONGO_URL_RUNNING: mongo.url }),
  ...(hasRoomInMemory() ? { TMPDIR: IN_MEMORY } : {}),
};
const onBoth = files.filter(drivesServer);
const runs: Tally[] = [];
if (values.store !== 'mongodb') runs.push(await runTap(files, told(shared, 'the embedded store')));
if (mongo !== undefined && onBoth.length > 0) {
  const environment = { ...shared, TEST_STORE: 'mongodb' };
  runs.push(await runTap(onBoth, told(environment, 'MongoDB')));
} else if (onBoth.length > 0 && values.store !== 'sqlite') {
  say(`skipped: ${onBoth.length} files on MongoDB: ${findMongo().why}`);
  runs.push({ passed: 0, failed: 0, skipped: onBoth.length, todo: 0 });
}
await mongo?.stop();
summarise(runs);

function told(environment: Readonly<Record<string, string>>, store: string) {
  return { environment, store, withSentences: values.sentences };
}

/** The tests of a folder, as paths of sources. */
function testsIn(sources: string): string[] {
  return readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => join(sources, path))
    .sort();
}

/** Whether temporary files fit in memory; a `TMPDIR` that somebody has set is theirs to choose. */
function hasRoomInMemory(): boolean {
  if (process.env['TMPDIR'] !== undefined || !existsSync(IN_MEMORY)) return false;
  const { bavail, bsize } = statfsSync(IN_MEMORY);
  return bavail * bsize >= ROOM_BYTES_MIN;
}

/** Whether a test drives a server through its front door, on whatever store this run is on. */
function drivesServer(path: string): boolean {
  const isOfOne = ON_ONE_STORE.some((of) => path.startsWith(join('test', of)));
  const source = readFileSync(path, 'utf8');
  return !isOfOne && STARTERS.some((starter) => source.includes(starter));
}

function summarise(all: readonly Tally[]): void {
  const sum = (of: keyof Tally): number => all.reduce((total, tally) => total + tally[of], 0);
  const missing = process.env['REQUIRE_ALL'] === '1' ? sum('skipped') : 0;
  const failures = sum('failed') + missing;
  say(
    `${sum('skipped')} skipped${missing ? ', which REQUIRE_ALL=1 counts as failed' : ''}, ${sum('todo')} todo`,
  );
  say(`${sum('passed')} passed, ${failures} failed`);
  process.exitCode = failures === 0 ? 0 : 1;
}

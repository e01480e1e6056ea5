/** The start that works: what it prints, how long it takes, and that it is taken up where it broke off. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import t, { type Test } from 'tap';
import { aDataDir, CLI, printed, run, serve, start, type Serving } from '../fixtures/process.js';
import { repositoryRoot, skipUnless } from '../fixtures/requires.js';
import type { Json } from '../fixtures/server.js';

const execute = promisify(execFile);
const READY_MS_MAX = 2_000;
const ATTEMPTS_MAX = 6;
/** What `yardstickMs` is on the machine of the promise: a quiet one with two slow cores. */
const YARDSTICK_MS = 250;
const TICK_MS = 10;
/** The documents of the adult's dossier that she is told of: all but the archived one. */
const SEARCH = 'DocumentReference?status=current';

/** The processor time that a process has used; where the system does not tell, without end. */
async function workMs({ child }: Serving): Promise<number> {
  const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8').catch(() => '');
  const [user, system] = stat
    .replace(/^.*\) /, '')
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return user === undefined || system === undefined ? Infinity : (user + system) * TICK_MS;
}

/** The processor time of a known work of the same kind: loading a large program. */
async function yardstickMs(): Promise<number> {
  const program = `require('typescript'); process.stdout.write(String(process.cpuUsage().user))`;
  const { stdout } = await execute(process.execPath, ['-e', program], { cwd: repositoryRoot() });
  return Number(stdout) / 1000;
}

async function tokenOf(t: Test, server: Serving, dir: string, persona: string): Promise<string> {
  const port = new URL(server.base).port;
  return (await run(t, ['token', persona], { DATA_DIR: dir, PORT: port })).stdout.trim();
}

async function totalOf(t: Test, server: Serving, dir: string, persona: string): Promise<number> {
  const authorization = `Bearer ${await tokenOf(t, server, dir, persona)}`;
  const answer = await fetch(`${server.base}/${SEARCH}`, { headers: { authorization } });
  return Number(((await answer.json()) as Json).total);
}

t.test('a first start is ready in less than two seconds, demonstration included', async (t) => {
  const shares: number[] = [];
  while (shares.length < ATTEMPTS_MAX && !shares.some((share) => share < 1)) {
    const slowness = Math.max(1, (await yardstickMs()) / YARDSTICK_MS);
    const server = await serve(t, { DATA_DIR: await aDataDir(t) });
    // On a busy machine the clock tells of the others: then its own work counts.
    const spentMs = Math.min(server.readyMs, await workMs(server));
    shares.push(spentMs / (READY_MS_MAX * slowness));
    await server.end('SIGKILL');
  }
  t.ok(Math.min(...shares) < 1, `${shares.join(', ')} of the time`);
});

t.test('the start prints base URL, personas and a curl, and no warning', async (t) => {
  const server = await serve(t, { DATA_DIR: await aDataDir(t) });
  const text = await printed(server, /Paste this:[^]*\n\n/);
  t.match(text, `Dossier serves ${server.base}\n`);
  for (const persona of ['patient', 'child', 'gp', 'neurologist', 'stranger', 'tester']) {
    t.match(text, new RegExp(`^  ${persona} +\\S`, 'm'));
  }
  t.notMatch(text, '"route":"/fhir', 'the requests of the seed are not logged');
  const { status, stderr } = await server.end('SIGTERM');
  t.equal(status, 0);
  t.equal(stderr, '');
});

t.test('the curl that the start prints works when pasted', async (t) => {
  if (!skipUnless(t, existsSync('/usr/bin/curl'), 'there is no curl')) return;
  const server = await serve(t, { DATA_DIR: await aDataDir(t) });
  const text = await printed(server, /Paste this:[^]*\n\n/);
  const curl = /^ {2}curl .*$/m.exec(text)?.[0] ?? '';
  // npx itself is npm's; the command that it finds in package.json is this build's.
  const npx = `npx() { [ "$1" = dossier ] && shift && "${process.execPath}" "${CLI}" "$@"; }`;
  const pasted = start(t, ['-c', `${npx}; export -f npx; ${curl} --silent`], {}, 'bash');
  const { status, stdout } = await pasted.ended();
  t.equal(status, 0);
  const found = JSON.parse(stdout);
  t.equal(found.resourceType, 'Bundle');
  t.ok(found.total > 5, `${found.total} documents`);
});

t.test('a second start tells nothing twice', async (t) => {
  const dir = await aDataDir(t);
  const first = await serve(t, { DATA_DIR: dir });
  const total = await totalOf(t, first, dir, 'patient');
  t.ok(total > 10);
  t.equal((await first.end('SIGTERM')).status, 0);

  const second = await serve(t, { DATA_DIR: dir });
  t.equal(await totalOf(t, second, dir, 'patient'), total);
});

t.test('a first start that is killed is taken up by the next one', async (t) => {
  const dir = await aDataDir(t);
  for (const afterMs of [0, 120, 240]) {
    const running = start(t, ['serve'], { DATA_DIR: dir, PORT: '0' });
    await printed(running, /listening/i);
    await sleep(afterMs);
    await running.end('SIGKILL');
  }
  const server = await serve(t, { DATA_DIR: dir });
  const whole = await aDataDir(t);
  const other = await serve(t, { DATA_DIR: whole });
  for (const persona of ['patient', 'child']) {
    t.equal(await totalOf(t, server, dir, persona), await totalOf(t, other, whole, persona));
  }
  await server.end('SIGTERM');
  const { stdout, status } = await run(t, ['verify-audit'], { DATA_DIR: dir });
  t.match(stdout, 'the chains hold');
  t.equal(status, 0);
});

t.test('DEMO=off serves an empty server and prints no persona', async (t) => {
  const server = await serve(t, { DATA_DIR: await aDataDir(t), DEMO: 'off' });
  const text = await printed(server, /Dossier serves/);
  t.notMatch(text, 'Personas');
  t.equal((await fetch(`${server.base}/Patient`)).status, 401);
});

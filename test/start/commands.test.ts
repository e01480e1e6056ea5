/** The commands beside `serve`: what they print, and how they refuse. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { decodeJwt } from 'jose';
import t, { type Test } from 'tap';
import { aDataDir, run, serve, type Environment } from '../fixtures/process.js';
import { repositoryRoot } from '../fixtures/requires.js';

/** The one line by which a command refuses. */
async function refusalOf(t: Test, args: readonly string[], settings: Environment): Promise<string> {
  const { status, stdout, stderr } = await run(t, args, settings);
  t.equal(status, 1, args.join(' '));
  t.equal(stdout, '');
  t.equal(stderr.trimEnd().split('\n').length, 1, stderr);
  return stderr;
}

t.test('--version tells the version of package.json', async (t) => {
  const { version } = JSON.parse(
    await readFile(join(repositoryRoot(), 'package.json'), 'utf8'),
  ) as { version: string };
  const { status, stdout } = await run(t, ['--version'], {});
  t.equal(status, 0);
  t.equal(stdout, `${version}\n`);
});

t.test(
  'npx finds the command in a clone, and is told to build where nothing is built',
  async (t) => {
    const { bin } = JSON.parse(await readFile(join(repositoryRoot(), 'package.json'), 'utf8')) as {
      bin: { dossier: string };
    };
    const file = join(repositoryRoot(), bin.dossier);
    const started = promisify(execFile);
    const { stdout } = await started(file, ['--version']);
    t.match(stdout, /^\d+\.\d+\.\d+\n$/);
    const clone = await aDataDir(t);
    const copied = join(clone, bin.dossier);
    await mkdir(dirname(copied), { recursive: true });
    await copyFile(file, copied);
    const refused = await started(copied, ['--version']).catch((failure: unknown) => failure);
    t.match(refused, { code: 1, stderr: /^dossier is not built yet: run npm start[^\n]*\n$/ });
  },
);

t.test('--help names every command', async (t) => {
  const { status, stdout } = await run(t, ['--help'], {});
  t.equal(status, 0);
  for (const command of ['serve', 'token', 'seed', 'verify-audit']) t.match(stdout, command);
  t.match((await run(t, ['seed', '--help'], {})).stdout, /of closed who had enough/);
});

t.test('an unknown command is refused', async (t) => {
  t.match(await refusalOf(t, ['frobnicate'], {}), "unknown command 'frobnicate'");
});

t.test('token prints a token and nothing else', async (t) => {
  const DATA_DIR = await aDataDir(t);
  const { status, stdout, stderr } = await run(
    t,
    ['token', 'emergency', '--purpose', 'BTG', '--reason', 'coma', '--expires', '60'],
    { DATA_DIR },
  );
  t.equal(status, 0);
  t.equal(stderr, '');
  t.match(stdout, /^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  const claims = decodeJwt(stdout.trim());
  t.equal(claims['purpose_of_use'], 'BTG');
  t.equal((claims.exp ?? 0) - (claims.iat ?? 0), 60);
  t.equal(claims.aud, 'http://127.0.0.1:8080/fhir', 'before a start: for the server that would be');
});

t.test('token refuses what makes no sense, in one line', async (t) => {
  const settings = { DATA_DIR: await aDataDir(t) };
  const refusal = async (...args: string[]): Promise<string> =>
    refusalOf(t, ['token', ...args], settings);
  t.match(await refusal('nobody'), /no persona nobody; there are patient, child, .*, operator/);
  t.match(await refusal('gp', '--purpose', 'CURIOUS'), 'A purpose is one of TREAT, ETREAT, BTG');
  t.match(await refusal('gp', '--purpose', 'BTG'), 'BTG needs a reason');
  t.match(await refusal('gp', '--expires', 'soon'), 'whole number of seconds');
  t.match(await refusal('gp', '--expires', '86401'), 'at most 86400');
  t.match(await refusal(), 'missing required argument');
  t.match(await refusalOf(t, ['token', 'gp'], { ...settings, PORT: '0' }), /^PORT 0: /);
  t.match(await refusalOf(t, ['token', 'gp'], { ...settings, DEMO: 'off' }), 'DEMO');
  t.match(await refusalOf(t, ['token', 'gp'], { ...settings, NODE_ENV: 'production' }), 'DEMO');
  t.match(await refusalOf(t, ['token', 'gp'], { DATA_DIR: '/dev/null/x' }), /^DATA_DIR /);
});

t.test('seed tells the story once, and not beside a server', async (t) => {
  const settings = { DATA_DIR: await aDataDir(t), PORT: '0' };
  t.equal((await run(t, ['seed'], settings)).stdout, 'The dossiers are there.\n');
  t.equal((await run(t, ['seed'], settings)).stdout, 'They were there already.\n');
  await serve(t, { DATA_DIR: settings.DATA_DIR });
  t.match(await refusalOf(t, ['seed'], settings), 'in use by another server');
});

t.test('seed needs the demonstration', async (t) => {
  const settings = { DATA_DIR: await aDataDir(t), DEMO: 'off' };
  t.match(await refusalOf(t, ['seed'], settings), 'DEMO');
});

t.test('verify-audit leaves an empty folder empty', async (t) => {
  const DATA_DIR = await aDataDir(t);
  t.match(await refusalOf(t, ['verify-audit'], { DATA_DIR }), 'nothing is stored there yet');
  t.strictSame(await readdir(DATA_DIR), []);
});

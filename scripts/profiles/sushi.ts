/**
 * Runs SUSHI on the FSH of `ig/` without a network, in a home folder of its own.
 * https://fshschool.org/docs/sushi/running/
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { provideCorePackage } from './core-package.js';

/** A resource that SUSHI compiled. */
export interface Compiled {
  readonly resourceType: string;
  readonly id: string;
  readonly [element: string]: unknown;
}

/**
 * Nothing listens on port 9 of this machine: whatever SUSHI would download fails at once. Without a
 * search path it does not find npm either, by which it would ask for its newest version.
 */
const OFFLINE = { FPL_REGISTRY: 'http://127.0.0.1:9/', PATH: '' };

/** What SUSHI warns of because it is offline, and nothing is wrong with. */
const EXPECTED = /Failed to load automatically-provided|Unable to determine the latest version/;

/**
 * Compiles the project in a folder, and gives the resources in the order of their files' names.
 * What it needs it makes in the folder `work` and keeps there for the next run. Throws with what
 * SUSHI said when there is an error or a warning: a profile that draws one is not finished.
 */
export function compileFsh(project: string, work: string): Compiled[] {
  const home = resolve(work, 'home');
  const out = resolve(work, 'out');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  provideCorePackage(home);
  runSushi([project, '--out', out, '--snapshot', '--log-level', 'warn'], home);
  const folder = join(out, 'fsh-generated', 'resources');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Compiled);
}

function runSushi(args: readonly string[], home: string): void {
  const sushi = createRequire(import.meta.url).resolve('fsh-sushi/dist/app.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [sushi, 'build', ...args], {
    env: { HOME: home, ...OFFLINE },
    encoding: 'utf8',
  });
  const complaints = stdout
    .split(/^(?=error |warn )/m)
    .filter((part) => /^(error|warn) /.test(part) && !EXPECTED.test(part))
    .map((part) => part.split(/^ *\n=+/m)[0]?.trim());
  if (status === 0 && complaints.length === 0) return;
  throw new Error(`SUSHI found faults:\n${complaints.join('\n') || stderr}`);
}

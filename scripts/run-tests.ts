/**
 * Runs the compiled tests with tap and tells what became of them: the failures in full, a line per
 * file (with `--sentences` a line per test), the skips with their reasons, and as the last line
 * `N passed, N failed`. Exit status 0 only when nothing failed; with `REQUIRE_ALL=1` a skip fails.
 *
 *   node dist/scripts/run-tests.js [--sentences] [folder of tests]
 *
 * The folder is of sources, `test` by default, so that what an earlier build left is not run.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Parser, type Result } from 'tap-parser';
import { tally, type Tally } from './tally.js';

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

const withSentences = process.argv.includes('--sentences');
const [folder = 'test'] = process.argv.slice(2).filter((argument) => argument !== '--sentences');
const skips: string[] = [];

const parser = new Parser();
const counts = tally(parser, (outcome, test, faults) => {
  if (outcome === 'failed') sayFailure(test, faults);
  if (outcome === 'skipped') skips.push(`skipped: ${nameOf(test)}: ${reasonOf(test)}`);
  if (outcome === 'passed' && withSentences) say(`  ✔ ${nameOf(test)}`);
});
parser.on('assert', (file: Result) => say(`${file.ok ? '✔' : '✖'} ${file.name} ${timeOf(file)}`));
parser.on('extra', (line: string) => process.stdout.write(line));

const tap = spawn(process.execPath, [tapCommand(), 'run', '--reporter=tap', ...testsIn(folder)], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
tap.stdout.pipe(parser);
tap.on('close', (status) => summarise(counts, status ?? 1));

/** The compiled tests of a folder of sources. */
function testsIn(sources: string): string[] {
  return readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => join('dist', sources, path.replace(/\.ts$/, '.js')))
    .sort();
}

/** The file that npx would run, found without npm. */
function tapCommand(): string {
  const manifest = createRequire(import.meta.url).resolve('tap/package.json');
  return join(dirname(manifest), 'dist/esm/run.mjs');
}

function summarise({ passed, failed, skipped, todo }: Tally, status: number): void {
  const missing = process.env['REQUIRE_ALL'] === '1' ? skipped : 0;
  // tap may end badly without a failed test: no test found, a broken plugin.
  const failures = failed + missing || (status === 0 && passed > 0 ? 0 : 1);
  skips.forEach(say);
  say(`${skipped} skipped${missing ? ', which REQUIRE_ALL=1 counts as failed' : ''}, ${todo} todo`);
  say(`${passed} passed, ${failures} failed`);
  process.exitCode = failures === 0 ? 0 : 1;
}

function sayFailure(test: Result, faults: readonly Result[]): void {
  say(`  ✖ ${nameOf(test)}`);
  for (const fault of faults) {
    const { at, diff, message, stack } = detailsOf(fault);
    say(`    - ${fault.name}${at === undefined ? '' : ` (${at})`}`);
    const more = diff ?? message ?? (at === undefined ? stack : undefined);
    if (more !== undefined) say(indented(more));
  }
}

interface Details {
  readonly at?: string;
  readonly diff?: string;
  readonly message?: string;
  readonly stack?: string;
}

/** What tap adds to a failure; its form is tap's and differs between kinds of assertion. */
function detailsOf({ diag }: Result): Details {
  if (diag === null || typeof diag !== 'object') return {};
  const details: Details = diag;
  const at: unknown = diag.at;
  if (at === null || typeof at !== 'object' || !('fileName' in at)) return details;
  const line = 'lineNumber' in at ? `:${String(at.lineNumber)}` : '';
  return { ...details, at: `${String(at.fileName)}${line}` };
}

function indented(text: string): string {
  return text.trimEnd().replace(/^/gm, '      ');
}

/** The name without the file that it is in. */
function nameOf({ fullname }: Result): string {
  return fullname.split(' > ').slice(1).join(' > ') || fullname;
}

function reasonOf({ skip }: Result): string {
  return typeof skip === 'string' ? skip : 'no reason was given';
}

function timeOf({ time }: Result): string {
  return time === null ? '' : `(${(time / 1000).toFixed(1)} s)`;
}

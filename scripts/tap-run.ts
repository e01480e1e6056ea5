/** One run of tap over compiled tests: what became of each test is told, and counted. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Parser, type Result } from 'tap-parser';
import { tally, type Tally } from './tally.js';

/** How tests are run. */
export interface TapWish {
  readonly environment: Readonly<Record<string, string>>;
  /** Named beside each file. */
  readonly store: string;
  /** Tells each test, not only each file. */
  readonly withSentences: boolean;
}

const TAP_FILES = fileURLToPath(new URL('tap-files.js', import.meta.url));

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

/** Runs test files, given as sources. A run that ends badly without a failed test counts as one. */
export async function runTap(files: readonly string[], wish: TapWish): Promise<Tally> {
  const parser = new Parser();
  const skips: string[] = [];
  const counts = tally(parser, (outcome, test, faults) => {
    if (outcome === 'failed') sayFailure(test, faults);
    if (outcome === 'skipped') skips.push(`skipped: ${nameOf(test)}: ${reasonOf(test)}`);
    if (outcome === 'passed' && wish.withSentences) say(`  ✔ ${nameOf(test)}`);
  });
  say(`— on ${wish.store}: ${files.length} files`);
  parser.on('assert', (file: Result) => say(`${file.ok ? '✔' : '✖'} ${file.name} ${timeOf(file)}`));
  parser.on('extra', (line: string) => process.stdout.write(line));
  const status = await tapOf(files, wish, parser);
  skips.forEach(say);
  // tap may end badly without a failed test: no test found, a broken plugin.
  const isBroken = counts.failed === 0 && (status !== 0 || counts.passed === 0);
  return isBroken ? { ...counts, failed: 1 } : counts;
}

async function tapOf(files: readonly string[], wish: TapWish, parser: Parser): Promise<number> {
  const compiled = files.map((file) => join('dist', file.replace(/\.ts$/, '.js')));
  const tap = spawn(process.execPath, [TAP_FILES, ...compiled], {
    env: { ...process.env, ...wish.environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  tap.stdout.pipe(parser);
  await once(tap, 'close');
  return tap.exitCode ?? 1;
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

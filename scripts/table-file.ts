/** A compiled table of `profiles/`: written, or with `--check` compared with what is there. */
import { readFileSync, writeFileSync } from 'node:fs';

/** Writes the text; with `--check` it writes nothing, and fails the command where it differs. */
export function writeOrCheck(target: string, text: string): void {
  if (!process.argv.includes('--check')) return writeFileSync(target, text);
  const isSame = readFileSync(target, 'utf8') === text;
  const found = isSame ? 'is up to date' : 'differs: compile it again';
  process.stdout.write(`${target} ${found}\n`);
  process.exitCode = isSame ? 0 : 1;
}

/**
 * A file of lines, done batch by batch, with a journal beside it: broken off and begun again, it
 * goes on behind the last batch that was done. What becomes of a line is the command's to say, and
 * a line that was done already must be known to it.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { openRun, type Progress, type RunFiles, type RunNames } from './journal.js';
import { batchesOf, type Line } from './lines.js';

/** What became of a line: `told` and each fault are values of JSON. */
export type Fate =
  | { readonly kind: 'done'; readonly told: unknown }
  | { readonly kind: 'known' }
  | { readonly kind: 'fault'; readonly faults: readonly unknown[] };

/** Lines that are done together. */
export interface Batch {
  readonly texts: readonly string[];
  /** The random name of the run. */
  readonly run: string;
  /** Whether a run that was broken off may have begun it. */
  readonly resumed: boolean;
}

/** A file to go through. */
export interface FileRun extends RunNames {
  readonly file: string;
  readonly lineBytesMax: number;
  /** The random name of a new run. */
  readonly newRun: () => string;
  /** Does the lines of a batch; what became of each, in their order. */
  readonly act: (batch: Batch) => Promise<readonly Fate[]>;
  /** A fault, as `act` tells them: the line is longer than may be. */
  readonly tooLong: unknown;
  /** Told after each batch. */
  readonly progressed: (progress: Progress) => void;
}

const BEGINNING_BYTES = 128;

/** Bytes of a file to go through. Rejects with an Error of one line where it cannot be read. */
export async function sizeOf(file: string): Promise<number> {
  const { size } = await stat(file).catch(() => {
    throw new Error(`${file} cannot be read.`);
  });
  return size;
}

/** Goes through the file; gives what this run and those before it did. */
export async function runFile(given: FileRun): Promise<Progress> {
  const { file, lineBytesMax } = given;
  const run = await openRun(given, { run: given.newRun(), begins: await beginningOf(file) });
  try {
    let { progress, resumed } = run;
    for await (const lines of batchesOf(file, progress, lineBytesMax)) {
      progress = await done(given, run, { lines, progress, resumed });
      given.progressed(progress);
      resumed = false;
    }
    return progress;
  } finally {
    await run.close();
  }
}

interface Begun {
  readonly lines: readonly Line[];
  readonly progress: Progress;
  readonly resumed: boolean;
}

async function done(
  given: FileRun,
  run: RunFiles,
  { lines, progress, resumed }: Begun,
): Promise<Progress> {
  const fates = await fatesOf(given, { lines, progress, resumed });
  const told = fates.flatMap(({ fate }) => (fate.kind === 'done' ? [fate.told] : []));
  const faulty = fates.flatMap(({ line, fate }) =>
    fate.kind === 'fault' ? [{ line, faults: fate.faults }] : [],
  );
  return run.done({
    bytes: progress.bytes + lines.reduce((sum, { bytes }) => sum + bytes, 0),
    lines: progress.lines + lines.length,
    done: progress.done + told.length,
    known: progress.known + fates.filter(({ fate }) => fate.kind === 'known').length,
    faults: progress.faults + faulty.length,
    told,
    faulty,
  });
}

/** What became of each line that is not blank. */
async function fatesOf(
  { act, tooLong }: FileRun,
  { lines, progress, resumed }: Begun,
): Promise<readonly { readonly line: number; readonly fate: Fate }[]> {
  const filled = lines.filter(({ text }) => text !== '');
  const texts = filled.flatMap(({ text }) => text ?? []);
  const fates = [...(await act({ texts, run: progress.run, resumed }))];
  return filled.map(({ number: line, text }) => {
    if (text === undefined) return { line, fate: { kind: 'fault', faults: [tooLong] } };
    const fate = fates.shift();
    if (fate === undefined) throw new Error('each line of a batch has a fate');
    return { line, fate };
  });
}

async function beginningOf(file: string): Promise<string> {
  const begin = createReadStream(file, { end: BEGINNING_BYTES - 1 }) as AsyncIterable<Buffer>;
  for await (const piece of begin) {
    const end = piece.indexOf(0x0a);
    return piece.toString('latin1', 0, end < 0 ? piece.length : end + 1);
  }
  return '';
}

/**
 * How far a run has come, on the disk: a line of the journal after each batch, once what the batch
 * wrote is durable. A run that is taken up cuts its outputs back to what the last whole line says,
 * and goes on behind it.
 */
import { open, readFile, type FileHandle } from 'node:fs/promises';

/** A run, and all that it has done. */
export interface Progress {
  /** Random name of the run: what must come out the same again is made of it. */
  readonly run: string;
  /** How the file begins that it reads: another file is another run. */
  readonly begins: string;
  /** Bytes and lines of the file that are done. */
  readonly bytes: number;
  readonly lines: number;
  /** Lines by what became of them: done by this run, done before, wrong. */
  readonly done: number;
  readonly known: number;
  readonly faults: number;
  /** Bytes of the two outputs. */
  readonly toldBytes: number;
  readonly faultsBytes: number;
}

/** How far it is after a batch, and what the batch adds to the outputs: a line of JSON each. */
export interface Step extends Omit<Progress, 'run' | 'begins' | 'toldBytes' | 'faultsBytes'> {
  readonly told: readonly unknown[];
  readonly faulty: readonly unknown[];
}

/** The files of a run, open. */
export interface RunFiles {
  readonly progress: Progress;
  /** Whether the run began before: its next batch may have been begun, too. */
  readonly resumed: boolean;
  /** Makes what a batch did durable, and then says so. */
  done(step: Step): Promise<Progress>;
  close(): Promise<void>;
}

/** Names of the files. */
export interface RunNames {
  readonly journal: string;
  /** What there is to tell of the lines that were done. */
  readonly told: string;
  readonly faults: string;
}

/** What they hold is about people: nobody else reads them. */
const OWN = 0o600;

/**
 * Opens them, for a new run of that name where there is no journal. Rejects with an Error of one
 * line where it is of another file.
 */
export async function openRun(
  names: RunNames,
  { run, begins }: Pick<Progress, 'run' | 'begins'>,
): Promise<RunFiles> {
  const { last, wholeBytes } = await lastOf(names.journal);
  if (last !== undefined && last.begins !== begins)
    throw new Error(`${names.journal} is the journal of another file: name another with --journal`);
  if (last !== undefined && typeof last.toldBytes !== 'number')
    throw new Error(`${names.journal} is of an older version: end its run with that version`);
  const resumed = last !== undefined;
  let progress = last ?? { ...NOTHING, run, begins };
  const journal = await fileCutTo(names.journal, wholeBytes);
  const told = await fileCutTo(names.told, progress.toldBytes);
  const faults = await fileCutTo(names.faults, progress.faultsBytes);
  if (!resumed) await noted(journal, progress);
  return {
    progress,
    resumed,
    done: async ({ told: more, faulty, ...counts }) => {
      const [toldText, faultText] = [linesOf(more), linesOf(faulty)];
      await Promise.all([appended(told, toldText), appended(faults, faultText)]);
      progress = {
        ...{ ...progress, ...counts },
        toldBytes: progress.toldBytes + Buffer.byteLength(toldText),
        faultsBytes: progress.faultsBytes + Buffer.byteLength(faultText),
      };
      await noted(journal, progress);
      return progress;
    },
    close: async () => {
      for (const file of [journal, told, faults]) await file.close();
    },
  };
}

const NOTHING = {
  ...{ bytes: 0, lines: 0, done: 0, known: 0, faults: 0 },
  ...{ toldBytes: 0, faultsBytes: 0 },
};

function linesOf(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

/** The last whole line; one that was being written when the run was killed says nothing. */
async function lastOf(path: string): Promise<{ last: Progress | undefined; wholeBytes: number }> {
  const text = await readFile(path, 'utf8').catch((failure: unknown) => {
    if (failure instanceof Error && 'code' in failure && failure.code === 'ENOENT') return '';
    throw failure;
  });
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const line = whole.trimEnd().split('\n').at(-1) ?? '';
  const last = line === '' ? undefined : (JSON.parse(line) as Progress); // written by `noted`
  return { last, wholeBytes: Buffer.byteLength(whole) };
}

async function fileCutTo(path: string, bytes: number): Promise<FileHandle> {
  const file = await open(path, 'a', OWN);
  await file.truncate(bytes);
  return file;
}

async function appended(file: FileHandle, text: string): Promise<void> {
  if (text === '') return;
  await file.appendFile(text);
  await file.datasync();
}

function noted(file: FileHandle, progress: Progress): Promise<void> {
  return appended(file, `${JSON.stringify(progress)}\n`);
}

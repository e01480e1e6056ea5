/**
 * A file of insured persons, opened batch by batch: within one many at a time, so that they share
 * what a write costs. Memory holds a batch, whatever the size of the file.
 */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Opened, Somebody } from '../../app.js';
import { openRun, type Progress, type RunFiles, type RunNames } from './journal.js';
import { readLine } from './line.js';
import { insuredPatient, type Insured } from './patient.js';

/** What opens a dossier, by the name of the run. */
export type OpenFor = (somebody: Somebody, run: string) => Promise<Opened>;

/** A file to open from. */
export interface OpenFile extends RunNames {
  readonly file: string;
  readonly openFor: OpenFor;
  /** The random name of a new run. */
  readonly newRun: () => string;
  /** Told after each batch. */
  readonly told: (progress: Progress) => void;
}

const BATCH = 512;
const BEGINNING_BYTES = 128;

/** Opens for everybody whom the file names; gives what this run and those before it did. */
export async function openFromFile(given: OpenFile): Promise<Progress> {
  const run = await openRun(given, { run: given.newRun(), begins: await beginningOf(given.file) });
  try {
    let { progress, resumed } = run;
    for await (const lines of batches(given.file, progress)) {
      const batch = { lines, progress, resumed };
      progress = await opened(given, run, batch);
      given.told(progress);
      resumed = false;
    }
    return progress;
  } finally {
    await run.close();
  }
}

interface Line {
  readonly number: number;
  /** With its end, if it has one. */
  readonly bytes: Buffer;
}

interface Batch {
  readonly lines: readonly Line[];
  readonly progress: Progress;
  /** Whether a run that was broken off may have begun it. */
  readonly resumed: boolean;
}

/** What became of a line. */
type Fate =
  | { readonly kind: 'opened'; readonly notice: string; readonly again: string | undefined }
  | { readonly kind: 'known' | 'empty' }
  | { readonly kind: 'fault'; readonly sentences: readonly string[] };

async function opened(given: OpenFile, run: RunFiles, batch: Batch): Promise<Progress> {
  const { lines, progress, resumed } = batch;
  const met = new Set<string>();
  const fates = await Promise.all(
    lines.map(({ bytes }) => {
      return fateOf(given.openFor, progress.run, { text: bytes.toString('utf8'), met });
    }),
  );
  const told = resumed ? await toldIn(given.notices) : undefined;
  const settled = fates.map((fate) => withoutSecond(fate, told));
  const faulty = settled.flatMap((fate, index) =>
    fate.kind === 'fault' ? [{ line: lines[index]?.number, faults: fate.sentences }] : [],
  );
  const notices = settled.flatMap((fate) => (fate.kind === 'opened' ? [fate.notice] : []));
  const known = settled.filter(({ kind }) => kind === 'known').length;
  return run.done({
    bytes: progress.bytes + lines.reduce((sum, { bytes }) => sum + bytes.length, 0),
    lines: progress.lines + lines.length,
    opened: progress.opened + notices.length,
    known: progress.known + known,
    faults: progress.faults + faulty.length,
    notices: notices.map((line) => `${line}\n`).join(''),
    faultLines: faulty.map((one) => `${JSON.stringify(one)}\n`).join(''),
  });
}

/**
 * Who was opened by this run before is told once: by the batch that was broken off, unless an
 * earlier one told it already; for any later line it is the same person again.
 */
function withoutSecond(fate: Fate, told: ReadonlySet<string> | undefined): Fate {
  if (fate.kind !== 'opened' || fate.again === undefined) return fate;
  return told === undefined || told.has(fate.again) ? { kind: 'known' } : fate;
}

async function fateOf(
  openFor: OpenFor,
  run: string,
  { text, met }: { readonly text: string; readonly met: Set<string> },
): Promise<Fate> {
  if (text.trim() === '') return { kind: 'empty' };
  const read = readLine(text);
  if (read.kind === 'fault') return read;
  const { person } = read;
  const name = nameOf(person.ins);
  if (met.has(name)) return { kind: 'known' };
  met.add(name);
  const made = await openFor({ ins: person.ins, patient: insuredPatient(person) }, run);
  switch (made.kind) {
    case 'known':
      return made;
    case 'fault':
      return {
        kind: 'fault',
        sentences: made.issues.map(({ diagnostics, expression }) =>
          [expression?.join(', '), diagnostics].filter((part) => part !== undefined).join(': '),
        ),
      };
    case 'opened':
      return {
        kind: 'opened',
        notice: JSON.stringify(noticeOf(person, made.notice)),
        again: made.again ? name : undefined,
      };
  }
}

/** What whoever writes the letters needs. */
function noticeOf(person: Insured, notice: object): object {
  const { ins, birthName, usualName = birthName, email, post } = person;
  const to = { ...(email === undefined ? {} : { email }), ...(post === undefined ? {} : { post }) };
  return { ins, name: usualName, ...to, ...notice };
}

function nameOf({ system, value }: Insured['ins']): string {
  return `${system}|${value}`;
}

/** Whom the notices tell that are there. */
async function toldIn(notices: string): Promise<ReadonlySet<string>> {
  const lines = (await readFile(notices, 'utf8')).split('\n').filter((line) => line !== '');
  return new Set(lines.map((line) => nameOf((JSON.parse(line) as Pick<Insured, 'ins'>).ins)));
}

async function beginningOf(file: string): Promise<string> {
  for await (const { bytes } of linesOf(file, { bytes: 0, lines: 0 }))
    return bytes.toString('latin1', 0, BEGINNING_BYTES);
  return '';
}

async function* batches(file: string, from: Place): AsyncGenerator<readonly Line[]> {
  let batch: Line[] = [];
  for await (const line of linesOf(file, from)) {
    batch.push(line);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

type Place = Pick<Progress, 'bytes' | 'lines'>;

/** The lines behind a place, cut by bytes: a place is one, whatever the text is. */
async function* linesOf(file: string, { bytes: start, lines }: Place): AsyncGenerator<Line> {
  let number = lines;
  let rest = Buffer.alloc(0);
  for await (const piece of createReadStream(file, { start }) as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, piece]);
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      yield { number: (number += 1), bytes: rest.subarray(0, end + 1) };
      rest = rest.subarray(end + 1);
    }
  }
  if (rest.length > 0) yield { number: number + 1, bytes: rest };
}

const NEWLINE = 0x0a;

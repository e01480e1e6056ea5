/**
 * A file of insured persons, opened batch by batch: within one many at a time, so that they share
 * what a write costs.
 */
import { readFile } from 'node:fs/promises';
import type { Opened, Somebody } from '../../app.js';
import type { Progress, RunNames } from '../runs/journal.js';
import { runFile, type Batch, type Fate } from '../runs/run-file.js';
import { readLine } from './line.js';
import { insuredPatient, type Insured } from './patient.js';

/** What opens a dossier, by the name of the run. */
export type OpenFor = (somebody: Somebody, run: string) => Promise<Opened>;

/** A file to open from; what there is to tell are the notices. */
export interface OpenFile extends RunNames {
  readonly file: string;
  readonly openFor: OpenFor;
  /** The random name of a new run. */
  readonly newRun: () => string;
  /** Told after each batch. */
  readonly progressed: (progress: Progress) => void;
}

const LINE_BYTES_MAX = 100_000;

/** Opens for everybody whom the file names; gives what this run and those before it did. */
export function openFromFile(given: OpenFile): Promise<Progress> {
  return runFile({
    ...given,
    lineBytesMax: LINE_BYTES_MAX,
    tooLong: `The line has more than ${LINE_BYTES_MAX} bytes.`,
    act: (batch) => opened(given, batch),
  });
}

/** What became of a line; of who was opened by this run before, the name. */
type OpenFate = Fate & { readonly again?: string | undefined };

async function opened(given: OpenFile, { texts, run, resumed }: Batch): Promise<readonly Fate[]> {
  const met = new Set<string>();
  const fates = await Promise.all(texts.map((text) => fateOf(given.openFor, run, { text, met })));
  const told = resumed ? await toldIn(given.told) : undefined;
  return fates.map((fate) => withoutSecond(fate, told));
}

/**
 * Who was opened by this run before is told once: by the batch that was broken off, unless an
 * earlier one told it already; for any later line it is the same person again.
 */
function withoutSecond({ again, ...fate }: OpenFate, told: ReadonlySet<string> | undefined): Fate {
  if (again === undefined) return fate;
  return told === undefined || told.has(again) ? { kind: 'known' } : fate;
}

async function fateOf(
  openFor: OpenFor,
  run: string,
  { text, met }: { readonly text: string; readonly met: Set<string> },
): Promise<OpenFate> {
  const read = readLine(text);
  if (read.kind === 'fault') return { kind: 'fault', faults: read.sentences };
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
        faults: made.issues.map(({ diagnostics, expression }) =>
          [expression?.join(', '), diagnostics].filter((part) => part !== undefined).join(': '),
        ),
      };
    case 'opened':
      return {
        kind: 'done',
        told: noticeOf(person, made.notice),
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

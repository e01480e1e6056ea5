/**
 * A file of lines, each a resource, put one after the other; lines of one type that follow each
 * other are put several at a time. Memory holds a few lines, whatever the size of the file.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Fate, Put } from './put.js';

/** A file to import. */
export interface Import {
  readonly file: string;
  /** The line to begin at, from 1. */
  readonly from: number;
  readonly put: Put;
  /** Told each fault with its line, and how far it is. */
  readonly told: (line: string) => void;
}

/** What became of the lines. */
export interface Imported {
  readonly lines: number;
  readonly created: number;
  readonly updated: number;
  readonly faults: number;
}

/** Lines put at the same time. */
const TOGETHER = 4;
const PROGRESS_LINES = 1_000;

interface Line {
  readonly number: number;
  readonly text: string;
  readonly type: string;
  readonly id: string;
}

type Counts = { -readonly [Name in keyof Imported]: number };

/**
 * Imports a file. Faults are told and counted, and the next line goes on. Rejects where no line can
 * go on, naming the line to begin at next time.
 */
export async function importFile(given: Import): Promise<Imported> {
  const counts: Counts = { lines: 0, created: 0, updated: 0, faults: 0 };
  let group: Line[] = [];
  let number = 0;
  for await (const text of createInterface({ input: createReadStream(given.file) })) {
    number += 1;
    if (number < given.from || text.trim() === '') continue;
    counts.lines += 1;
    if (counts.lines % PROGRESS_LINES === 0) given.told(`${given.file}: ${number} lines`);
    const line = lineOf(number, text);
    if (typeof line === 'string') fault(given, counts, number, line);
    else group = await joined(given, counts, group, line);
  }
  await flushed(given, counts, group);
  return counts;
}

/** The group with the line, or a new one where the group is full or of another type. */
async function joined(
  given: Import,
  counts: Counts,
  group: readonly Line[],
  line: Line,
): Promise<Line[]> {
  const fits = group.length < TOGETHER && group.every(({ type }) => type === line.type);
  const isNew = group.every(({ id }) => id !== line.id);
  if (fits && isNew) return [...group, line];
  await flushed(given, counts, group);
  return [line];
}

async function flushed(given: Import, counts: Counts, group: readonly Line[]): Promise<void> {
  const [first] = group;
  const put = async ({ type, id, text }: Line): Promise<Fate> => given.put(`${type}/${id}`, text);
  const fates = await Promise.all(group.map(put)).catch((failure: unknown) => {
    const why = failure instanceof Error ? failure.message : String(failure);
    throw new Error(`${given.file}:${first?.number}: ${why}. Go on with --from ${first?.number}`);
  });
  fates.forEach((fate, index) => {
    if (fate.kind === 'fault') fault(given, counts, group[index]?.number ?? 0, fate.sentence);
    else counts[fate.kind] += 1;
  });
}

function fault(given: Import, counts: Counts, number: number, sentence: string): void {
  counts.faults += 1;
  given.told(`${given.file}:${number}: ${sentence}`);
}

/** The line, or what keeps it from being put. */
function lineOf(number: number, text: string): Line | string {
  const { resourceType, id } = parsed(text);
  if (typeof resourceType !== 'string')
    return 'The line is not one JSON object with a resourceType.';
  if (typeof id !== 'string' || !/^[A-Za-z0-9\-.]{1,64}$/.test(id))
    return `The ${resourceType} has no id. Give it one: it is put under its id.`;
  return { number, text, type: resourceType, id };
}

function parsed(text: string): { resourceType?: unknown; id?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/**
 * `dossier import --old-dmp FILE…`: brings the documents of an older record in, in the names of
 * those who deposited them. It works on the store itself, as no caller could: broken off, the same
 * command goes on, and no document is there twice.
 */
import { loadConfiguration } from '../../../fastify.config.js';
import { openApp, type App, type BroughtIn } from '../../app.js';
import type { Progress } from '../runs/journal.js';
import { progressTo } from '../runs/progress.js';
import { runFile, sizeOf, type Fate } from '../runs/run-file.js';

/** How they are brought in. */
export interface OlderRecord {
  /** Whether types are let in that their depositors may not write today. */
  readonly waivesMatrix: boolean;
}

/** What one fault of a line says, in both languages where it is told in both. */
interface Fault {
  readonly at?: string;
  readonly en: string;
  readonly fr?: string;
}

/** Brings in what the files hold, one file after the other; gives how many lines were faulty. */
export async function importOlderRecord(
  files: readonly string[],
  how: OlderRecord,
): Promise<number> {
  const sizes = await Promise.all(files.map(sizeOf));
  const configuration = { ...loadConfiguration(), logLevel: 'warn' } as const;
  const app = await openApp(configuration);
  try {
    let faults = 0;
    for (const [index, file] of files.entries()) {
      const lineBytesMax = configuration.bodyBytesMax;
      const run = { file, size: sizes[index] ?? 0, lineBytesMax };
      const progress = await broughtIn(app, run, how);
      process.stdout.write(`${summaryOf(file, progress)}\n`);
      faults += progress.faults;
    }
    return faults;
  } finally {
    await app.close();
  }
}

interface OneFile {
  readonly file: string;
  readonly size: number;
  readonly lineBytesMax: number;
}

function broughtIn(app: App, { file, size, lineBytesMax }: OneFile, how: OlderRecord) {
  return runFile({
    ...{ file, lineBytesMax, newRun: app.newRun },
    ...{ journal: `${file}.journal`, told: `${file}.deposited`, faults: `${file}.faults` },
    tooLong: {
      en: `The line has more than ${lineBytesMax} bytes.`,
      fr: `La ligne compte plus de ${lineBytesMax} octets.`,
    },
    act: async ({ texts }) => (await app.bringIn(texts, how)).map(fateOf),
    progressed: progressTo(process.stderr, size),
  });
}

function fateOf(one: BroughtIn): Fate {
  switch (one.kind) {
    case 'deposited':
      return { kind: 'done', told: one.made };
    case 'known':
      return one;
    case 'fault':
      return { kind: 'fault', faults: one.issues.filter(isError).map(faultOf) };
  }
}

type Issue = Extract<BroughtIn, { kind: 'fault' }>['issues'][number];

function isError({ severity }: Issue): boolean {
  return severity === 'error' || severity === 'fatal';
}

function faultOf({ diagnostics, french, expression }: Issue): Fault {
  return {
    ...(expression === undefined ? {} : { at: expression.join(', ') }),
    en: diagnostics,
    ...(french === undefined ? {} : { fr: french }),
  };
}

function summaryOf(file: string, { lines, done, known, faults }: Progress): string {
  return `${file}: ${lines} lines, ${done} deposited, ${known} known before, ${faults} faults`;
}

/** The check of an access matrix: the file is read, and told as a table or by its faults. */
import { readFile } from 'node:fs/promises';
import { matrixTable, readMatrix } from '../access/matrix.js';
import { documentTypesOf } from '../terminology/document-types.js';
import { makeTerminology } from '../terminology/terminology.js';
import { readProfileFiles } from './profile-files.js';

const MATRIX = new URL('../../../profiles/access-matrix.json', import.meta.url);

/** What a check found. */
export type MatrixChecked =
  { readonly table: readonly string[] } | { readonly faults: readonly string[] };

/** Checks a file, that of `profiles/` where none is named. */
export async function checkMatrix(file?: string): Promise<MatrixChecked> {
  const { resources } = readProfileFiles().terminology;
  const types = documentTypesOf(makeTerminology(resources));
  const known = types.map(({ system, code }) => `${system}|${code}`);
  const read = await dataOf(file ?? MATRIX);
  if ('fault' in read) return { faults: [read.fault] };
  const found = readMatrix(read.data, new Set(known));
  return 'faults' in found ? found : { table: matrixTable(found.matrix) };
}

async function dataOf(file: string | URL): Promise<{ data: unknown } | { fault: string }> {
  try {
    return { data: JSON.parse(await readFile(file, 'utf8')) as unknown };
  } catch (failure) {
    return { fault: failure instanceof Error ? failure.message : String(failure) };
  }
}

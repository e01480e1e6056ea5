/** The access matrix: what is shipped has no fault, and every fault of a file is told. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { matrixTable, readMatrix } from '../../src/access/matrix.js';
import { theDocumentTypes } from '../fixtures/profiles.js';
import { repositoryRoot } from '../fixtures/requires.js';
import type { Json } from '../fixtures/server.js';

const root = repositoryRoot();
const known = new Set(theDocumentTypes().map(({ system, code }) => `${system}|${code}`));
const shipped = (): Json =>
  JSON.parse(readFileSync(join(root, 'profiles', 'access-matrix.json'), 'utf8'));

function checked(...more: string[]): Promise<{ status: number; out: string }> {
  const cli = join(root, 'dist', 'src', 'cli.js');
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, 'check-matrix', ...more], (failure, out) => {
      resolve({ status: failure === null ? 0 : Number(failure.code), out });
    });
  });
}

t.test('check-matrix prints the shipped matrix, a row for each class and type', async (t) => {
  const { status, out } = await checked();
  t.equal(status, 0, out);
  for (const { code } of theDocumentTypes()) t.ok(out.includes(`\n${code} `), code);
  t.match(out, /class 10 /);
});

t.test('a type takes the cells of its class, unless it has its own', (t) => {
  const read = readMatrix(shipped(), known);
  if ('faults' in read) return t.fail(read.faults.join('\n'));
  const [head = '', ...rows] = matrixTable(read.matrix);
  const cell = (row: string, profession: string): string => {
    const at = head.trim().split(' ').indexOf(profession);
    return (rows.find((line) => line.startsWith(`${row} `)) ?? '').slice(17).split(' ')[at] ?? '';
  };
  t.equal(cell('11488-4', '10'), 'Cw', 'a doctor consults by a source');
  t.equal(cell('75496-0', '60'), '-w', 'a nurse does not, by a source');
  t.equal(cell('ATTEST-RESID', '10'), '-w');
  t.equal(cell('REMB', '40'), '..');
  t.equal(cell('DOCPAT01', '10'), 'C.', 'the patient alone writes it');
  t.equal(cell('FEUILLE-DE-STYLE', '10'), '..', 'what has neither type nor class is no');
  t.end();
});

t.test(
  'a column tells which types must be deposited, and stays empty where that is not known',
  (t) => {
    const matrix = shipped();
    matrix.sources.jorf = 'JORFTEXT000045726627';
    const [first, second, third] = matrix.types;
    [first.mustBeDeposited, second.mustBeDeposited] = ['yes jorf', 'no assumed'];
    const read = readMatrix(matrix, known);
    if ('faults' in read) return t.fail(read.faults.join('\n'));
    const [head = '', ...rows] = matrixTable(read.matrix);
    const signs = [first, second, third].map(
      ({ code }: Json) =>
        rows.find((row) => row.startsWith(`${code} `.slice(0, 17)))?.[head.length - 1],
    );
    t.same(signs, ['D', '.', ' ']);
    matrix.types[0].mustBeDeposited = 'perhaps';
    t.ok('faults' in readMatrix(matrix, known));
    t.end();
  },
);

t.test('each fault of a file is told, with status 1', async (t) => {
  const [wrong, second] = [shipped(), shipped()];
  wrong.classes[0].consult['10'] = 'perhaps';
  second.professions.push({ ...second.professions[0] });
  second.types[0].class = '77';
  second.types[1].consult = { '10': 'yes nowhere', '1000': 'no assumed' };
  delete second.classes[0].write['21'];
  second.types[3].mustBeDeposited = 'yes hearsay';
  const [missing] = second.types.splice(2, 1);
  const dir = t.testdir();
  const told = async (name: string, text: string): Promise<string> => {
    const file = join(dir, name);
    writeFileSync(file, text);
    const { status, out } = await checked(file);
    t.equal(status, 1, out);
    return out;
  };
  t.match(await told('wrong.json', JSON.stringify(wrong)), /classes\/0\/consult\/10/);
  const out = await told('second.json', JSON.stringify(second));
  for (const fault of [
    'profession 10: twice',
    'class 77 has no row',
    'nowhere',
    '1000',
    '21',
    'hearsay',
  ])
    t.ok(out.includes(fault), fault);
  t.ok(out.includes(`${missing.code}: no row`));
  t.match(await told('broken.json', '{'), /FAULT/);
});

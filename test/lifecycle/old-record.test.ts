/**
 * An older record's documents, brought in under the names of those who deposited them: what the
 * patient decided holds, a line that was brought in is known again, a bad line is told.
 */
import { randomBytes } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import {
  aBundle,
  DOCUMENT_TYPES,
  openDossier,
  persona,
  type DocumentWish,
} from '../fixtures/dossier.js';
import { anObjection } from '../fixtures/declarations.js';
import { aDataDir, run, start } from '../fixtures/process.js';
import { aConfiguration, startServer, type Json } from '../fixtures/server.js';
import { documentOf } from '../fixtures/submission.js';

/** The depositor of a line: a persona, as an older record knows them. */
async function depositorOf(key: string): Promise<Json> {
  const { kind, name, idNatPs, profession, structure } = await persona(key);
  const work = { idNatSt: structure?.idNatSt, structureName: structure?.name };
  switch (kind) {
    case 'professional':
      return { name, idNatPs, profession, ...work };
    case 'patient':
      return { name, patient: true };
    case 'feeder':
      return { name, feeder: key };
    default:
      return { name, idNatSt: structure?.idNatSt };
  }
}

interface LineWish {
  readonly by?: string;
  readonly ins: Json;
  readonly document?: DocumentWish;
  readonly change?: (bundle: Json) => void;
}

/** A line; the patient is named by national identity everywhere, as ids are not known elsewhere. */
async function aLine({ by = 'stranger', ins, document = {}, change }: LineWish): Promise<Json> {
  const bundle = aBundle('', [document]);
  for (const { resource } of bundle.entry)
    if (resource.subject !== undefined) resource.subject = { identifier: ins };
  change?.(bundle);
  return { patient: ins, depositor: await depositorOf(by), bundle };
}

const AS_IT_IS = { waivesMatrix: false };
const WAIVED = { waivesMatrix: true };
const PRESCRIPTION: DocumentWish = {
  type: '57833-6',
  change: ({ category, ...document }) => {
    const [{ coding }] = category;
    return { ...document, category: [{ coding: [{ ...coding[0], code: '42' }] }] };
  },
};
const OF_PATIENT = { type: 'DOCPAT03', typeSystem: DOCUMENT_TYPES };

const server = await startServer(t);
const { patient, ins } = await openDossier(server, { blocked: ['blocked'] });
const own = await server.as('patient');

/** What became of one line. */
async function broughtIn(line: unknown, how = AS_IT_IS): Promise<Json> {
  const text = typeof line === 'string' ? line : JSON.stringify(line);
  const [fate] = await server.app.bringIn([text], how);
  return fate as Json;
}

/** The sentences of a line that was refused. */
async function faultsOf(line: unknown, how = AS_IT_IS): Promise<string> {
  const { kind, issues } = await broughtIn(line, how);
  t.equal(kind, 'fault');
  return issues.map(({ diagnostics, expression }: Json) => `${expression}: ${diagnostics}`).join();
}

async function total(query = ''): Promise<number> {
  const found = await own.get(`DocumentReference?patient=${patient}&_summary=count${query}`);
  return found.json().total;
}

t.test('documents keep their authors and dates, and are their depositors’', async (t) => {
  const date = '2013-05-02T11:15:00+02:00';
  const { kind, made } = await broughtIn(await aLine({ ins, document: { date } }));
  t.equal(kind, 'deposited');
  const [reference] = made.documents;
  t.equal(made.patient, `Patient/${patient}`);
  const read = await own.get(reference);
  t.match(read.json(), { date, contained: [{}, { name: [{ family: 'Lefèvre' }] }] });
  t.equal((await (await server.as('stranger')).get(reference)).status, 200, 'its depositor’s own');
  t.equal((await (await server.as('dentist')).get(reference)).status, 403);
  const log = await own.get(`AuditEvent/$access-log?_count=50`);
  t.match(log.text, /Castel.*Reprise d'un dossier plus ancien/, 'the trace names the depositor');
  const events = await own.get(`AuditEvent?patient=${patient}&agent-name=Castel&_count=50`);
  t.match(events.text, /dossier-import.*Reprise d'un dossier plus ancien/);
});

t.test('a structure, a feeder and the patient deposit as they would today', async (t) => {
  for (const by of ['home', 'lab']) {
    t.match(await broughtIn(await aLine({ by, ins })), { kind: 'deposited' }, by);
  }
  const line = await aLine({ by: 'patient', ins, document: OF_PATIENT });
  const { kind, made } = await broughtIn(line);
  t.equal(kind, 'deposited');
  const changed = await own.patch(made.documents[0], [
    { op: 'replace', path: '/status', value: 'entered-in-error' },
  ]);
  t.equal(changed.status, 200, changed.text);
});

t.test('a line that was brought in is known, of the same depositor alone', async (t) => {
  const line = await aLine({ ins });
  const before = await total();
  t.match(
    await server.app.bringIn(
      [line, line].map((one) => JSON.stringify(one)),
      AS_IT_IS,
    ),
    [{ kind: 'deposited' }, { kind: 'known' }],
  );
  t.match(await broughtIn(line), { kind: 'known' });
  t.match(await faultsOf({ ...line, depositor: await depositorOf('dentist') }), /identifier/);
  t.equal(await total(), before + 1);
});

t.test('the matrix holds, unless it is waived, which the trace tells', async (t) => {
  const line = await aLine({ by: 'nurse', ins, document: PRESCRIPTION });
  const mine = await aLine({ by: 'patient', ins });
  t.match(await faultsOf(line), /profession of the caller does not write/);
  t.match(await faultsOf(mine), /types that are patients’ own/);
  t.match(await broughtIn(line, WAIVED), { kind: 'deposited' });
  t.match(await broughtIn(mine, WAIVED), { kind: 'deposited' });
  const { text } = await own.get(`AuditEvent?patient=${patient}&_sort=-date&_count=2`);
  t.match(text, 'matrix-write-waived');
});

t.test('what the patient decided holds, waived or not', async (t) => {
  t.match(await faultsOf(await aLine({ by: 'blocked', ins }), WAIVED), /access/i);
  const objection = await own.post('Consent', anObjection(patient, '57833-6'));
  t.equal(objection.status, 201);
  const line = await aLine({ ins, document: PRESCRIPTION });
  t.match(await faultsOf(line, WAIVED), /objects to documents of this type/);
  await own.put(`Consent/${objection.json().id}`, { ...objection.json(), status: 'inactive' });
  t.match(await broughtIn(line), { kind: 'deposited' });
  const other = await openDossier(server, { persona: 'closed' });
  const theirs = await server.as('closed');
  const closed = await theirs.post(`Patient/${other.patient}/$close`, {
    resourceType: 'Parameters',
  });
  t.equal(closed.status, 200, closed.text);
  t.match(await faultsOf(await aLine({ ins: other.ins }), WAIVED), /clos|dossier/i);
});

t.test('a line whose patient is not the bundle’s brings nothing in', async (t) => {
  const other = await openDossier(server, { persona: 'carer' });
  const line = await aLine({ ins });
  t.match(await faultsOf({ ...line, patient: other.ins }), /another patient/);
  t.match(await faultsOf({ ...line, patient: { ...ins, value: '297020126411176' } }), /dossier/i);
  t.match(await broughtIn(line), { kind: 'deposited' }, 'it was not brought in before');
});

t.test(
  'every fault of a line is told, in both languages, and no line keeps another out',
  async (t) => {
    const good = await aLine({ ins });
    const unnamed = await aLine({
      ins,
      change: (bundle) => delete documentOf(bundle).masterIdentifier,
    });
    const wrong: readonly (readonly [unknown, RegExp])[] = [
      ['{', /JSON/],
      ['[]', /object/],
      [{}, /patient .*depositor .*bundle /],
      [{ ...good, patient: { system: 'urn:x', value: '1' } }, /patient must hold/],
      [{ ...good, more: 1 }, /may hold patient, depositor and bundle/],
      [{ ...good, depositor: { name: 'X' } }, /must name one/],
      [
        { ...good, depositor: { name: ' ', idNatPs: 'é' } },
        /name must.*idNatPs must.*profession must/,
      ],
      [{ ...good, depositor: { name: 'X', feeder: 'x', patient: true } }, /must name one/],
      [{ ...good, depositor: { name: 'X', patient: false } }, /must be true/],
      [{ ...good, depositor: { name: 'X', feeder: 'x', toString: 1 } }, /nothing else/],
      [{ ...good, bundle: { resourceType: 'Bundle', type: 'transaction' } }, /bundle must/],
      [{ ...good, bundle: { ...good.bundle, entry: [null, ...good.bundle.entry] } }, /Entry 0/],
      [unnamed, /entry\[1\].*identifier that is its own/],
      [await aLine({ ins, change: (bundle) => delete documentOf(bundle).type }), /type/],
    ];
    const lines = [...wrong.map(([line]) => line), good];
    const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
    const fates = (await server.app.bringIn(texts, AS_IT_IS)) as Json[];
    t.equal(fates.at(-1)?.kind, 'deposited');
    for (const [index, [line, expected]] of wrong.entries()) {
      const { kind, issues = [] } = fates[index] ?? {};
      t.equal(kind, 'fault', JSON.stringify(line).slice(0, 200));
      t.match(issues.map((one: Json) => one.diagnostics).join(' '), expected);
    }
    const told = fates[2]?.issues ?? [];
    t.ok(
      told.every(({ french }: Json) => /doit/.test(french)),
      'in French too',
    );
  },
);

t.test('the line of the guide is brought in', async (t) => {
  const guide = await readFile('docs/guides/import-an-older-record.md', 'utf8');
  const [, line = ''] = /```json\n(.*?)```/s.exec(guide) ?? [];
  const { kind, made } = await broughtIn(line);
  t.equal(kind, 'deposited');
  t.match((await own.get(made.documents[0])).json(), { date: '2013-05-02T11:15:00+02:00' });
});

async function linesIn(file: string): Promise<Json[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

t.test('the command goes through files, and tells what each line became', async (t) => {
  const configuration = await aConfiguration(t);
  const settings = { DATA_DIR: configuration.dataDir, MONGODB_URL: configuration.mongodbUrl ?? '' };
  const first = await startServer(t, { configuration });
  await openDossier(first);
  await first.app.close();
  const [a, b] = await Promise.all([1, 2].map(async (n) => join(await aDataDir(t), `${n}.ndjson`)));
  const lines = await Promise.all([1, 2].map(() => aLine({ ins })));
  await writeFile(a ?? '', `${lines.map((line) => JSON.stringify(line)).join('\n\n')}\n{`);
  const prescription = await aLine({ by: 'nurse', ins, document: PRESCRIPTION });
  await writeFile(b ?? '', `${JSON.stringify(lines[0])}\n${JSON.stringify(prescription)}`);
  const ended = await run(t, ['import', '--old-dmp', a ?? '', b ?? ''], settings);
  t.equal(ended.status, 1, ended.stderr);
  t.match(ended.stdout, /1\.ndjson: 4 lines, 2 deposited, 0 known before, 1 faults/);
  t.match(ended.stdout, /2\.ndjson: 2 lines, 0 deposited, 1 known before, 1 faults/);
  t.match(await linesIn(`${a}.faults`), [{ line: 4, faults: [{ en: /JSON/ }] }]);
  const told = await linesIn(`${a}.deposited`);
  t.match(told, [{ submissionSet: /^List\//, documents: [/^DocumentReference\//] }, {}]);
  t.equal((await stat(`${a}.deposited`)).mode & 0o077, 0, 'which nobody else reads');
  const again = `${b}.again`;
  await writeFile(again, JSON.stringify(prescription));
  const waived = await run(t, ['import', '--old-dmp', '--waive-matrix', again], settings);
  t.match(waived, { status: 0, stdout: /1 lines, 1 deposited, 0 known before, 0 faults/ });
  const second = await startServer(t, { configuration });
  const patientOf = await second.as('patient');
  const reference = String(told[0]?.documents[0]);
  t.equal((await patientOf.get(reference)).status, 200);
  t.equal((await patientOf.get('DocumentReference?_summary=count')).json().total, 3);
});

t.test('an option of the other way of importing is refused', async (t) => {
  const settings = { DATA_DIR: await aDataDir(t) };
  const [older, plain] = await Promise.all([
    run(t, ['import', '--old-dmp', '--as', 'gp', 'x.ndjson'], settings),
    run(t, ['import', '--waive-matrix', 'x.ndjson'], settings),
  ]);
  t.match(older, { status: 1, stderr: '--as is not for --old-dmp' });
  t.match(plain, { status: 1, stderr: '--waive-matrix is only for --old-dmp' });
  const nowhere = await run(t, ['import', '--old-dmp', 'x.ndjson'], settings);
  t.match(nowhere, { status: 1, stderr: 'x.ndjson cannot be read' });
});

t.test('killed in the middle, it goes on: each document once', async (t) => {
  const configuration = await aConfiguration(t);
  const settings = { DATA_DIR: configuration.dataDir, MONGODB_URL: configuration.mongodbUrl ?? '' };
  const first = await startServer(t, { configuration });
  await openDossier(first);
  await first.app.close();
  const file = join(await aDataDir(t), 'older.ndjson');
  // Of a size of which a batch holds some twenty.
  const document = { bytes: randomBytes(600_000), contentType: 'application/pdf' };
  const lines = await Promise.all(Array.from({ length: 36 }, () => aLine({ ins, document })));
  await writeFile(file, lines.map((line) => JSON.stringify(line)).join('\n'));
  const running = start(t, ['import', '--old-dmp', file], settings);
  while ((await linesIn(`${file}.deposited`)).length === 0 && running.child.exitCode === null)
    await sleep(5);
  await running.end('SIGKILL');
  t.ok((await linesIn(`${file}.journal`)).at(-1)?.lines < lines.length, 'before its end');
  const ended = await run(t, ['import', '--old-dmp', file], settings);
  t.equal(ended.status, 0, ended.stderr);
  const [, deposited, known] = /(\d+) deposited, (\d+) known/.exec(ended.stdout) ?? [];
  t.equal(Number(deposited) + Number(known), lines.length);
  const second = await startServer(t, { configuration });
  const found = await (await second.as('patient')).get('DocumentReference?_summary=count');
  t.equal(found.json().total, lines.length);
});

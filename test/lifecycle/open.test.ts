/**
 * `dossier open --from`: everybody once, with what they must be told, bad lines by number; killed in
 * the middle and started again, nobody twice and nobody forgotten.
 */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { freshIns } from '../fixtures/patients.js';
import { aDataDir, run, start } from '../fixtures/process.js';
import { aConfiguration, startServer, type Json } from '../fixtures/server.js';

function aLine(more: Json = {}): Json {
  return {
    ins: freshIns(),
    birthName: { family: 'Vasseur', given: ['Maëlle', 'Anne'] },
    birthDate: '1980-05-17',
    gender: 'female',
    birthPlace: '72181',
    email: 'maelle@example.org',
    ...more,
  };
}

async function linesIn(file: string): Promise<Json[]> {
  const text = await readFile(file, 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

function fileOf(lines: readonly unknown[]): string {
  return lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\r\n');
}

t.test('each line is opened, told, or listed with its faults', async (t) => {
  const configuration = await aConfiguration(t);
  const dir = configuration.dataDir;
  const settings = { DATA_DIR: dir, MONGODB_URL: configuration.mongodbUrl ?? '' };
  const file = join(await aDataDir(t), 'insured.ndjson');
  const post = { line: ['1 rue du Bois'], postalCode: '72000', city: 'Le Mans' };
  const first = aLine();
  const { email: _email, ...letter } = aLine({
    post,
    usualName: { family: 'Roux', given: ['Maé'] },
  });
  const wrongKey = aLine({ ins: { ...first.ins, value: '180056310000199' } });
  const given = [first, letter, first, '{', aLine({ gender: 'F', phone: '1' }), wrongKey, ''];
  await writeFile(file, fileOf(given));
  const ended = await run(t, ['open', '--from', file], settings);
  t.equal(ended.status, 1, 'there are bad lines');
  t.match(ended.stdout, '2 opened, 1 known before, 3 bad lines');
  const notices = await linesIn(`${file}.notices`);
  t.match(notices, [
    {
      ins: first.ins,
      name: { family: 'Vasseur' },
      email: 'maelle@example.org',
      code: /^....-....$/,
    },
    {
      ins: letter.ins,
      name: { family: 'Roux' },
      post,
      opposeBefore: /T00:00/,
      codeExpires: String,
    },
  ]);
  t.equal((await stat(`${file}.notices`)).mode & 0o077, 0, 'which nobody else reads');
  const faults = await linesIn(`${file}.faults`);
  t.same(
    faults.map(({ line }) => line),
    [4, 5, 6],
  );
  t.match(faults[1].faults.join(' '), /gender must be.*phone is not known/);
  t.match(faults[2].faults.join(' '), /97/);

  const other = join(dir, 'other.ndjson');
  await writeFile(other, fileOf([first, aLine()]));
  const second = await run(t, ['open', '--from', other], settings);
  t.match(second.stdout, '1 opened, 1 known before, 0 bad lines');
  t.equal(second.status, 0);
  const server = await startServer(t, { configuration });
  const registrar = await server.as('registrar');
  const found = await registrar.get(`Patient?identifier=${first.ins.system}%7C${first.ins.value}`);
  t.match(found.json().entry[0].resource, { id: notices[0].patient, active: false });
  const code = { name: 'code', valueString: notices[0].code };
  const body = { resourceType: 'Parameters', parameter: [code] };
  const refused = await registrar.post(`Patient/${notices[0].patient}/$oppose`, body);
  t.equal(refused.status, 403, 'the patient alone opposes');
});

t.test('killed in the middle, it goes on: nobody twice, nobody forgotten', async (t) => {
  const configuration = await aConfiguration(t);
  const settings = { DATA_DIR: configuration.dataDir, MONGODB_URL: configuration.mongodbUrl ?? '' };
  const file = join(await aDataDir(t), 'insured.ndjson');
  const people = Array.from({ length: 700 }, () => aLine());
  await writeFile(file, fileOf(people));
  const running = start(t, ['open', '--from', file], settings);
  // A batch is done and the next one begun, when the journal has more than its first line.
  while ((await sizeOf(`${file}.notices`)) === 0 && running.child.exitCode === null) await sleep(2);
  await running.end('SIGKILL');
  const journal = await linesIn(`${file}.journal`);
  t.ok(journal.at(-1).lines < people.length, 'it was killed before its end');
  const ended = await run(t, ['open', '--from', file], settings);
  t.equal(ended.status, 0, ended.stderr);
  t.match(ended.stdout, `${people.length} opened, 0 known before, 0 bad lines`);
  const told = (await linesIn(`${file}.notices`)).map(({ ins }) => ins.value);
  t.same(told.sort(), people.map(({ ins }) => ins.value).sort(), 'each is told once');
  const server = await startServer(t, { configuration });
  const registrar = await server.as('registrar');
  const total = await registrar.get('Patient?family=Vasseur&_summary=count');
  t.equal(total.json().total, people.length, 'and has one dossier');
});

t.test('opened by one run at once, in several places, it is one dossier', async (t) => {
  const server = await startServer(t);
  const line = aLine();
  const patient = {
    resourceType: 'Patient',
    identifier: [{ use: 'official', ...line.ins }],
    name: [{ use: 'official', ...line.birthName }],
    gender: line.gender,
    birthDate: line.birthDate,
  };
  const open = () => server.app.openFor({ ins: line.ins, patient }, 'the same run');
  const made = await Promise.all([open(), open(), open()]);
  t.strictSame(
    made.map(({ kind }) => kind),
    ['opened', 'opened', 'opened'],
  );
  const ids = new Set(made.map((one) => (one.kind === 'opened' ? one.notice.patient : one.kind)));
  t.equal(ids.size, 1);
  const registrar = await server.as('registrar');
  const history = await registrar.get(`Patient/${[...ids].join()}/_history`);
  t.equal(history.json().total, 1, 'its first version was written once');
  const proof = await (await server.as('operator')).get('AuditEvent/$verify');
  t.match(proof.json().parameter, [{ name: 'holds', valueBoolean: true }], proof.text);
});

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => ({ size: 0 }))).size;
}

/** `dossier import`: lines of NDJSON through the front door, each fault with its number. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { importFile, type Imported } from '../../src/commands/import/import-file.js';
import { putterTo } from '../../src/commands/import/put.js';
import { startServer, type Json } from '../fixtures/server.js';

const server = await startServer(t);
const registrar = await server.as('registrar');
const folder = await mkdtemp(join(tmpdir(), 'dossier-import-'));
t.teardown(() => rm(folder, { recursive: true, force: true }));

/** Imports these lines; gives the counts and what was told. */
async function imported(
  lines: readonly (Json | string)[],
  { from = 1, token = registrar.token } = {},
): Promise<{ counts: Imported; told: string[] }> {
  const file = join(folder, 'lines.ndjson');
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  await writeFile(file, texts.join('\n'));
  const told: string[] = [];
  const put = putterTo(server.base, token);
  const counts = await importFile({
    ...{ file, from, put },
    told: (line) => told.push(line.replace(`${file}:`, '')),
  });
  return { counts, told };
}

const organization = (id: string, name: Json = id): Json => ({
  resourceType: 'Organization',
  id,
  name,
});

t.test('every line is put under its id; a second run makes no second resource', async (t) => {
  const lines = Array.from({ length: 10 }, (_, index) => organization(`clinic-${index}`));
  t.same((await imported(lines)).counts, { lines: 10, created: 10, updated: 0, faults: 0 });
  t.same((await imported(lines)).counts, { lines: 10, created: 0, updated: 10, faults: 0 });
  t.equal((await registrar.get('Organization?_total=accurate&_count=0')).json().total, 10);
});

t.test('each fault is told with its line, and the others go on', async (t) => {
  const { counts, told } = await imported([
    organization('good-1'),
    '{"resourceType":',
    { resourceType: 'Organization', name: 'nameless' },
    '',
    organization('bad', 12),
    organization('good-2'),
    { resourceType: 'Nonsense', id: 'x' },
  ]);
  t.same(counts, { lines: 6, created: 2, updated: 0, faults: 4 });
  const lines = new Map(told.map((line) => [line.split(':')[0], line]));
  t.same([...lines.keys()].sort(), ['2', '3', '5', '7']);
  t.match(lines.get('3'), /has no id/);
  t.match(lines.get('5'), /400 Organization\.name: /);
  t.match(lines.get('7'), /404/);
});

t.test('it goes on from a line, and stops where the token is refused', async (t) => {
  const lines = [organization('first'), organization('second')];
  t.equal((await imported(lines, { from: 2 })).counts.created, 1);
  t.equal((await registrar.get('Organization/first')).status, 404);
  await t.rejects(imported(lines, { token: 'none' }), { message: /refused: 401.*--from 1/ });
});

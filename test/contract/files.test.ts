/** Documents as files: the contract, and what is only true of files. */
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { openFiles } from '../../src/blobs/files.js';
import { blobsContract } from './blobs.contract.js';

const NAME = 'k3x9document7a';

blobsContract(t, async (t) => {
  const dir = t.testdir();
  return { blobs: await openFiles({ dir }), reopen: () => openFiles({ dir }) };
});

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}

/** Every file under a folder, by its path in it. */
async function filesIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.path, entry.name).slice(dir.length + 1));
}

void t.test('what was left half written is removed at the next start', async (t) => {
  const dir = t.testdir();
  const blobs = await openFiles({ dir });
  await blobs.put(NAME, bytes('one'));
  await writeFile(join(dir, 'documents/incoming/left-over'), 'half');
  await openFiles({ dir });
  t.same(await filesIn(dir), [`documents/k/3/${NAME}`]);
});

void t.test(
  'beside a serving process, what is being written stays and nothing can be changed',
  async (t) => {
    const dir = t.testdir();
    const serving = await openFiles({ dir });
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('one');
      const beside = await openFiles({ dir, readOnly: true });
      await t.rejects(beside.put(NAME, bytes('two')), /read only/);
      await t.rejects(beside.remove(NAME), /read only/);
      yield Buffer.from('two');
    }
    await serving.put(NAME, slow());
    const beside = await openFiles({ dir, readOnly: true });
    t.ok(await beside.get(NAME).then((stream) => stream?.destroy()));
  },
);

void t.test('documents are readable by nobody else', async (t) => {
  const dir = t.testdir();
  await (await openFiles({ dir })).put(NAME, bytes('one'));
  t.equal((await stat(join(dir, `documents/k/3/${NAME}`))).mode & 0o777, 0o600);
  t.equal((await stat(join(dir, 'documents'))).mode & 0o777, 0o700);
});

void t.test('after every failure no file is left anywhere', async (t) => {
  const dir = t.testdir();
  const blobs = await openFiles({ dir });
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield* bytes('half');
    throw new Error('broken');
  }
  await t.rejects(blobs.put(NAME, broken()), /broken/);
  t.same(await filesIn(dir), []);
});

void t.test('a disk that refuses is a failure of its own, and nothing is left', async (t) => {
  const dir = t.testdir();
  const blobs = await openFiles({ dir });
  // A file where the folder of the name should be.
  await mkdir(join(dir, 'documents/k'));
  await writeFile(join(dir, 'documents/k/3'), '');
  await t.rejects(blobs.put(NAME, bytes('one')), { code: 'unavailable', status: 503 });
  await t.rejects(blobs.get(NAME), { code: 'unavailable' });
  t.same(await filesIn(join(dir, 'documents')), ['k/3']);
});

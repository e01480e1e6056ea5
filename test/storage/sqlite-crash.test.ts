/** What the embedded store has acknowledged outlives the process, however it ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import type { Test } from 'tap';
import { openSqlite } from '../../src/storage/sqlite/store.js';
import { all, put } from '../contract/store/builders.js';
import { faultsOf } from '../contract/store/proof.js';

const PROGRAM = fileURLToPath(new URL('commit-until-killed.js', import.meta.url));
const KILLS = 10;

/** Acknowledged commits: `stream n` and the hash. */
type Acknowledged = Map<string, string>;

t.test('ten times killed while it commits, the store has kept every answer', async (t) => {
  const dir = t.testdir();
  const acknowledged: Acknowledged = new Map();
  for (let kill = 1; kill <= KILLS; kill++) {
    const before = acknowledged.size;
    await commitAndKill(dir, acknowledged, 20 + kill * 9);
    t.ok(acknowledged.size > before, `kill ${kill} came in the midst of commits`);
  }
  await assertAllThere(t, dir, acknowledged);
});

t.test(
  'when the disk takes no more, writes fail with a problem, and what was answered stays',
  async (t) => {
    const dir = t.testdir();
    // No file may grow beyond 4 MiB: SQLite meets a failing write, as on a full or broken disk.
    const command = `ulimit -f 4096; exec '${process.execPath}' '${PROGRAM}' '${dir}' 20000`;
    // Without what coverage puts into every child: it answers SIGXFSZ by ending the process.
    const lines = await linesOf(spawn('bash', ['-c', `unset NODE_OPTIONS; ${command}`]));
    const acknowledged: Acknowledged = new Map();
    for (const line of lines) note(acknowledged, line);
    const failed =
      lines
        .find((line) => line.startsWith('failed'))
        ?.split(' ')
        .slice(1) ?? [];
    t.equal(failed.length, 9);
    const honest = ['unavailable', 'outcome-unknown'];
    t.same(
      failed.filter((code) => !honest.includes(code)),
      [],
    );
    t.equal(failed.at(-1), 'unavailable');
    t.ok(acknowledged.size > 10);
    await assertAllThere(t, dir, acknowledged);
  },
);

async function commitAndKill(dir: string, acknowledged: Acknowledged, delayMs: number) {
  const child = spawn(process.execPath, [PROGRAM, dir]);
  child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), delayMs));
  for (const line of await linesOf(child)) note(acknowledged, line);
}

async function linesOf(child: ReturnType<typeof spawn>): Promise<string[]> {
  let text = '';
  child.stdout?.on('data', (piece) => (text += piece));
  child.stderr?.pipe(process.stderr);
  await once(child, 'close');
  // The last piece is a line only if its end was written.
  return text.split('\n').slice(0, -1);
}

function note(acknowledged: Acknowledged, line: string): void {
  const [stream, n, hash] = line.split(' ');
  if (hash?.length === 64) acknowledged.set(`${stream} ${n}`, hash);
}

async function assertAllThere(t: Test, dir: string, acknowledged: Acknowledged): Promise<void> {
  const store = await openSqlite({ dir });
  t.teardown(() => store.close());
  const commits = await all(store.journal());
  const found = new Map(commits.map(({ stream, n, hash }) => [`${stream} ${n}`, hash]));
  const lost = [...acknowledged].filter(([place, hash]) => found.get(place) !== hash);
  t.same(lost, []);
  t.same(await faultsOf(store), []);
  t.match(await put(store, 'stream0', { id: 'after' }), { kind: 'committed' });
}

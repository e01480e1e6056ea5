/** The count that the last line of the test command shows: exact, and never kinder than the tests. */
import t from 'tap';
import { Parser } from 'tap-parser';
import { tally, type Tally } from '../scripts/tally.js';

/** The count of a text of TAP, and the names of the tests that failed and of what failed in them. */
function counted(lines: readonly string[]): { counts: Tally; failures: string[] } {
  const failures: string[] = [];
  const parser = new Parser();
  const counts = tally(parser, (outcome, test, faults) => {
    if (outcome === 'failed') failures.push(test.name, ...faults.map(({ name }) => name));
  });
  parser.end(`${['TAP version 14', ...lines].join('\n')}\n`);
  return { counts, failures };
}

/** A file's lines: its tests inside, and the line that closes it. */
function file(inside: readonly string[], closing: string): string[] {
  return ['# Subtest: a.test.js', ...inside.map((line) => `    ${line}`), closing, '1..1'];
}

/** A test's lines: its assertions inside, and the line that closes it. */
function test(assertions: readonly string[], closing: string): string[] {
  const inside = [...assertions, `1..${assertions.length}`];
  return ['# Subtest: a sentence', ...inside.map((line) => `    ${line}`), closing];
}

const NONE: Tally = { passed: 0, failed: 0, skipped: 0, todo: 0 };

t.test('a test with many assertions counts once', async (t) => {
  const lines = file([...test(['ok 1 - a', 'ok 2 - b'], 'ok 1 - a sentence'), '1..1'], 'ok 1 - a');
  t.strictSame(counted(lines), { counts: { ...NONE, passed: 1 }, failures: [] });
});

t.test('failed assertions fail their test once, and all are named', async (t) => {
  const inside = test(['ok 1 - a', 'not ok 2 - b', 'not ok 3 - c'], 'not ok 1 - a sentence');
  const { counts, failures } = counted(file([...inside, '1..1'], 'not ok 1 - a.test.js'));
  t.strictSame(counts, { ...NONE, failed: 1 });
  t.strictSame(failures, ['a sentence', 'b', 'c']);
});

t.test('a file that crashes after its tests passed counts as one failure', async (t) => {
  const inside = test(['ok 1 - a'], 'ok 1 - a sentence');
  const { counts, failures } = counted(file([...inside, '1..1'], 'not ok 1 - a.test.js'));
  t.strictSame(counts, { ...NONE, passed: 1, failed: 1 });
  t.strictSame(failures, ['a.test.js']);
});

t.test('a file that could not be loaded counts as one failure', async (t) => {
  t.strictSame(counted(file(['1..0'], 'not ok 1 - a.test.js')).counts, { ...NONE, failed: 1 });
});

t.test('a file without named tests counts as one test', async (t) => {
  const lines = file(['ok 1 - a', 'ok 2 - b', '1..2'], 'ok 1 - a.test.js');
  t.strictSame(counted(lines).counts, { ...NONE, passed: 1 });
});

t.test('a skip and a todo are neither passed nor failed, wherever they stand', async (t) => {
  const inside = [
    'ok 1 - later # TODO #12',
    'ok 2 - elsewhere # SKIP no server',
    ...test(['ok 1 - needs more # SKIP no tool'], 'ok 3 - a sentence'),
    '1..3',
  ];
  t.match(counted(file(inside, 'ok 1 - a')).counts, { failed: 0, skipped: 2, todo: 1, passed: 0 });
});

/** Patterns of value sets: what they match, and that no pattern costs more than its length. */
import t from 'tap';
import { makePattern } from '../../src/terminology/pattern.js';
import fc from '../fixtures/property.js';

const CASES: readonly [pattern: string, good: readonly string[], bad: readonly string[]][] = [
  ['', [''], ['a']],
  ['abc', ['abc'], ['ab', 'abcd', 'xabc']],
  ['^a.c$', ['abc', 'a😀c'], ['ac', 'a\nc']],
  ['a|bc|', ['a', 'bc', ''], ['b', 'abc']],
  [String.raw`[A-C\-_]+`, ['A-_B'], ['D', '']],
  ['[^0-9]', ['x'], ['7']],
  [String.raw`\d{5}-\d`, ['12345-6'], ['1234-6', '12345-67']],
  ['(?:ab){2,3}', ['abab', 'ababab'], ['ab', 'abababab']],
  ['a{2,}?', ['aa', 'aaaa'], ['a']],
  ['(a*)*', ['', 'aaa'], ['b']],
  [String.raw`\.\(\)`, ['.()'], ['x()']],
  [String.raw`\w\s\S\t`, ['a b\t'], ['a b ']],
];

t.test('a pattern matches whole values', (t) => {
  for (const [source, good, bad] of CASES) {
    const matches = makePattern(source);
    for (const text of good) t.equal(matches?.(text), true, `${source} matches ${text}`);
    for (const text of bad) t.equal(matches?.(text), false, `${source} does not match ${text}`);
  }
  t.end();
});

t.test('what is malformed, not held or too large is no pattern', (t) => {
  const malformed = ['(', ')', 'a)', '*', 'a**', '[a', '[z-a]', '\\', 'a{3,2}'];
  const notHeld = ['(?=a)', '(?!a)', '(?<=a)', '(a)\\1'];
  for (const source of [...malformed, ...notHeld, 'a'.repeat(501), '(a{30}){30}'])
    t.equal(makePattern(source), undefined, source.slice(0, 20));
  t.end();
});

const aPattern = fc
  .array(fc.constantFrom(...'ab.|()*+?^$', '[ab]', '[^a]', '{1,2}', '{2}', '(?:', '\\d'), {
    maxLength: 9,
  })
  .map((parts) => parts.join(''));

/** The same pattern of another engine, where it has it. */
function backtracking(source: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${source})$`, 'u');
  } catch {
    return undefined;
  }
}

t.test('a pattern matches what a backtracking engine says of the whole text', (t) => {
  let count = 0;
  fc.assert(
    fc.property(aPattern, fc.stringMatching(/^[ab1]{0,6}$/), (source, text) => {
      const matches = makePattern(source);
      const other = backtracking(source);
      if (matches === undefined || other === undefined) return true;
      count += 1;
      return matches(text) === other.test(text);
    }),
    { numRuns: 500 },
  );
  t.ok(count > 50, `${count} patterns were held`);
  t.end();
});

t.test('a pattern that sets others to work for ever takes its length in steps', (t) => {
  const started = performance.now();
  for (const source of ['(a+)+b', '(a|aa)*b', '(a*)*b', '(.*)(.*)(.*)b'])
    t.equal(makePattern(source)?.('a'.repeat(2_000)), false, source);
  t.ok(performance.now() - started < 2_000);
  t.equal(makePattern('a*')?.('a'.repeat(2_001)), undefined, 'a longer text is left open');
  t.end();
});

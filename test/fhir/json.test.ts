/**
 * JSON in and out: numbers keep their text, and what is not one whole JSON object is refused with
 * the reason.
 */
import fc from '../fixtures/property.js';
import t from 'tap';
import { Problem } from '../../src/fhir/problem.js';
import {
  cutOutIndex,
  isCutOut,
  isNumber,
  numberOf,
  numberText,
  parseJson,
  parseJsonArray,
  stringify,
} from '../../src/fhir/json.js';

/** The diagnostics of the refusal, or `accepted`. */
function refusal(source: string | Uint8Array): string {
  try {
    parseJson(source);
    return 'accepted';
  } catch (error) {
    if (error instanceof Problem && error.code === 'invalid-json')
      return error.issues[0]?.diagnostics ?? '';
    throw error;
  }
}

void t.test('a number is written back exactly as it was read', async (t) => {
  const texts = [
    '1.00',
    '0.010',
    '1e3',
    '1E+3',
    '-0',
    '0',
    '-1.5',
    '123456789012345678',
    '0.1',
    '1e400',
    '9',
  ];
  for (const text of texts) t.equal(stringify(parseJson(`{"value":${text}}`)), `{"value":${text}}`);
});

void t.test('any number in any place keeps its text', async () => {
  const digits = fc.stringMatching(
    /^-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?$/,
  );
  fc.assert(
    fc.property(digits, digits, (first, second) => {
      const text = `{"a":${first},"b":[${second},{"c":[${first}]}],"d":"${second}"}`;
      return stringify(parseJson(text)) === text;
    }),
  );
});

void t.test('whatever JSON has, apart from numbers, is read as JSON.parse reads it', async (t) => {
  const name = fc
    .string()
    .filter((text) => !['__proto__', 'constructor', 'prototype'].includes(text));
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      leaf(),
      fc.array(tie('tree')),
      fc.dictionary(name, tie('tree')),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(name, tree), fc.integer({ min: 0, max: 3 }), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      if (text.includes('\\u0000')) return;
      t.same(parseJson(text), JSON.parse(text));
      t.equal(stringify(parseJson(text), indent), text);
    }),
    { numRuns: 200 },
  );
});

function leaf(): fc.Arbitrary<unknown> {
  return fc.oneof(fc.string({ unit: 'grapheme' }), fc.boolean(), fc.constant(null), fc.integer());
}

void t.test('a text that JSON.parse refuses is refused, however it was broken', async (t) => {
  const whole = '{"a":[1.50,{"b":"x\\n\\u00e9"},true],"c":null,"d":-2e5}';
  fc.assert(
    fc.property(
      fc.nat(whole.length),
      fc.nat(3),
      fc.constantFrom(...'{}[]",:0x-.e\\ '),
      (at, cut, put) => {
        const text = whole.slice(0, at) + put + whole.slice(at + cut);
        if (isJson(text)) return;
        t.match(refusal(text), /^The body is not one whole JSON object: /);
      },
    ),
    { numRuns: 1000 },
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

void t.test('a refusal says what is wrong and where', async (t) => {
  const cases: [string, string][] = [
    ['', 'it is empty'],
    [' [1]', 'it is not an object, which begins, at line 1, column 2'],
    ['{"a":1}\n x', 'something follows its end, at line 2, column 2'],
    ['{"a":', 'it ends too early, at line 1, column 6'],
    ['{"a":"x', 'it ends too early, at line 1, column 8'],
    ['{"a":1,\n"a":2}', 'the property a is given twice in one object, at line 2, column 1'],
    ['{"a":1,"\\u0061":2}', 'the property a is given twice in one object, at line 1, column 8'],
    ['{"é":[{"__proto__":{}}]}', 'the property name __proto__ is refused, at line 1, column 8'],
    ['{"constr\\u0075ctor":1}', 'the property name constructor is refused, at line 1, column 2'],
    ['{"prototype":1}', 'the property name prototype is refused, at line 1, column 2'],
    ['{"a":"\t"}', 'a control character stands in a text, unescaped, at line 1, column 7'],
    ['{"a":"\\ud83d"}', 'a text holds one half of a surrogate pair, at line 1, column 7'],
    ['{"a":"\\ude00\\ud83d"}', 'a text holds one half of a surrogate pair, at line 1, column 7'],
    ['{"a":"\\x"}', 'a backslash begins no escape, at line 1, column 7'],
    ['{"a":01}', 'a comma or the end of the object was expected, at line 1, column 7'],
    ['{"a":1.}', 'a number lacks a digit, at line 1, column 8'],
    ['{"a":[1,]}', 'a value was expected, at line 1, column 9'],
    ['{"a":1,}', 'a property name was expected, at line 1, column 8'],
    ['{"a" 1}', 'a colon was expected, at line 1, column 6'],
    ['{"a":nul}', 'a value was expected, at line 1, column 6'],
  ];
  for (const [text, why] of cases)
    t.equal(refusal(text), `The body is not one whole JSON object: ${why}.`);
});

void t.test(
  'the character U+0000 is refused in every spelling, so that no mark can be forged',
  async (t) => {
    for (const spelling of ['\\u0000', '\\u0000' + '1.00', 'x\\u0000', '\u0000', '\u0000blob:0']) {
      t.match(refusal(`{"a":"${spelling}"}`), /U\+0000|control character/);
      t.match(refusal(`{"a${spelling}":1}`), /U\+0000|control character/);
    }
    t.equal(
      refusal('{"a":"\\\\u0000"}'),
      'accepted',
      'an escaped backslash is no escape of U+0000',
    );
  },
);

void t.test('half of a surrogate pair, and bytes that are not UTF-8, are refused', async (t) => {
  t.match(refusal('{"a":"\ud83d"}'), /surrogate/);
  t.match(refusal(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])), /not UTF-8/);
  t.equal(refusal('{"a":"\ud83d\ude00 \\ud83d\\ude00"}'), 'accepted');
});

void t.test('a byte order mark is passed over', async (t) => {
  t.same(parseJson(Buffer.from('\ufeff{"a":1}')), { a: 1 });
});

void t.test('64 levels are read, 65 are refused, and 10,000 are refused at once', async (t) => {
  const nested = (levels: number): string =>
    `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
  t.equal(refusal(nested(64)), 'accepted');
  t.match(refusal(nested(65)), /nested deeper than 64 levels/);
  t.match(refusal('{"a":'.repeat(10_000)), /nested deeper than 64 levels/);
  t.match(refusal(`{"a":${'['.repeat(1_000_000)}`), /nested deeper than 64 levels/);
});

void t.test('two names that only share their number are not taken for one', async (t) => {
  // "Aa" and "BB" have the same number, and so have all names made of them.
  t.same(parseJson('{"AaAa":1,"BBBB":2,"AaBB":3}'), { AaAa: 1, BBBB: 2, AaBB: 3 });
  t.match(refusal('{"AaAa":1,"BBBB":2,"AaBB":3,"BBBB":4}'), /BBBB is given twice/);
  t.match(refusal('{"AaAa":1,"BBBB":2,"AaBB":3,"AaAa":4}'), /AaAa is given twice/);
});

void t.test('one name may stand in many objects', async (t) => {
  t.equal(refusal('{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}'), 'accepted');
});

void t.test('an array is read only where an array is asked for', async (t) => {
  t.same(parseJsonArray('[{"op":"test"}]'), [{ op: 'test' }]);
  t.throws(() => parseJsonArray('{"op":"test"}'), { code: 'invalid-json' });
});

void t.test('a marked number is a number, with its text and its value', async (t) => {
  const { plain, marked, text } = parseJson('{"plain":2,"marked":2.0,"text":"2.0"}');
  t.same([plain, marked, text].map(isNumber), [true, true, false]);
  t.same([plain, marked].map(numberText), ['2', '2.0']);
  t.same([plain, marked, text].map(numberOf), [2, 2, undefined]);
  t.throws(() => numberText(text), TypeError);
});

void t.test(
  'where a document was cut out, its mark is read; it is no number and cannot be written',
  async (t) => {
    const text = '{"a":1.0,"data":"","b":[{"data":""}]}';
    const cuts = [16, 32].map((at) => ({ at, bytes: 100_000 }));
    const { data, b } = parseJson(text, cuts);
    t.equal(cutOutIndex(data), 0);
    t.same(cutOutIndex((b as { data: unknown }[])[0]?.data), 1);
    t.equal(isCutOut(data), true);
    t.equal(isNumber(data), false);
    t.equal(cutOutIndex('blob:0'), undefined);
    t.throws(() => stringify({ data }), { code: 'unprocessable' });
  },
);

void t.test('a fault after a cut is told at the column that the sender wrote', async (t) => {
  try {
    parseJson('{"data":"",x}', [{ at: 8, bytes: 100_000 }]);
    t.fail('it was accepted');
  } catch (error) {
    t.match(error instanceof Problem && error.issues[0]?.diagnostics, /column 100012\.$/);
  }
});

void t.test('a text that looks like a marked number inside a string stays text', async (t) => {
  const value = { a: 'x"\u00001', b: '"\u00002"', c: '\\"\u00003' };
  t.same(JSON.parse(stringify(value)), value);
});

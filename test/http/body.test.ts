/** JSON bodies: documents are cut out of them on their way in. */
import fc from '../fixtures/property.js';
import t from 'tap';
import { cutOutIndex, stringify } from '../../src/fhir/json.js';
import { readJson } from '../../src/http/body.js';
import { arriving, BUNDLE, failure, keep, KIB, LIMITS, LONG } from './arriving.js';

void t.test('long documents go to the sink, decoded; all else stays', async (t) => {
  const { value, contents } = await readJson(arriving(JSON.stringify(BUNDLE)), {
    ...LIMITS,
    sink: keep,
  });
  t.same(contents, [LONG, LONG.subarray(1)]);
  const read = value['entry'] as { resource: Record<string, unknown> }[];
  t.equal(cutOutIndex(read[0]?.resource['data']), 0);
  t.same(read[1]?.resource, BUNDLE.entry[1]?.resource);
  const content = read[2]?.resource['content'] as [{ attachment: Record<string, unknown> }];
  t.equal(cutOutIndex(content[0].attachment['data']), 1);
  t.equal(content[0].attachment['size'], 5);
});

void t.test('however a body is cut into pieces, it is read the same', async (t) => {
  const body = Buffer.from(JSON.stringify(BUNDLE, undefined, 2));
  const lengths = fc.array(
    fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 90_000 })),
    { minLength: 1, maxLength: 6 },
  );
  const whole = await readJson(arriving(body, [body.length]), { ...LIMITS, sink: keep });
  await fc.assert(
    fc.asyncProperty(lengths, async (pieces) => {
      fc.pre(pieces.some((length) => length > 500));
      t.same(await readJson(arriving(body, pieces), { ...LIMITS, sink: keep }), whole);
    }),
    { numRuns: 25 },
  );
});

void t.test('an escaped quote ends no text, wherever a piece ends', async (t) => {
  const before = JSON.stringify({ long: 'x'.repeat(70_000), note: '5" \\', no: '' }).slice(0, -1);
  const body = Buffer.from(`${before},"data":"${LONG.toString('base64')}"}`);
  for (let end = before.length - 12; end <= before.length; end++) {
    const { contents } = await readJson(arriving(body, [end, 90_000]), { ...LIMITS, sink: keep });
    t.same(contents, [LONG]);
  }
});

void t.test('a text of 64 KiB stays, one letter group more goes to the sink', async (t) => {
  const ofLength = async (length: number): Promise<number> => {
    const body = JSON.stringify({ data: 'QUJD'.repeat(length / 4) });
    return (await readJson(arriving(body), { ...LIMITS, sink: keep })).contents.length;
  };
  t.equal(await ofLength(64 * KIB), 0);
  t.equal(await ofLength(64 * KIB + 4), 1);
});

void t.test('escapes in base64 are read, wherever a piece ends', async (t) => {
  const plain = LONG.toString('base64');
  const escaped = plain
    .replaceAll('/', '\\/')
    .replaceAll('+', '\\u002B')
    .replace(/.{76}/g, (line) => line);
  const lines = plain.replace(/.{76}/g, '$&\\r\\n');
  for (const text of [escaped, lines]) {
    for (const length of [1_000, 4_099, 65_537]) {
      const { contents } = await readJson(arriving(`{"data":"${text}"}`, [length]), {
        ...LIMITS,
        sink: keep,
      });
      t.same(contents, [LONG]);
    }
  }
});

void t.test('numbers keep their text beside a document', async (t) => {
  const body = `{"a":1.00,"data":"${LONG.toString('base64')}","b":[2.50]}`;
  const { value } = await readJson(arriving(body), { ...LIMITS, sink: keep });
  t.equal(stringify({ ...value, data: 'x' }), '{"a":1.00,"data":"x","b":[2.50]}');
});

void t.test('sampled data is a list of numbers: it stays text', async (t) => {
  const sampled = { valueSampledData: { data: '1 2 E '.repeat(20_000) }, name: 'data' };
  const { value, contents } = await readJson(arriving(JSON.stringify(sampled)), {
    ...LIMITS,
    sink: keep,
  });
  t.same([value, contents], [sampled, []]);
});

void t.test('a long text under another name, in a list, or as a name stays text', async (t) => {
  const long = 'QUJD'.repeat(20_000);
  const body = { date: long, text: [long, { x: 'data' }, long], data: [long], [long]: 'data' };
  const limits = { ...LIMITS, textBytesMax: KIB * KIB, sink: keep };
  t.same(await readJson(arriving(JSON.stringify(body)), limits), { value: body, contents: [] });
});

void t.test('a long text that is not base64 is refused, naming the element', async (t) => {
  const long = 'QUJD'.repeat(20_000);
  const odd = [
    `${long}QU`,
    `${long}QQ==QUJD`,
    `${long}QU-C`,
    `${long}Q===`,
    `${long.slice(2)} ${long}`,
    `${long}\\"`,
    `${long}\\`,
    `${long}é`,
    `${long}\n`,
  ];
  for (const text of odd) {
    const body = `{"resourceType":"Bundle","entry":[{},{"resource":{"data":"${text}"}}]}`;
    const { code, at } = await failure(readJson(arriving(body), { ...LIMITS, sink: keep }));
    t.same([code, at], ['invalid-request', 'Bundle.entry[1].resource.data']);
  }
});

void t.test('a body that ends in a document or after it is not JSON', async (t) => {
  const whole = JSON.stringify(BUNDLE);
  for (const length of [whole.length - 1, whole.length - 30, 70_000, 60_000, 3, 0]) {
    const { code } = await failure(
      readJson(arriving(whole.slice(0, length)), { ...LIMITS, sink: keep }),
    );
    t.equal(code, 'invalid-json');
  }
  const deep = '{"data":'.repeat(10_000);
  t.match(await failure(readJson(arriving(deep), { ...LIMITS, sink: keep })), {
    said: /64 levels/,
  });
});

import fc from '../fixtures/property.js';
import t from 'tap';
import type { Act } from '../../src/audit/act.js';
import { auditEvent } from '../../src/audit/event.js';
import { aDoctor, anAct, BASE, bytesOf } from './an-act.js';

const build = (act: Act) => auditEvent(act, BASE);
const read = (act: Act): unknown => JSON.parse(bytesOf(build(act)).toString('utf8'));

// Any UTF-16, and the pieces that end strings, lines and members.
const nasty = fc.constantFrom(
  '"',
  '\\',
  '\n',
  '\r\n',
  '\u2028',
  '\u0000',
  '"}],"x":[{"',
  '😀',
  '\ud800',
);
const text = fc
  .array(fc.oneof(nasty, fc.string({ unit: 'binary' })), { minLength: 1, maxLength: 6 })
  .map((parts) => `a${parts.join('')}`);

/** The act with each of its free texts taken from a list. */
function actOf(texts: readonly string[]): Act {
  const [name, structureName, reason, requestId, line, body, because, client, token] = texts;
  const some = (value: string | undefined): string => value ?? 'a';
  const caller = aDoctor({
    name: some(name),
    structureName: some(structureName),
    reason: some(reason),
    requestId: some(requestId),
    token: { id: some(token), client: some(client) },
  });
  const query = { line: some(line), body: some(body) };
  return anAct({ caller, interaction: 'search', entities: [], because: some(because), query });
}

/** The form of a value: the same object with every string gone. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shape(inner)]));
}

const cleaned = (value: string): string =>
  value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '\ufffd');

t.test('no text changes the shape of an event, whatever it contains', async (t) => {
  const plain = shape(read(actOf([])));
  fc.assert(
    fc.property(fc.array(text, { minLength: 9, maxLength: 9 }), (texts) => {
      t.strictSame(shape(read(actOf(texts))), plain);
    }),
    { numRuns: 200 },
  );
});

t.test('every text arrives as it was, but for control characters that FHIR forbids', async (t) => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 9, maxLength: 9 }), (texts) => {
      const found = JSON.stringify(read(actOf(texts)));
      const [name, structureName, reason, requestId, , , , client, token] = texts;
      for (const one of [name, structureName, reason, requestId, client, token]) {
        t.ok(found.includes(JSON.stringify(cleaned(one ?? ''))), 'found as one whole string');
      }
    }),
    { numRuns: 200 },
  );
});

t.test('the query in base64 is the request byte for byte', async (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (line, body) => {
      const act = anAct({ interaction: 'search', entities: [], query: { line, body } });
      const { entity } = read(act) as { entity: { query?: string }[] };
      const bytes = Buffer.from(entity[0]?.query ?? '', 'base64');
      t.ok(bytes.equals(Buffer.from(`${line}\n\n${body}`)));
    }),
    { numRuns: 200 },
  );
});

t.test('an event is built in well under the time of a read', async (t) => {
  const act = anAct();
  for (let run = 0; run < 5_000; run++) build(act);
  const rounds = 20_000;
  const start = process.hrtime.bigint();
  for (let run = 0; run < rounds; run++) build(act);
  const micros = Number(process.hrtime.bigint() - start) / 1_000 / rounds;
  t.comment(`${micros.toFixed(2)} µs an event`);
  // Ten times what it takes, for busy machines; what it takes is printed.
  t.ok(micros < 100, 'under 100 µs');
});

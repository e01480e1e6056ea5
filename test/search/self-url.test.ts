import t from 'tap';
import fc from '../fixtures/property.js';
import type { Condition, Pair } from '../../src/search/conditions.js';
import { parse } from '../../src/search/parse.js';
import { selfUrl } from '../../src/search/self-url.js';
import { BASE, pairsOf, PARAMETERS, queryOf } from './found.js';

t.test('S-03 V-05 the self link repeats what was used, in order, readable', async (t) => {
  const query = queryOf('Patient', 'name=Le%C3%B3n&foo=1&_count=5&identifier=a|b,c&name=x+y');
  t.equal(
    selfUrl(`${BASE}/`, query.type, query.used),
    `${BASE}/Patient?name=Le%C3%B3n&_count=5&identifier=a%7Cb,c&name=x%20y`,
  );
  t.equal(selfUrl(BASE, 'Patient', queryOf('Patient', 'foo=1').used), `${BASE}/Patient`);
});

const escaped = fc
  .string({ minLength: 1, unit: 'grapheme' })
  .map((text) => text.replace(/[\\,|$]/g, '\\$&'));
const pair = fc.oneof(
  fc.tuple(fc.constantFrom('description', 'description:exact', 'author.family', 'type'), escaped),
  fc.tuple(fc.constantFrom('date', 'period'), fc.constantFrom('2020', 'ge2020-01,le2019')),
  fc.tuple(fc.constantFrom('subject', 'subject:Patient'), fc.constantFrom('1,Patient/2', 'a.b-c')),
  fc.tuple(fc.constantFrom('unknown', 'a.b'), fc.string()),
);

t.test('a query read again from its self link is the same query', async () => {
  const property = fc.property(fc.array(pair), (pairs) => {
    const query = parse(PARAMETERS, 'DocumentReference', pairs, { strict: false });
    const search = new URL(selfUrl(BASE, query.type, query.used)).search.slice(1);
    const again = parse(PARAMETERS, 'DocumentReference', pairsOf(search), { strict: true });
    return JSON.stringify({ ...query, ignored: [] }) === JSON.stringify(again);
  });
  fc.assert(property, { numRuns: 300 });
});

function valueOf(pairs: readonly Pair[]): Condition | undefined {
  return parse(PARAMETERS, 'DocumentReference', pairs, { strict: true }).where[0];
}

t.test('S-34 whatever is escaped is one value, as it was', async () => {
  const text = fc.string({ minLength: 1, unit: 'binary' });
  const property = fc.property(text, (value) => {
    const sent = value.replace(/[\\,|$]/g, '\\$&');
    const asString = valueOf([['description', sent]]);
    const asToken = valueOf([['type', `s|${sent}`]]);
    return (
      asString?.kind === 'string' &&
      asString.values.length === 1 &&
      asString.values[0] === value &&
      asToken?.kind === 'token' &&
      asToken.values.length === 1 &&
      asToken.values[0]?.code === value
    );
  });
  fc.assert(property, { numRuns: 500 });
});

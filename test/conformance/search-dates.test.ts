/** Dates, numbers and quantities as they are searched for: S-09 to S-17, S-30, S-31, S-33. */
import t from 'tap';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Json } from '../fixtures/server.js';
import { storedAs } from './found-among.js';

const server = await startServer(t);
const tester = await server.as('tester');

const UCUM = 'http://unitsofmeasure.org';
const LOINC = 'http://loinc.org';

function coded(code: string): Json {
  return { coding: [{ system: LOINC, code }] };
}

/** An observation with more elements. */
function observed(more: Json): Json {
  return { status: 'final', code: coded('1-8'), ...more };
}

function at(effectiveDateTime: string): Json {
  return observed({ effectiveDateTime });
}

function during(start?: string, end?: string): Json {
  return observed({ effectivePeriod: { ...(start && { start }), ...(end && { end }) } });
}

function measured(value: number, code = 'mg', more: Json = {}): Json {
  return observed({ valueQuantity: { value, unit: code, system: UCUM, code, ...more } });
}

const dates = await storedAs(tester, 'Observation', {
  a: at('2013-01-14T10:00:00Z'),
  b: at('2013-01-15T00:00:00Z'),
  c: at('2013-01-14'),
  d: at('2013-01'),
  e: at('2013'),
  f: during('2013-01-21'),
  g: during('2013-03-15', '2013-04-01'),
  h: observed({ effectiveTiming: { event: ['2012-01-01', '2012-06-01'] } }),
  n: observed({}),
});

t.test('S-10: equal is what lies wholly within the date asked for', async (t) => {
  t.equal(await dates.found('date=2013-01-14'), 'ac');
  t.equal(await dates.found('date=eq2013-01'), 'abcd');
  t.equal(await dates.found('date=2013-01-14T10:00'), 'a');
});

t.test('S-11: not equal is all the rest that has a date', async (t) => {
  t.equal(await dates.found('date=ne2013-01-14'), 'bdefgh');
  t.equal(await dates.found('date=ne2013-01'), 'efgh');
});

t.test('S-12: less and greater compare with what a date stands for', async (t) => {
  t.equal(await dates.found('date=lt2013-01-14T10:00'), 'cdeh');
  t.equal(await dates.found('date=gt2013-01-14T10:00'), 'bcdefg');
});

t.test('S-13: an absent end of a period has no bound', async (t) => {
  t.match(await dates.found('date=ge2013-03-14'), /f/);
  t.match(await dates.found('date=le2013-03-14'), /f/);
});

t.test('S-14: after and before are beyond all of a period', async (t) => {
  t.equal(await dates.found('date=sa2013-03-14'), 'g');
  t.equal(await dates.found('date=eb2013-01-14'), 'h');
});

t.test('S-15: about finds what overlaps, and what is equal', async (t) => {
  t.equal(await dates.found('date=ap2013-01-14'), 'acde');
});

t.test('S-16: repeats narrow, commas widen', async (t) => {
  t.equal(await dates.found('date=ge2013-01-14&date=le2013-01-14'), 'acde');
  t.equal(await dates.found('date=2012,2013-01-15'), 'bh');
});

t.test('S-17: times with zones are moments, in every spelling', async (t) => {
  const near = await storedAs(tester, 'Observation', { a: at('2020-01-01T00:30:00+02:00') });
  t.equal(await near.found('date=2019-12-31T22:30:00Z'), 'a');
  t.equal(await near.found('date=2019-12-31T22:30Z'), 'a', 'without seconds');
  t.equal(await near.found('date=2020-01-01T00:30:00+02:00'), 'a');
  t.equal(await near.found('date=2019-12-31'), 'a', 'a day is that of UTC');
});

const amounts = await storedAs(tester, 'Observation', {
  a: measured(5.4),
  b: measured(5.35),
  c: measured(5.45),
  d: measured(5.4, 'g'),
  e: observed({ valueQuantity: { value: 5.4, unit: 'mg' } }),
  f: measured(10, 'mg', { comparator: '>' }),
  n: observed({}),
});

t.test('S-30: a quantity is compared in its unit, to the digits asked for', async (t) => {
  t.equal(await amounts.found(`value-quantity=5.4|${UCUM}|mg`), 'ab');
  t.equal(await amounts.found(`value-quantity=5400|${UCUM}|mg`), 'd');
  t.equal(await amounts.found(`value-quantity=0.00540|${UCUM}|g`), 'a');
  t.equal(await amounts.found('value-quantity=5.4||mg'), 'abe');
  t.equal(await amounts.found('value-quantity=5.4'), 'abde');
  t.equal(await amounts.found('value-quantity=5.40'), 'ade');
  t.equal(await amounts.found(`value-quantity=lt5.4|${UCUM}|mg`), 'b', 'less is exactly less');
  t.equal(await amounts.found(`value-quantity=gt5.4|${UCUM}|mg`), 'cdf', 'a gram is more');
  t.equal(await amounts.found(`value-quantity=ge5.4|${UCUM}|mg`), 'acdf');
  t.equal(await amounts.found(`value-quantity=sa5.4|${UCUM}|mg`), 'cdf');
  t.equal(await amounts.found(`value-quantity=eb5.4|${UCUM}|mg`), 'b');
  t.equal(await amounts.found(`value-quantity=ap5|${UCUM}|mg`), 'abc', 'about is a tenth');
  t.equal(await amounts.found(`value-quantity=ne5.4|${UCUM}|mg`), 'cdf');
  t.equal(await amounts.found('value-quantity:missing=true'), 'n');
});

t.test('S-31: a number stands for all that round to it', async (t) => {
  const risk = (probabilityDecimal: number): Json => ({
    status: 'final',
    subject: { display: 'x' },
    prediction: [{ probabilityDecimal }],
  });
  const risks = await storedAs(tester, 'RiskAssessment', {
    // R4 knows no probability above 100.
    ...{ a: risk(99.5), b: risk(94), c: risk(100), d: risk(95), e: risk(99.4) },
  });
  t.equal(await risks.found('probability=100'), 'ac');
  t.equal(await risks.found('probability=100.00'), 'c');
  t.equal(await risks.found('probability=1e2'), 'acde');
  t.equal(await risks.found('probability=gt99.4'), 'ac');
  t.equal(await risks.found('probability=le95'), 'bd');
  t.equal(await risks.found('probability=99.5,95'), 'ad');
});

t.test('S-33: a composite holds of one and the same element', async (t) => {
  const part = (code: string, value: number): Json => {
    return { code: coded(code), valueQuantity: { value, system: UCUM, code: 'mm[Hg]' } };
  };
  const pressure = await storedAs(tester, 'Observation', {
    a: observed({ component: [part('8480-6', 120), part('8462-4', 80)] }),
    b: observed({ component: [part('8480-6', 80), part('8462-4', 120)] }),
    c: observed({ code: coded('8480-6'), valueQuantity: { value: 130, unit: 'mmHg' } }),
    d: observed({ code: coded('9-9'), valueCodeableConcept: coded('yes') }),
    e: observed({ code: coded('9-8'), valueString: 'Étoile filante' }),
  });
  const found = async (search: string) => pressure.found(search);
  t.equal(await found('component-code-value-quantity=8480-6$gt100'), 'a');
  t.equal(await found(`component-code-value-quantity=${LOINC}|8462-4$120|${UCUM}|mm[Hg]`), 'b');
  t.equal(await found('combo-code-value-quantity=8480-6$gt100'), 'ac');
  t.equal(await found('code-value-quantity=8480-6$gt100'), 'c');
  t.equal(await found('code-value-concept=9-9$yes'), 'd');
  t.equal(await found('code-value-concept=9-9$no,9-9$yes'), 'd');
  t.equal(await found('code-value-string=9-8$etoile'), 'e');
  t.equal(await found('component-code-value-quantity:missing=false'), 'ab');
});

t.test('S-09: a value that is none of its kind is refused, with the parameter', async (t) => {
  for (const search of [
    ...['date=abc', 'date=2020-13', 'date=ge', 'value-quantity=abc', 'value-quantity=5||mg|x'],
    ...[
      'value-quantity=5|http://x',
      'code-value-quantity=8480-6',
      'code-value-quantity=a$b',
      'code-value-quantity=http://x|$1',
    ],
    ...['code-value-quantity=a$1$2', '_count=-1', '_count=x', 'value-quantity=1e999'],
  ]) {
    const says = new RegExp(search.split('=')[0] ?? '');
    isRefusal(t, await tester.get(`Observation?${search}`), {
      status: 400,
      says,
      detail: 'invalid-search',
    });
  }
});

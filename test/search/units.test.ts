import t from 'tap';
import { canonicalOf, converted } from '../../src/fhir/ucum/units.js';
import type { Resource } from '../../src/fhir/resource.js';
import type { Json } from '../fixtures/server.js';
import { finds } from './found.js';

const UCUM = 'http://unitsofmeasure.org';

function observed(value: number, code: string, more: Json = {}): Resource {
  return {
    resourceType: 'Observation',
    code: { coding: [{ system: 'http://loinc.org', code: '29463-7' }] },
    valueQuantity: { value, code, system: UCUM, ...more },
  };
}

function found(resource: Resource, asked: string, by = 'value-quantity'): boolean {
  return finds(resource, `${by}=${encodeURIComponent(asked)}`);
}

t.test('each unit is the multiple of base units that UCUM says', async (t) => {
  for (const [code, value, other, same] of [
    ['kg', 1, 'g', 1_000],
    ['mg/dL', 1, 'g/L', 0.01],
    ['mmol/L', 5, 'umol/mL', 5],
    ['mm[Hg]', 760, 'kPa', 101.32472],
    ['cm[H2O]', 10, 'Pa', 980.665],
    ['Cel', 37, '[degF]', 98.6],
    ['K', 310.15, 'Cel', 37],
    ['kcal', 1, 'kJ', 4.184],
    ['L/min', 6, 'mL/s', 100],
    ['/min', 60, 'Hz', 1],
    ['10*9/L', 5, '/nL', 5],
    ['10*3/uL', 5, '10^9/L', 5],
    ['mL/min/{1.73_m2}', 60, 'mL/s', 1],
    ['g/(24.h)', 24, 'g/h', 1],
    ['m[iU]/mL', 1, '[iU]/L', 1],
    ['U/L', 60, 'umol/(s.L)', 1],
    ['[lb_av]', 1, 'kg', 0.45359237],
    ['[in_i]', 1, 'cm', 2.54],
    ['kg/m2', 25, 'g/cm2', 2.5],
    ['wk', 1, 'd', 7],
    ['a', 1, 'mo', 12],
    ['%', 50, '1', 0.5],
    ['{score}', 5, '1', 5],
    ['V', 1, 'W/A', 1],
    ['Ohm', 1, 'V/A', 1],
    ['S', 1, '/Ohm', 1],
    ['F', 1, 'C/V', 1],
    ['T', 1, 'N/(A.m)', 1],
    ['Gy', 1, 'J/kg', 1],
  ] as const) {
    const [one, two] = [canonicalOf(code), canonicalOf(other)];
    if (one === undefined || two === undefined) return t.fail(`${code} or ${other} is unknown`);
    t.equal(one.base, two.base, `${code} and ${other} are of one kind`);
    t.equal(converted(value, one), converted(same, two), `${value} ${code} is ${same} ${other}`);
  }
});

t.test('what is no unit that is known is compared as written', async (t) => {
  for (const code of ['', '/', 'g/', '.g', '(g', 'g)', 'g//L', 'mgg', 'Cel/s', 'nonsense', ' g']) {
    t.equal(canonicalOf(code), undefined, code);
  }
  t.equal(canonicalOf('g'.repeat(101)), undefined);
  t.equal(canonicalOf('Yg400'), undefined, 'beyond all numbers');
  t.ok(found(observed(5, 'drops'), `5|${UCUM}|drops`));
  t.not(canonicalOf('mol')?.base, canonicalOf('eq')?.base, 'amounts of other things');
});

t.test('S-30 a quantity is found in any unit of its kind', async (t) => {
  const weight = observed(3.5, 'kg');
  for (const [asked, is] of [
    [`3500|${UCUM}|g`, true],
    [`3.5|${UCUM}|kg`, true],
    [`7.7|${UCUM}|[lb_av]`, true],
    [`7.8|${UCUM}|[lb_av]`, false],
    [`ge3500|${UCUM}|g`, true],
    [`le3500000|${UCUM}|mg`, true],
    [`gt3500|${UCUM}|g`, false],
    [`lt3500|${UCUM}|g`, false],
    [`ne3500|${UCUM}|g`, false],
    [`ne3400|${UCUM}|g`, true],
    [`ap3400|${UCUM}|g`, true],
    [`sa3499|${UCUM}|g`, true],
    [`eb3501|${UCUM}|g`, true],
    [`3500|${UCUM}|m`, false],
    ['3500||g', false],
    ['3500|http://other.example|g', false],
  ] as const) {
    t.equal(found(weight, asked), is, asked);
  }
  t.notOk(found(observed(3.5, 'kg', { system: 'http://other.example' }), `3500|${UCUM}|g`));
  t.notOk(found(observed(3.5, 'kg', { system: undefined }), `3500|${UCUM}|g`));
});

t.test('S-30 the noise of conversion decides nothing', async (t) => {
  for (let value = 1; value < 400; value += 1) {
    const found = finds(observed(value / 1000, 'g'), `value-quantity=le${value}|${UCUM}|mg`);
    const beyond = finds(observed(value / 1000, 'g'), `value-quantity=gt${value}|${UCUM}|mg`);
    if (!found || beyond) t.fail(String(value));
  }
  t.ok(found(observed(37, 'Cel'), `98.6|${UCUM}|[degF]`));
});

t.test('S-30 comparators, ranges and composites are converted too', async (t) => {
  t.ok(found(observed(2, 'g', { comparator: '<' }), `lt1000|${UCUM}|mg`));
  t.notOk(found(observed(2, 'g', { comparator: '<' }), `gt2000|${UCUM}|mg`));
  t.ok(found(observed(2, 'g', { comparator: '>' }), `gt5000|${UCUM}|mg`));
  const dose = {
    resourceType: 'Condition',
    onsetRange: {
      low: { value: 1, system: UCUM, code: 'a' },
      high: { value: 2, system: UCUM, code: 'a' },
    },
  };
  t.ok(found(dose, `ge12|${UCUM}|mo`, 'onset-age'));
  t.notOk(found(dose, `gt24|${UCUM}|mo`, 'onset-age'));
  const pair = `http://loinc.org|29463-7$3500|${UCUM}|g`;
  t.ok(found(observed(3.5, 'kg'), pair, 'code-value-quantity'));
  t.notOk(found(observed(3.4, 'kg'), pair, 'code-value-quantity'));
});

/** Search parameters made of whatever a package says: made, or refused with a reason. */
import t from 'tap';
import { defineParameters, type Ground } from '../../src/search/defining/define.js';
import { compilePath } from '../../src/search/indexing/select.js';
import { theProfiles } from '../fixtures/profiles.js';
import fc from '../fixtures/property.js';

const ground: Ground = {
  structure: theProfiles().structure,
  declared: () => undefined,
  codesOf: () => [],
  isNoted: (type) => type === 'AuditEvent',
};

function define(more: Readonly<Record<string, unknown>>): ReturnType<typeof defineParameters> {
  const known = { resourceType: 'SearchParameter', url: 'urn:x', code: 'x', base: ['Patient'] };
  return defineParameters([{ ...known, type: 'token', ...more }], ground);
}

const STEPS = [
  ...['Patient', 'Resource', 'name', 'contact', 'value', 'extension', 'deceased', '[0]', '.', '.'],
  ...["extension('u')", "where(use='home')", 'where(resolve() is Group)', 'as(string)', ' as '],
  ...['ofType(FHIR.date)', '(', ')', '|', "'", '\\', ' ', 'resolve()', '$this', '%resource'],
];

t.test('any expression is defined or refused, quickly', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(...STEPS), fc.string({ maxLength: 3 })), { maxLength: 12 }),
      fc.constantFrom('token', 'string', 'date', 'reference', 'uri', 'number', 'quantity', 'x'),
      (steps, type) => {
        const { defined, unused } = define({ expression: steps.join(''), type });
        for (const { data } of defined) data.paths.forEach(compilePath);
        return defined.length + unused.length === 1;
      },
    ),
    { numRuns: 500 },
  );
  const started = performance.now();
  const long = ['value.extension.'.repeat(200), '('.repeat(3_900), `${'a as '.repeat(700)}b`];
  for (const start of ['Patient.extension.', '']) {
    for (const one of long) t.match(define({ expression: start + one }), { defined: [] });
  }
  t.ok(performance.now() - started < 1_000);
  t.end();
});

const NAMES = ['url', 'id', 'code', 'base', 'type', 'status', 'expression', 'target', 'component'];

t.test('whatever else a definition says, it is defined or refused', (t) => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...NAMES), fc.jsonValue()), (more) => {
      const { defined, unused } = define({ expression: 'Patient.name', type: 'string', ...more });
      return defined.length + unused.length > 0;
    }),
    { numRuns: 300 },
  );
  t.match(define({ type: { toString: 1 } }).unused, [{ why: /type no type are not compared/ }]);
  const all = define({ base: ['Resource'], expression: 'meta.tag' });
  t.ok(all.defined.length > 100);
  t.match(all.unused, [{ url: 'urn:x', why: /a AuditEvent is found by what/ }]);
  t.end();
});

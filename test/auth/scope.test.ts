import fc from '../fixtures/property.js';
import t from 'tap';
import { parseScopes } from '../../src/auth/scope.js';

const LINES: readonly (readonly [string, string])[] = [
  ['user/*.cruds', 'user * cruds'],
  ['patient/DocumentReference.rs', 'patient DocumentReference rs'],
  ['system/*.read', 'system * rs'],
  ['user/Patient.write', 'user Patient cud'],
  ['user/Patient.*', 'user Patient cruds'],
  ['system/List.c', 'system List c'],
];

t.test('scopes of SMART version 2 and 1 are understood', async (t) => {
  for (const [text, expected] of LINES) {
    const shown = parseScopes(text).map(({ context, type, may }) => `${context} ${type} ${may}`);
    t.strictSame(shown, [expected], text);
  }
});

t.test('what is not understood grants nothing', async (t) => {
  const nothing = [
    '',
    'openid',
    'launch/patient',
    'offline_access',
    'user/*',
    'user/*.',
    'user/*.sr',
    'user/*.rr',
    'user/*.readwrite',
    'User/*.rs',
    'user/patient.rs',
    'other/*.rs',
    'user/Patient.rs\n',
    'user/Observation.rs?category=laboratory',
    'user/Pat*.rs',
    'user/__proto__.rs',
    '*/*.cruds',
  ];
  for (const text of nothing) t.strictSame(parseScopes(text), [], text);
});

t.test('a list gives its scopes in order, spaces apart', async (t) => {
  t.match(parseScopes('openid  user/Patient.r patient/*.s'), [{ type: 'Patient' }, { type: '*' }]);
  t.equal(parseScopes('user/*.rs '.repeat(300)).length, 200);
});

t.test('no text gives a letter that is not one of cruds', async (t) => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (type, may) => {
      for (const scope of parseScopes(`user/${type}.${may}`)) t.match(scope.may, /^c?r?u?d?s?$/);
    }),
  );
});

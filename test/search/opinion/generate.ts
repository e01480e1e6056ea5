/** Resources and searches at random: few values, so that they meet often. */
import fc from '../../fixtures/property.js';
import { aConsent, persona } from '../../fixtures/dossier.js';
import type { Json } from '../../fixtures/server.js';
import type { Asked, Search, Test } from './evaluate.js';
import { PARAMS } from './values.js';

const NAMES = ['Clinique des Lilas', 'Lilas', 'Hôpital', 'hopital Éluard', "L'Aube"];
const WORDS = ['lil', 'LILAS', 'hop', 'eluard', 'des', 'aube', 'x', 'Hôpital', 'clinique'];
const DATES = ['2024', '2024-02', '2024-02-10', '2024-02-11', '2025-01', '2023-12-31'];
const SYSTEMS = ['urn:a', 'urn:b'];
const CODES = ['1', '2', 'c'];
const PREFIXES = ['', 'eq', 'ne', 'lt', 'gt', 'le', 'ge', 'sa', 'eb', 'ap'];

const coding = fc.record(
  { system: fc.constantFrom(...SYSTEMS), code: fc.constantFrom(...CODES) },
  { requiredKeys: ['code'] },
);
const concepts = fc.array(coding, { minLength: 1, maxLength: 2 }).map((list) => [{ coding: list }]);
const identifiers = fc
  .array(coding, { minLength: 1, maxLength: 2 })
  .map((list) => list.map(({ code, ...rest }) => ({ ...rest, value: code })));
const period = fc
  .record(
    { start: fc.constantFrom(...DATES), end: fc.constantFrom(...DATES) },
    { requiredKeys: [] },
  )
  .filter(({ start, end }) => (start ?? end) !== undefined)
  .map(({ start, end }) =>
    start !== undefined && end !== undefined && start > end ? { start } : { start, end },
  );

/** A reference to one of what was made before. */
function referenceTo(made: readonly string[]): fc.Arbitrary<Json> {
  return fc.constantFrom(...made).map((reference) => ({ reference }));
}

/** An Organization, perhaps part of one made before. */
export function organization(made: readonly string[]): fc.Arbitrary<Json> {
  return fc
    .record(
      {
        name: fc.constantFrom(...NAMES),
        identifier: identifiers,
        active: fc.boolean(),
        type: concepts,
        ...(made.length === 0 ? {} : { partOf: referenceTo(made) }),
      },
      { requiredKeys: ['name'] },
    )
    .map((one) => ({ resourceType: 'Organization', ...one }));
}

/** A PractitionerRole at one of the Organizations. */
export function role(made: readonly string[]): fc.Arbitrary<Json> {
  return fc
    .record(
      { identifier: identifiers, active: fc.boolean(), specialty: concepts, period },
      { requiredKeys: [] },
    )
    .chain((one) =>
      fc
        .option(referenceTo(made), { nil: undefined })
        .map((at) => ({ resourceType: 'PractitionerRole', ...one, organization: at })),
    );
}

/** A Consent of a patient, at one of the Organizations. */
export async function consents(
  patient: string,
  made: readonly string[],
): Promise<fc.Arbitrary<Json>> {
  const { dateTime: _dateTime, ...whole } = aConsent(patient, await persona('nurse'), 'permit');
  return fc
    .record(
      {
        identifier: identifiers,
        dateTime: fc.constantFrom(...DATES),
        organization: referenceTo(made).map((one) => [one]),
      },
      { requiredKeys: [] },
    )
    .chain((one) =>
      fc
        .constantFrom('active', 'inactive', 'rejected')
        .map((status) => ({ ...whole, ...one, status })),
    );
}

const token = fc.oneof(
  fc.constantFrom(...CODES, 'true', 'false', 'active', 'rejected'),
  fc
    .tuple(fc.constantFrom('', ...SYSTEMS), fc.constantFrom(...CODES))
    .map((both) => both.join('|')),
  fc.constantFrom(...SYSTEMS).map((system) => `${system}|`),
);
/** Values that a token parameter takes: of a flag there are two. */
function tokens(code: string): fc.Arbitrary<string> {
  return code === 'active' ? fc.constantFrom('true', 'false') : token;
}

const date = fc
  .tuple(fc.constantFrom(...PREFIXES), fc.constantFrom(...DATES))
  .map((b) => b.join(''));

function condition(type: string, made: readonly string[], chained: boolean): fc.Arbitrary<Asked> {
  const plainly = Object.entries(PARAMS[type] ?? {}).map(([code, { kind }]) => {
    const values = (one: fc.Arbitrary<string>) => fc.array(one, { minLength: 1, maxLength: 2 });
    const named = (modifiers: readonly string[], value: fc.Arbitrary<string>) =>
      fc.record({
        name: fc.constantFrom(...modifiers).map((modifier) => code + modifier),
        values: values(value),
      });
    if (kind === 'token') return named(chained ? [''] : ['', '', ':not'], tokens(code));
    if (kind === 'string')
      return named(['', ':exact', ':contains'], fc.constantFrom(...WORDS, ...NAMES));
    if (kind === 'date') return named([''], date);
    const ids = made.flatMap((name) => [name, name.split('/')[1] ?? '']);
    return named([''], fc.constantFrom(...ids));
  });
  const missing = fc.record({
    name: fc.constantFrom(...Object.keys(PARAMS[type] ?? {})).map((code) => `${code}:missing`),
    values: fc.constantFrom(['true'], ['false']),
  });
  return fc.oneof(...plainly, ...(chained ? [] : [missing]));
}

/** Chains, both ways and in each other. */
function joined(type: string, made: readonly string[]): fc.Arbitrary<Asked> {
  const under = (prefix: string, of: string): fc.Arbitrary<Asked> =>
    condition(of, made, true).map(({ name, values }) => ({ name: prefix + name, values }));
  if (type !== 'Organization') {
    return fc.oneof(
      under('organization.', 'Organization'),
      under('organization.partof.', 'Organization'),
      under('organization._has:PractitionerRole:organization:', 'PractitionerRole'),
    );
  }
  return fc.oneof(
    under('partof.', 'Organization'),
    under('_has:PractitionerRole:organization:', 'PractitionerRole'),
    under('_has:Organization:partof:_has:PractitionerRole:organization:', 'PractitionerRole'),
    under('_has:Organization:partof:partof.', 'Organization'),
    under('_has:Consent:organization:', 'Consent'),
  );
}

function filterTest(type: string): fc.Arbitrary<Test> {
  const each = Object.entries(PARAMS[type] ?? {}).map(([code, { kind }]) => {
    const with_ = (operators: readonly string[], value: fc.Arbitrary<string>) =>
      fc.record({
        negated: fc.boolean(),
        code: fc.constant(code),
        operator: fc.constantFrom(...operators),
        value,
      });
    if (kind === 'token') return with_(['eq'], tokens(code));
    if (kind === 'string')
      return with_(['eq', 'co', 'sw', 'ew'], fc.constantFrom(...WORDS, ...NAMES));
    if (kind === 'date') return with_(PREFIXES.slice(1), fc.constantFrom(...DATES));
    return with_(['pr'], fc.constantFrom('true', 'false'));
  });
  return fc.oneof(...each);
}

/** A search of one of the types. */
export function search(made: readonly string[]): fc.Arbitrary<Search> {
  return fc.constantFrom(...Object.keys(PARAMS)).chain((type) =>
    fc.record({
      type: fc.constant(type),
      asked: fc.array(fc.oneof(condition(type, made, false), joined(type, made)), { maxLength: 2 }),
      filter: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        {
          weight: 1,
          arbitrary: fc.array(fc.array(filterTest(type), { minLength: 1, maxLength: 2 }), {
            minLength: 1,
            maxLength: 2,
          }),
        },
      ),
      sort: fc.array(
        fc
          .tuple(fc.constantFrom('', '-'), fc.constantFrom(...Object.keys(PARAMS[type] ?? {})))
          .map((both) => both.join('')),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  );
}

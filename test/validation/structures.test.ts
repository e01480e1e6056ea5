/** Resources judged by StructureDefinitions, compiled from what any package gives. */
import { execFileSync } from 'node:child_process';
import t from 'tap';
import { languageOf } from '../../src/fhir/language.js';
import { repositoryRoot } from '../fixtures/requires.js';
import type { Resource } from '../../src/fhir/resource.js';
import type { JsonObject } from '../../src/fhir/json.js';
import { compileProfile } from '../../src/validation/structure/compile.js';
import type { StructureDefinition } from '../../src/validation/structure/definition.js';
import { makeValidator } from '../../src/validation/validator.js';
import { theProfiles, theTerminology } from '../fixtures/profiles.js';

const data = { ...theProfiles(), codes: theTerminology() };
const BASE = 'https://example.org/StructureDefinition';

type Elements = NonNullable<NonNullable<StructureDefinition['differential']>['element']>;

function profile(type: string, elements: Elements, name = 'p', parent?: string) {
  const definition: StructureDefinition = {
    url: `${BASE}/${name}`,
    title: name,
    type,
    kind: 'resource',
    derivation: 'constraint',
    baseDefinition: parent ?? `http://hl7.org/fhir/StructureDefinition/${type}`,
    differential: { element: elements },
  };
  return definition;
}

const COLOURS: Resource = {
  resourceType: 'ValueSet',
  url: 'https://example.org/ValueSet/colours',
  compose: { include: [{ system: 'urn:colours', concept: [{ code: 'red' }, { code: 'blue' }] }] },
};

/** Where the last of some definitions finds errors in a resource, and in what words. */
function judged(definitions: StructureDefinition[], resource: JsonObject, severity = 'error') {
  const byUrl = new Map(definitions.map((one) => [one.url, one]));
  const lookup = { structure: data.structure, definition: (url: string) => byUrl.get(url) };
  const compiled = definitions.map((one) => compileProfile(one, lookup));
  // What the build writes and the server reads is JSON.
  const read = JSON.parse(JSON.stringify(compiled)) as typeof compiled;
  const codes = data.codes.with([COLOURS]);
  const validator = makeValidator({ ...data, compiled: read, codes });
  return validator
    .validate(resource, definitions.at(-1)?.url)
    .filter((issue) => issue.severity === severity);
}

function places(definitions: StructureDefinition[], resource: JsonObject): string[] {
  return judged(definitions, resource).map((issue) => `${issue.expression?.[0]} ${issue.code}`);
}

const URN = 'c757873d-ec9a-4326-a141-556f43239';
const PATIENT = { resourceType: 'Patient' };

t.test('a profile counts what R4 leaves open', (t) => {
  const one = profile('Patient', [
    { path: 'Patient.birthDate', min: 1 },
    { path: 'Patient.name', min: 1, max: '1' },
    { path: 'Patient.name.family', min: 1 },
    { path: 'Patient.photo', max: '0' },
  ]);
  t.same(places([one], PATIENT), ['Patient.birthDate required', 'Patient.name required']);
  const names = { ...PATIENT, birthDate: '2000', name: [{ text: 'a' }, { family: 'b' }] };
  t.same(places([one], { ...names, photo: [{ url: 'x' }] }), [
    'Patient.name[1] structure',
    'Patient.name[0].family required',
    'Patient.photo[0] structure',
  ]);
  t.same(places([one], { ...PATIENT, birthDate: '2000', name: [{ family: 'b' }] }), []);
  t.same(
    places([one], {
      ...PATIENT,
      _birthDate: { extension: [{ url: 'urn:x', valueCode: 'y' }] },
      name: [{ family: 'b' }],
    }),
    [],
  );
  t.end();
});

t.test('fixed values are exact, patterns may be more', (t) => {
  const concept = { coding: [{ system: 'urn:s', code: 'a' }] };
  const more = { coding: [{ code: 'b' }, { system: 'urn:s', code: 'a', display: 'A' }], text: 'x' };
  const fixed = profile('Patient', [
    { path: 'Patient.maritalStatus', fixedCodeableConcept: concept },
  ]);
  const pattern = profile('Patient', [
    { path: 'Patient.maritalStatus', patternCodeableConcept: concept },
  ]);
  t.same(places([fixed], { ...PATIENT, maritalStatus: concept }), []);
  t.same(places([fixed], { ...PATIENT, maritalStatus: more }), ['Patient.maritalStatus value']);
  t.same(places([pattern], { ...PATIENT, maritalStatus: more }), []);
  t.same(places([pattern], { ...PATIENT, maritalStatus: { text: 'a' } }), [
    'Patient.maritalStatus value',
  ]);
  t.end();
});

t.test('slices are told apart by value, and counted', (t) => {
  const one = profile('Patient', [
    {
      path: 'Patient.identifier',
      slicing: { discriminator: [{ type: 'value', path: 'system' }], rules: 'closed' },
    },
    { path: 'Patient.identifier', sliceName: 'own', min: 1, max: '1' },
    { path: 'Patient.identifier.system', min: 1, fixedUri: 'urn:own' },
    { path: 'Patient.identifier.value', min: 1 },
  ]);
  t.same(places([one], PATIENT), ['Patient.identifier required']);
  t.same(places([one], { ...PATIENT, identifier: [{ system: 'urn:own', value: '1' }] }), []);
  t.same(
    places([one], { ...PATIENT, identifier: [{ system: 'urn:own' }, { system: 'urn:other' }] }),
    ['Patient.identifier[1] structure', 'Patient.identifier[0].value required'],
  );
  t.end();
});

t.test('slices are told apart by what is there, in order, and others stand at the end', (t) => {
  const one = profile('Patient', [
    {
      path: 'Patient.name',
      slicing: {
        discriminator: [{ type: 'exists', path: 'period' }],
        rules: 'openAtEnd',
        ordered: true,
      },
    },
    { path: 'Patient.name', sliceName: 'past' },
    { path: 'Patient.name.period', min: 1 },
    { path: 'Patient.name', sliceName: 'present' },
    { path: 'Patient.name.period', max: '0' },
  ]);
  const past = { family: 'a', period: { start: '2000' } };
  t.same(places([one], { ...PATIENT, name: [past, { family: 'b' }] }), []);
  t.same(places([one], { ...PATIENT, name: [{ family: 'b' }, past] }), [
    'Patient.name[1] structure',
  ]);
  t.end();
});

t.test('a choice is sliced by type, by its full name or its short one', (t) => {
  const base = { resourceType: 'Observation', status: 'final', code: { text: 'x' } };
  const one = profile('Observation', [
    { path: 'Observation.value[x]', type: [{ code: 'Quantity' }, { code: 'string' }] },
    {
      path: 'Observation.valueQuantity',
      id: 'Observation.value[x]:valueQuantity',
      sliceName: 'valueQuantity',
    },
    {
      path: 'Observation.valueQuantity.unit',
      id: 'Observation.value[x]:valueQuantity.unit',
      min: 1,
    },
  ]);
  t.same(places([one], { ...base, valueQuantity: { value: 1 } }), [
    'Observation.value.unit required',
  ]);
  t.same(places([one], { ...base, valueString: 'x' }), []);
  t.same(places([one], { ...base, valueBoolean: true }), ['Observation.value structure']);
  const short = profile('Observation', [{ path: 'Observation.valueQuantity.unit', min: 1 }]);
  t.same(places([short], { ...base, valueQuantity: { value: 1 } }), [
    'Observation.value.unit required',
  ]);
  t.end();
});

t.test('entries are told apart by the profile they keep, and one that does not says why', (t) => {
  const part = profile('Patient', [{ path: 'Patient.gender', min: 1 }], 'part');
  const bundle = profile('Bundle', [
    {
      path: 'Bundle.entry',
      slicing: { discriminator: [{ type: 'profile', path: 'resource' }], rules: 'closed' },
    },
    { path: 'Bundle.entry', sliceName: 'patient', min: 1 },
    { path: 'Bundle.entry.resource', type: [{ code: 'Patient', profile: [part.url] }] },
  ]);
  const holding = (resource: object) => ({
    resourceType: 'Bundle',
    type: 'collection',
    entry: [{ resource }],
  });
  t.same(places([part, bundle], holding({ ...PATIENT, gender: 'female' })), []);
  t.same(places([part, bundle], holding({ ...PATIENT, meta: { profile: [part.url] } })), [
    'Bundle.entry[0] structure',
    'Bundle.entry[0].resource.gender required',
    'Bundle.entry required',
  ]);
  t.end();
});

t.test('a reference is followed to what is contained, and its type compared', (t) => {
  const one = profile('Patient', [
    {
      path: 'Patient.managingOrganization',
      type: [
        {
          code: 'Reference',
          targetProfile: ['http://hl7.org/fhir/StructureDefinition/Organization'],
        },
      ],
    },
    {
      path: 'Patient.generalPractitioner',
      slicing: { discriminator: [{ type: 'type', path: 'resolve()' }], rules: 'closed' },
    },
    {
      path: 'Patient.generalPractitioner',
      sliceName: 'person',
      type: [
        {
          code: 'Reference',
          targetProfile: ['http://hl7.org/fhir/StructureDefinition/Practitioner'],
        },
      ],
    },
  ]);
  const contained = (type: string) => ({
    ...PATIENT,
    contained: [{ resourceType: type, id: 'a' }],
    generalPractitioner: [{ reference: '#a' }],
  });
  t.same(places([one], contained('Practitioner')), []);
  t.same(places([one], contained('Organization')).slice(-1), [
    'Patient.generalPractitioner[0] structure',
  ]);
  t.end();
});

/** Observations of one Bundle, each of which names every one that stands behind it. */
function membersOfMembers(count: number, last: JsonObject): JsonObject {
  const urls = Array.from({ length: count }, (_, index) => `urn:uuid:${URN}${index + 100}`);
  const entry = urls.map((fullUrl, index) => {
    const hasMember = urls.slice(index + 1).map((reference) => ({ reference }));
    const members = hasMember.length > 0 ? { hasMember } : last;
    const resource = { resourceType: 'Observation', status: 'final', code: { text: 'a' } };
    return { fullUrl, resource: { ...resource, ...members } };
  });
  return { resourceType: 'Bundle', type: 'collection', entry };
}

t.test('what many refer to, and what refers to itself, is judged once', (t) => {
  const result = profile(
    'Observation',
    [
      {
        path: 'Observation.hasMember',
        type: [{ code: 'Reference', targetProfile: [`${BASE}/o`] }],
      },
      { path: 'Observation.note', max: '0' },
    ],
    'o',
  );
  const bundle = profile(
    'Bundle',
    [{ path: 'Bundle.entry.resource', type: [{ code: 'Observation', profile: [`${BASE}/o`] }] }],
    'b',
  );
  const begun = performance.now();
  t.same(places([result, bundle], membersOfMembers(60, {})), []);
  t.ok(performance.now() - begun < 2_000);
  const itself = { hasMember: [{ reference: `urn:uuid:${URN}100` }] };
  t.same(places([result, bundle], membersOfMembers(3, itself)), []);
  const faulty = places([result, bundle], membersOfMembers(3, { note: [{ text: 'a' }] }));
  t.same(faulty, [
    'Bundle.entry[0].resource.hasMember[0].reference invalid',
    'Bundle.entry[0].resource.hasMember[1].reference invalid',
    'Bundle.entry[1].resource.hasMember[0].reference invalid',
    'Bundle.entry[2].resource.note[0] structure',
  ]);
  t.end();
});

t.test('codes are held against required and extensible value sets', (t) => {
  const one = (strength: string) =>
    profile('Patient', [
      { path: 'Patient.maritalStatus', binding: { strength, valueSet: `${COLOURS['url']}|1.0` } },
    ]);
  const green = {
    ...PATIENT,
    maritalStatus: { coding: [{ system: 'urn:colours', code: 'green' }] },
  };
  const red = { ...PATIENT, maritalStatus: { coding: [{ system: 'urn:colours', code: 'red' }] } };
  t.same(places([one('required')], red), []);
  t.same(places([one('required')], green), ['Patient.maritalStatus code-invalid']);
  t.same(places([one('extensible')], green), []);
  t.equal(judged([one('extensible')], green, 'warning').length, 1);
  t.end();
});

t.test('invariants are judged where they stand, with %resource', (t) => {
  const one = profile('Patient', [
    {
      path: 'Patient.contact',
      constraint: [
        {
          key: 'c-1',
          severity: 'error',
          human: 'Name the contact otherwise',
          _human: {
            extension: [
              {
                url: 'http://hl7.org/fhir/StructureDefinition/translation',
                extension: [
                  { url: 'lang', valueCode: 'fr-FR' },
                  { url: 'content', valueString: 'Nommer le contact autrement' },
                ],
              },
            ],
          },
          expression: 'name.family != %resource.name.first().family',
        },
      ],
    },
  ]);
  const contact = (family: string) => ({
    ...PATIENT,
    name: [{ family: 'a' }],
    contact: [{ name: { family } }],
  });
  t.same(places([one], contact('b')), []);
  const [issue] = judged([one], contact('a'));
  t.same(issue?.expression, ['Patient.contact[0]']);
  t.match(issue?.diagnostics, /rule is broken: Name the contact otherwise\. .*\(c-1\)$/);
  t.equal(issue?.clause, one.url);
  t.match(issue?.french, /: Nommer le contact autrement\. .*\(c-1\)$/);
  t.end();
});

t.test('a known extension is judged wherever it stands, an unknown one is not', (t) => {
  const extension: StructureDefinition = {
    ...profile(
      'Extension',
      [
        { path: 'Extension.url', fixedUri: `${BASE}/colour` },
        { path: 'Extension.value[x]', min: 1, type: [{ code: 'code' }] },
      ],
      'colour',
    ),
    kind: 'complex-type',
  };
  const one = profile('Patient', [
    {
      path: 'Patient.extension',
      sliceName: 'colour',
      min: 1,
      type: [{ code: 'Extension', profile: [extension.url] }],
    },
  ]);
  const having = (value: object) => ({ ...PATIENT, extension: [{ url: extension.url, ...value }] });
  t.same(places([extension, one], having({ valueCode: 'red' })), []);
  t.same(places([extension, one], having({ valueString: 'red' })), [
    'Patient.extension[0].value structure',
  ]);
  t.same(
    places([extension, one], { ...PATIENT, extension: [{ url: 'urn:other', valueString: 'x' }] }),
    ['Patient.extension required'],
  );
  const elsewhere = {
    ...having({ valueCode: 'red' }),
    name: [{ family: 'a', extension: [{ url: extension.url, valueString: 'x' }] }],
  };
  t.same(places([extension, one], elsewhere), ['Patient.name[0].extension[0].value structure']);
  t.end();
});

t.test('what a parent asks holds too, and a parent that is not there is named', (t) => {
  const parent = profile(
    'Patient',
    [
      {
        path: 'Patient.identifier',
        slicing: { discriminator: [{ type: 'value', path: 'system' }], rules: 'open' },
      },
      { path: 'Patient.identifier', id: 'Patient.identifier:own', sliceName: 'own' },
      {
        path: 'Patient.identifier.system',
        id: 'Patient.identifier:own.system',
        fixedUri: 'urn:own',
      },
    ],
    'parent',
  );
  const child = profile(
    'Patient',
    [{ path: 'Patient.identifier', id: 'Patient.identifier:own', sliceName: 'own', min: 1 }],
    'child',
    `${parent.url}|1.0.0`,
  );
  t.same(places([parent, child], PATIENT), ['Patient.identifier required']);
  t.same(places([parent, child], { ...PATIENT, identifier: [{ system: 'urn:own' }] }), []);
  const orphan = compileProfile(child, { structure: data.structure, definition: () => undefined });
  t.same(orphan.missing, [parent.url]);
  t.end();
});

t.test('a definition that contradicts R4 is refused with a sentence', (t) => {
  const lookup = { structure: data.structure, definition: () => undefined };
  const wrong = profile('Patient', [{ path: 'Patient.colour', min: 1 }]);
  t.throws(() => compileProfile(wrong, lookup), /Patient\.colour is no element/);
  t.throws(() => compileProfile(profile('Colour', []), lookup), /which is no type of R4/);
  t.end();
});

t.test('the compiled profiles are what the definitions compile to', (t) => {
  for (const name of ['compile-structures', 'compile-invariants', 'compile-expressions']) {
    const compiler = new URL(`../../scripts/${name}.js`, import.meta.url);
    const command = [compiler.pathname, '--check'];
    const printed = execFileSync(process.execPath, command, {
      cwd: repositoryRoot(),
      encoding: 'utf8',
    });
    t.match(printed, /is up to date/);
  }
  t.end();
});

t.test('the language of faults is the preferred one of two', (t) => {
  t.equal(languageOf('fr-FR,fr;q=0.9,en;q=0.8'), 'fr');
  t.equal(languageOf('en, fr;q=0.5'), 'en');
  t.equal(languageOf('de'), 'en');
  t.equal(languageOf(undefined), 'en');
  t.end();
});

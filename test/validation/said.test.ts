/** What faults say: in both languages, where it is written, and nothing of a person beyond need. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Issue } from '../../src/fhir/problem.js';
import type { ProfileDefinition, Rule } from '../../src/validation/profiles/constraint.js';
import { theProfiles, theValidator } from '../fixtures/profiles.js';
import fc from '../fixtures/property.js';
import { repositoryRoot } from '../fixtures/requires.js';
import { aSubmission, PDSM } from './sample-documents.js';

const validator = theValidator();
const FOLDER = join(repositoryRoot(), 'profiles', 'examples');
type Json = Record<string, unknown>;

const EXAMPLES = readdirSync(FOLDER).map(
  (name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Json, // a resource, by name
);
const SUBMISSION = aSubmission(`${PDSM}pdsm-comprehensive-provide-document-bundle`) as Json;
const RESOURCES = [...EXAMPLES, SUBMISSION];

const judged = (resource: Json): Issue[] => {
  const [profile] = validator.profilesOf(resource);
  return validator.validate(resource, profile);
};

/** The resource with a value put in the place of the nth primitive, object or array in it. */
function replaced(resource: Json, place: number, value: unknown): Json {
  const holders: [Json, string][] = [];
  const copy = structuredClone(resource);
  const visit = (holder: Json): void => {
    for (const [name, part] of Object.entries(holder)) {
      holders.push([holder, name]);
      if (typeof part === 'object' && part !== null) visit(part as Json); // arrays have names too
    }
  };
  visit(copy);
  const [holder, name] = holders[place % holders.length] ?? [copy, 'id'];
  holder[name] = value;
  return copy;
}

const anything = fc.constantFrom<unknown>(null, '', [], {}, 'x y', '#a', [[]], true, 'A/b/c', [
  'a',
]);
const aFaultyResource = fc
  .record({ resource: fc.constantFrom(...RESOURCES), place: fc.nat(500), value: anything })
  .map(({ resource, place, value }) => replaced(resource, place, value));

/** The one rule that is this server's own, and the issue that says that there are more. */
const UNSOURCED = /Nested deeper|further issues|This server has no profile/;

t.test('every issue says in both languages what is wrong, and where that is written', (t) => {
  let count = 0;
  fc.assert(
    fc.property(aFaultyResource, (resource) => {
      for (const issue of judged(resource)) {
        count += 1;
        const { diagnostics, french = '', clause = '' } = issue;
        if (french === '' || french === diagnostics) return false;
        if (!/[.!?)…]$/.test(diagnostics) || !/[.!?)…]$/.test(french)) return false;
        if (!/^https?:\/\//.test(clause) && !UNSOURCED.test(diagnostics)) return false;
      }
      return true;
    }),
  );
  t.ok(count > 100, `${count} issues were seen`);
  t.end();
});

t.test('R4, our profiles and our forms say each rule in French', (t) => {
  const { invariants, compiled = [], profiles } = theProfiles();
  for (const { key, french, human } of Object.values(invariants).flat())
    t.ok(french !== '' && french !== human, key);
  const keys = JSON.stringify(compiled).match(/"human":"[^"]*"(?!,"french")/g) ?? [];
  t.same(keys, []);
  const words = (rule: Rule): unknown[] => [
    ...[rule.cure, rule.name].filter((each) => each !== undefined),
    ...(rule.rules ?? []).flatMap(words),
  ];
  for (const each of (profiles as ProfileDefinition[]).flatMap(({ rules }) => rules.flatMap(words)))
    t.match(each, { text: /./, french: /./ });
  t.end();
});

const LONG = 'q7'.repeat(1000);

t.test('a message shows no more than the start of a value', (t) => {
  const aLongOne = fc
    .record({ resource: fc.constantFrom(...RESOURCES), place: fc.nat(500) })
    .map(({ resource, place }) => replaced(resource, place, LONG));
  fc.assert(
    fc.property(aLongOne, (resource) =>
      judged(resource).every((issue) => !JSON.stringify(issue).includes(LONG.slice(0, 201))),
    ),
  );
  t.end();
});

t.test('a message repeats no name, no prose and no search for a person', (t) => {
  const patient = {
    resourceType: 'Patient',
    name: 'Zephirine Quelconque',
    contact: [{ name: { family: 'Zephirine\u0007' } }],
    text: { status: 'generated', div: '<p>Zephirine</p>' },
    photo: [{ data: '§Zephirine', contentType: 'image/png' }],
    generalPractitioner: [{ reference: 'Practitioner?identifier=x|Zephirine y' }],
  };
  const issues = judged(patient);
  t.same(
    issues.map(({ expression }) => expression?.[0]),
    [
      ...['Patient.name', 'Patient.contact[0].name.family', 'Patient.text.div'],
      ...['Patient.photo[0].data', 'Patient.generalPractitioner[0].reference'],
    ],
  );
  t.notMatch(JSON.stringify(issues), /Zephirine/);
  t.end();
});

t.test('a wrong code, date or number is shown, for it is what is to be mended', (t) => {
  const issues = judged({ resourceType: 'Patient', gender: 'femme', birthDate: '1980-13-45' });
  t.match(issues[0], {
    diagnostics: 'Found "femme". Expected one of female, male, other, unknown.',
    french: "Trouvé : « femme ». Attendu : l'un de female, male, other, unknown.",
    clause: 'https://hl7.org/fhir/R4/valueset-administrative-gender.html',
  });
  t.match(issues[1], { french: /« 1980-13-45 ».*AAAA-MM-JJ/ });
  t.match(issues[1]?.clause, 'https://hl7.org/fhir/R4/datatypes.html#date');
  t.end();
});

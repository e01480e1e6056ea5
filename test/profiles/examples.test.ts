/** The examples of the profiles conform to them, and each change that breaks a rule is found. */
import t from 'tap';
import { join } from 'node:path';
import { resourcesIn, validatorOf } from '../fixtures/structures.js';
import type { JsonObject } from '../../src/fhir/json.js';
import { sharedPath, skipUnless } from '../fixtures/requires.js';
import { broken, claimsOf, examples, isNear, negatives, PROFILES } from './negatives.js';

const FOLDERS = ['structure-definitions', 'value-sets', 'code-systems'];
const resources = resourcesIn(...FOLDERS.map((folder) => join(PROFILES, folder)));
const validator = validatorOf(resources);

t.test('every example conforms to R4 and to the profile it claims', (t) => {
  for (const example of examples()) {
    for (const profile of validator.profilesOf(example)) {
      const errors = validator.validate(example, profile).filter((one) => one.severity === 'error');
      t.same(errors, [], `${example['resourceType']} ${example['id']}`);
    }
  }
  t.end();
});

for (const file of negatives()) {
  t.test(`each broken rule of ${file.profile} is found at its element`, (t) => {
    for (const negative of file.cases) {
      const { severity, element } = negative.expected;
      const issues = validator
        .validate(broken(file, negative), file.profile)
        .filter((issue) => issue.severity === severity);
      const isFound = issues.some(({ expression }) => isNear(expression?.[0], element));
      t.ok(isFound, negative.rule, { issues });
    }
    t.end();
  });
}

t.test('official examples conform to the profiles that stand for those they claim', (t) => {
  const folder = sharedPath('examples', 'balp');
  if (!skipUnless(t, folder !== undefined, 'the official examples are not here')) return t.end();
  const standing = new Map(resources.flatMap(standsFor));
  for (const example of resourcesIn(folder ?? '')) {
    for (const profile of claimsOf(example).flatMap((url) => standing.get(url) ?? [])) {
      const errors = validator.validate(example, profile).filter((one) => one.severity === 'error');
      t.same(errors, [], String(example['id']));
    }
  }
  t.end();
});

/** The official profiles that one of ours stands for, each with ours. */
function standsFor({ url, mapping }: JsonObject): [string, string][] {
  // A cast: a compiled StructureDefinition.
  const mappings = (mapping ?? []) as readonly { uri?: string }[];
  return mappings.map(({ uri }) => [String(uri), String(url)]);
}

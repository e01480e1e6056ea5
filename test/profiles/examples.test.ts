/** The examples of the profiles conform to them, and each change that breaks a rule is found. */
import t from 'tap';
import { join } from 'node:path';
import { resourcesIn, validatorOf } from '../fixtures/structures.js';
import { broken, examples, isNear, negatives, PROFILES } from './negatives.js';

const FOLDERS = ['structure-definitions', 'value-sets', 'code-systems'];
const validator = validatorOf(resourcesIn(...FOLDERS.map((folder) => join(PROFILES, folder))));

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

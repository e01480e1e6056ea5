/**
 * The commit protocol on MongoDB, as a model: every promise in every interleaving, and wrong designs
 * that must be caught. The bounds are small here; `npm run soak -- commit-model` takes all of them.
 */
import t from 'tap';
import { explore } from '../../scripts/commit-model/explore.js';
import { MUTATIONS } from '../../scripts/commit-model/mutations.js';
import { PROTOCOL } from '../../scripts/commit-model/rules.js';
import { DEEP } from '../../scripts/commit-model/scenarios/deep.js';
import { SCENARIOS } from '../../scripts/commit-model/scenarios/scenarios.js';
import { mutationVerdict, scenarioVerdict } from '../../scripts/commit-model/verdict.js';

for (const [name, scenario] of Object.entries(SCENARIOS)) {
  t.test(`every promise holds in every interleaving of ${name}: ${scenario.about}`, async (t) => {
    const verdict = scenarioVerdict(name, { ...scenario, ...scenario.quick });
    t.strictSame(verdict.broken, undefined, verdict.line);
  });
}

for (const [name, mutation] of Object.entries(MUTATIONS)) {
  t.test(`a wrong protocol is caught, ${name}: ${mutation.about}`, async (t) => {
    const verdict = mutationVerdict(name, mutation);
    t.equal(verdict.broken?.promise, mutation.breaks, verdict.line);
  });
}

t.test('each wrong choice of a rule is tried by some mutation', async (t) => {
  const tried = Object.values(MUTATIONS).flatMap(({ rules }) => Object.keys(rules));
  t.strictSame(
    Object.keys(PROTOCOL).filter((rule) => !tried.includes(rule)),
    [],
  );
});

t.test('a broken promise is told with the shortest way to it', async (t) => {
  const scenario = SCENARIOS['two writers'];
  if (scenario === undefined) throw new Error('the scenario is there');
  const { broken } = explore(scenario, { ...PROTOCOL, answer: 'after insert' });
  t.strictSame(broken?.trace, [
    'A: reads head p = 1',
    'A: reads rows of p; inserts commits p/2; ANSWERS committed',
  ]);
});

t.test('larger bounds are of scenarios with names of their own', async (t) => {
  t.strictSame(
    Object.keys(DEEP).filter((name) => name in SCENARIOS),
    [],
  );
});

/** Compiled invariants give the library's verdicts; `npm run soak -- fhirpath` asks for more. */
import t from 'tap';
import { agreementOf } from './fhirpath/agreement.js';
import { expressions } from './fhirpath/expressions.js';

t.test('every invariant gets the verdict of the library, whatever value it meets', (t) => {
  const { cases, asked, verdicts, differences } = agreementOf(expressions(), { seed: 7, each: 8 });
  t.same(differences.slice(0, 5), []);
  t.ok(asked < cases / 50, `the library is hardly ever asked: ${asked} of ${cases} times`);
  const [held = 0, broken = 0] = [verdicts['true'], verdicts['false']];
  t.ok(Math.min(held, broken) > cases / 4, `many hold (${held}), and many do not (${broken})`);
  t.end();
});

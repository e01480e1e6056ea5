/**
 * The reference FHIR validator as a second opinion on a sample; `npm run soak -- validator` asks it
 * about thousands. Known classes of difference: docs/reference/validation.md.
 */
import t from 'tap';
import { skipUnless } from '../fixtures/requires.js';
import { agree } from './opinion/agree.js';

t.test('the reference validator finds the same resources valid, and the same faults', async (t) => {
  const command = process.env['TEST_FHIR_VALIDATOR'] ?? '';
  if (!skipUnless(t, command !== '', 'no TEST_FHIR_VALIDATOR is set')) return;
  const { cases, faulty, differences } = await agree(command, { seed: 3, changed: 80, step: 9 });
  const ofElement = differences.filter(({ kind }) => kind === 'other element');
  const open = differences.filter(({ kind, listed }) => kind !== 'other element' && !listed);
  const said = differences.map(({ kind, type, change, said: why, listed = 'open' }) =>
    [listed, kind, type, change, why].join(' | '),
  );
  t.ok(differences.length - ofElement.length <= cases * 0.02, said.join('\n'));
  t.ok(open.length <= cases * 0.005, said.join('\n'));
  t.ok(ofElement.length <= faulty * 0.05, said.join('\n'));
  const valid = differences.filter(({ kind, change }) => kind === 'we refuse' && change === 'none');
  t.same(valid, [], 'no example that the reference accepts is refused');
});

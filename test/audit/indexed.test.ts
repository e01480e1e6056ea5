/**
 * An event is found by all that its body says, whatever the act: its index is noted while it is
 * written and its bytes are never parsed, so the verification would take a gap for a forgery.
 */
import t from 'tap';
import { readProfileFiles } from '../../src/assembly/profile-files.js';
import { makeRules } from '../../src/assembly/rules.js';
import type { Act } from '../../src/audit/act.js';
import { auditEvent } from '../../src/audit/event.js';
import type { Resource } from '../../src/fhir/resource.js';
import fc from '../fixtures/property.js';
import { aDoctor, anAct, BASE, bytesOf } from './an-act.js';

/** Tokens that can be read. */
const clear = (text: string): string => text;
const { rules } = makeRules(readProfileFiles(), { token: clear, tokenOnce: clear }, BASE);

const id = fc.constantFrom('1', 'p1', 'p1-d1');
const type = fc.constantFrom(
  ...['Patient', 'DocumentReference', 'List', 'Binary', 'Practitioner', 'Organization'],
  ...['RelatedPerson', 'Device', 'PractitionerRole', 'Group', 'Consent', 'StructureDefinition'],
);
const what = fc
  .tuple(type, id, fc.constantFrom('', '/_history/2'))
  .map(([name, of, version]) => `${name}/${of}${version}`);
const entity = fc.record({ what, role: fc.constantFrom('domain', 'report', 'job') });
const caller = fc.oneof(
  fc.constant({ address: '192.0.2.1', requestId: 'r' }),
  fc
    .record(
      {
        kind: fc.constantFrom('professional', 'patient', 'system', 'establishment', 'tester'),
        actor: fc.constantFrom('ps:8', 'st:1', 'patient:p1', 'app:x', 'rp:p1'),
        behalf: fc.constantFrom('representative', 'carer'),
        reason: fc.constantFrom('urgence', ''),
        address: fc.constantFrom('192.0.2.1', ''),
      },
      { requiredKeys: [] },
    )
    .map((changes) => aDoctor(changes as Parameters<typeof aDoctor>[0])),
);
const act: fc.Arbitrary<Partial<Act>> = fc.record(
  {
    caller,
    interaction: fc.constantFrom(
      ...(['read', 'vread', 'search', 'create', 'update', 'patch', 'delete', 'history'] as const),
      ...(['transaction', 'operation'] as const),
    ),
    transaction: fc.constantFrom(
      ...(['ITI-65', 'ITI-66', 'ITI-67', 'ITI-68', 'ITI-105', undefined] as const),
    ),
    outcome: fc.constantFrom('success', 'refused', 'failed'),
    patient: fc.constantFrom('p1', undefined),
    entities: fc.array(entity, { maxLength: 3 }),
    query: fc.constantFrom({ line: 'GET /fhir/List?status=current' }, undefined),
  },
  { requiredKeys: ['entities', 'patient'] },
);

t.test('whatever the act, its event is found by all that it says', async (t) => {
  fc.assert(
    fc.property(act, (changes) => {
      const event = auditEvent(anAct(changes), BASE);
      const noted = [...rules.indexForm(event.form.index), ...rules.indexEvent(event.pairs, [])];
      const body = JSON.parse(bytesOf(event).toString('utf8')) as Resource;
      const missing = rules.tokensOfEvent(body).filter((token) => !noted.includes(token));
      if (missing.length > 0) throw new Error(`not noted: ${missing.join()}`);
    }),
    { numRuns: 3_000 },
  );
  t.pass('in 3,000 acts');
});

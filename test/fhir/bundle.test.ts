/** References of a resource, as it leaves what was sent. */
import t from 'tap';
import { localised, rewriteLinks } from '../../src/fhir/bundle.js';

const BASE = 'https://dossier.example/fhir';

t.test('references of this server are made relative, and nothing else changes', async (t) => {
  const subject = { reference: `${BASE}/Patient/1` };
  const author = [{ reference: 'https://other.example/Practitioner/2' }];
  const given = { resourceType: 'Basic', subject, author, note: `${BASE}/Patient/1` };
  const made = localised(given, BASE);
  t.same(made, { ...given, subject: { reference: 'Patient/1' } });
  t.equal(made['author'], author, 'what holds none stays as it is');
  t.same(subject, { reference: `${BASE}/Patient/1` }, 'and so does what was given');
  t.equal(localised(made, BASE), made);
});

t.test('links that name an entry become what it became', async (t) => {
  const addresses = new Map([['urn:uuid:1', 'Patient/1']]);
  const given = {
    resourceType: 'Basic',
    subject: { reference: 'urn:uuid:1' },
    identifier: [{ value: 'urn:uuid:1' }],
    author: { reference: 'urn:uuid:2' },
  };
  t.same(rewriteLinks(given, addresses), { ...given, subject: { reference: 'Patient/1' } });
});

t.test('many members that change cost what each costs', async (t) => {
  const MEMBERS = 50_000;
  const members = Array.from({ length: MEMBERS }, (_, i) => [
    `m${i}`,
    { reference: `${BASE}/Patient/${i}` },
  ]);
  const began = performance.now();
  const made = localised({ resourceType: 'Basic', ...Object.fromEntries(members) }, BASE);
  t.same(made[`m${MEMBERS - 1}`], { reference: `Patient/${MEMBERS - 1}` });
  t.ok(performance.now() - began < 5_000);
});

/**
 * What the profiles of this project describe is taken by the server: their examples, sent through
 * the front door to a dossier of the main space.
 */
import t from 'tap';
import { openDossier, persona } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Json } from '../fixtures/server.js';
import { entryOf } from '../fixtures/submission.js';
import { resourceAt } from './negatives.js';

const server = await startServer(t);
const { patient } = await openDossier(server, { authorised: ['neurologist'] });
const own = await server.as('patient');
const neurologist = await server.as('neurologist');

/** An example, about the patient of this test. */
function example(name: string): Json {
  const text = JSON.stringify(resourceAt('examples', `${name}.json`));
  return JSON.parse(text.replaceAll('Patient/patient-ins-example', `Patient/${patient}`));
}

t.test('a submission by the profile of this project is an ITI-65', async (t) => {
  const bundle = example('Bundle-provide-bundle-example');
  const places = bundle.entry.map(({ request }: Json) => request.method);
  bundle.entry.splice(places.indexOf('PATCH'), 1);
  delete entryOf(bundle, 'DocumentReference').resource.relatesTo;
  const answer = await neurologist.post('', bundle);
  t.equal(answer.status, 200, answer.text);
  t.equal(answer.json().entry.length, bundle.entry.length);
});

t.test('a wish that says nothing of access is stored, and changes no access', async (t) => {
  const answer = await own.post('Consent', example('Consent-advance-directives-example'));
  t.equal(answer.status, 201, answer.text);
  t.equal((await neurologist.get(`DocumentReference?patient=${patient}`)).status, 200);
});

t.test('a declaration on access without a rule is refused, whatever scope it names', async (t) => {
  const { scope, ...directives } = example('Consent-advance-directives-example');
  const { category } = example('Consent-block-consent-example');
  const ofAccess = { coding: [{ ...scope.coding[0], code: 'patient-privacy' }] };
  const expected = { status: 400, says: /provision/, expression: 'Consent.provision' };
  const { meta: _meta, ...bare } = directives;
  for (const declared of [
    { ...bare, scope: ofAccess },
    { ...bare, scope, category },
  ]) {
    isRefusal(t, await own.post('Consent', declared), expected);
  }
  const { idNatPs: value } = await persona('neurologist');
  const identifier = { system: 'urn:oid:1.2.250.1.71.4.2.1', value };
  const provision = {
    type: 'deny',
    actor: [{ role: { text: 'IRCP' }, reference: { identifier } }],
  };
  const blocked = await own.post('Consent', { ...bare, scope, category, provision });
  t.equal(blocked.status, 201, blocked.text);
  t.equal((await neurologist.get(`DocumentReference?patient=${patient}`)).status, 403);
});

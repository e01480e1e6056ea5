/**
 * Who reads how much of a trace: the patient all of it, the médecin traitant its emergencies, a
 * representative or carer what was not done in secret; and nobody changes a line of it.
 */
import t from 'tap';
import { delegate } from '../fixtures/declarations.js';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { startServer, type Json, type TestClient } from '../fixtures/server.js';

async function purposesSeen(client: TestClient, query: string): Promise<(string | undefined)[]> {
  const found = (await client.get(`AuditEvent?_count=100&${query}`)).json();
  const events = (found.entry ?? []).map(({ resource }: Json) => resource);
  t.equal(found.total, events.length);
  return events.map(({ agent }: Json) => {
    const user = agent.find(({ requestor }: Json) => requestor === true);
    return user?.purposeOfUse?.[0]?.coding[0].code;
  });
}

t.test('emergencies are a search, for the patient and the médecin traitant', async (t) => {
  const server = await startServer(t);
  const wish = { authorised: ['neurologist'], generalPractitioner: 'gp' };
  const { patient } = await openDossier(server, wish);
  const { documents } = await push(server, 'nurse', aBundle(patient, [{}]));
  const url = `DocumentReference/${documents[0]}`;
  await (await server.as('neurologist')).get(url);
  const emergency = { purpose: 'BTG', reason: 'Malaise' } as const;
  t.equal((await (await server.as('emergency', emergency)).get(url)).status, 200);
  t.equal((await (await server.as('regulator', { purpose: 'ETREAT' })).get(url)).status, 200);
  const own = await server.as('patient');
  t.same(await purposesSeen(own, 'purpose=BTG'), ['BTG']);
  t.same(await purposesSeen(own, 'purpose=ETREAT'), ['ETREAT']);
  t.same((await purposesSeen(own, 'purpose=BTG,ETREAT')).sort(), ['BTG', 'ETREAT']);
  const reason = (await own.get('AuditEvent?purpose=BTG')).json().entry[0].resource;
  t.match(JSON.stringify(reason), '"text":"Malaise"');

  const gp = await server.as('gp');
  t.same((await purposesSeen(gp, `patient=${patient}`)).sort(), ['BTG', 'ETREAT']);
  t.same(await purposesSeen(gp, `patient=${patient}&purpose=TREAT`), []);
  t.equal((await gp.get(`AuditEvent/${reason.id}`)).status, 200);
  const log = await gp.get(`AuditEvent/$access-log?patient=${patient}`);
  t.equal(log.json().parameter.filter(({ name }: Json) => name === 'line').length, 2);
  const all = (await own.get('AuditEvent?_count=100')).json().entry;
  const other = all.find(({ resource }: Json) => JSON.stringify(resource).includes('"TREAT"'));
  t.equal((await gp.get(`AuditEvent/${other.resource.id}`)).status, 404);
  await server.app.checkpoint();
  t.equal((await gp.get(`AuditEvent/${reason.id}/$proof`)).status, 200);
  t.equal((await gp.get(`AuditEvent/${other.resource.id}/$proof`)).status, 404);

  for (const key of ['neurologist', 'nurse', 'stranger', 'emergency', 'regulator']) {
    const client = await server.as(key);
    t.equal((await client.get(`AuditEvent?patient=${patient}`)).status, 403, key);
    t.equal((await client.get(`AuditEvent/${reason.id}`)).status, 403, key);
  }
});

t.test('what is done under secret connection the patient reads, and no helper', async (t) => {
  const server = await startServer(t);
  const { patient } = await openDossier(server, { persona: 'child', authorised: ['neurologist'] });
  for (const persona of ['parent', 'carer']) await openDossier(server, { persona });
  await delegate(server, { patient, of: 'child', to: 'parent', kind: 'legal' });
  await delegate(server, { patient, of: 'child', to: 'carer', kind: 'carer' });
  const secretly = await server.as('neurologist', { secret: true });
  const pushed = await secretly.post('', aBundle(patient, [{}]));
  t.equal(pushed.status, 200, pushed.text);
  await secretly.get(`DocumentReference?patient=${patient}`);
  await (await server.as('neurologist')).get(`Patient/${patient}`);

  const namesOf = async (key: string): Promise<string> => {
    const found = await (await server.as(key)).get(`AuditEvent?patient=${patient}&_count=100`);
    t.equal(found.status, 200, `${key} ${found.text.slice(0, 300)}`);
    t.equal(found.json().total, found.json().entry.length);
    return found.text;
  };
  const secret = /DocumentReference\?patient=|ITI-65/;
  t.match(await namesOf('child'), secret);
  for (const key of ['parent', 'carer']) {
    const seen = await namesOf(key);
    t.notMatch(seen, secret, `${key} reads nothing of it`);
    t.match(seen, /"code":"read"/, `${key} reads the rest`);
  }
});

t.test('nobody changes, adds or deletes an event, by any verb', async (t) => {
  const server = await startServer(t);
  const { patient } = await openDossier(server);
  const own = await server.as('patient');
  const { resource } = (await own.get(`AuditEvent?patient=${patient}&_count=1`)).json().entry[0];
  const url = `AuditEvent/${resource.id}`;
  const body = { ...resource, outcome: '8' };
  for (const key of ['patient', 'registrar', 'tester', 'nurse', 'operator', 'system', 'app']) {
    const client = await server.as(key);
    const patches = [{ op: 'replace', path: '/outcome', value: '8' }];
    const answers = await Promise.all([
      client.put(url, body),
      client.patch(url, patches),
      client.send(url, { method: 'DELETE' }),
      client.send(`AuditEvent?patient=${patient}`, { method: 'DELETE' }),
      client.put(`AuditEvent?patient=${patient}`, body),
      client.post('AuditEvent', body),
      client.post(url, body),
      client.post(`${url}/$meta-add`, META),
    ]);
    for (const { status } of answers) t.ok([403, 404, 405].includes(status), `${key}: ${status}`);
    const methods = ['PUT', 'POST', 'DELETE'] as const;
    for (const method of methods) {
      const request = { method, url: method === 'POST' ? 'AuditEvent' : url };
      const entry = method === 'DELETE' ? { request } : { request, resource: body };
      const bundle = { resourceType: 'Bundle', type: 'batch', entry: [entry] };
      const answer = await client.post('', bundle);
      const status = answer.status === 200 ? answer.json().entry[0].response.status : answer.status;
      t.match(String(status), /^4/, `${key}: ${method} in a batch`);
    }
  }
  t.same((await own.get(url)).json(), resource);
});

const META = {
  resourceType: 'Parameters',
  parameter: [{ name: 'meta', valueMeta: { tag: [{ system: 'urn:a', code: 'a' }] } }],
};

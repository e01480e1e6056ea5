/** Security labels: who has no clearance is told nothing; the page bears the highest label. */
import t from 'tap';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { startServer, type Json } from '../fixtures/server.js';

const CONFIDENTIALITY = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
const server = await startServer(t);
const { patient } = await openDossier(server, {
  authorised: ['neurologist'],
  generalPractitioner: 'gp',
});
const open = await push(server, 'nurse', aBundle(patient));
const masked = await push(server, 'nurse', aBundle(patient, [{ labels: ['MASQUE_PS'] }]));
const SEARCH = `DocumentReference?patient=${patient}`;

t.test('X-08 without clearance a document is in no search, no total, no read', async (t) => {
  const client = await server.as('neurologist');
  const found = (await client.get(`${SEARCH}&_include=DocumentReference:patient`)).json();
  t.equal(found.total, 1);
  const ids = found.entry.map(({ resource }: Json) => resource.id);
  t.notOk(ids.includes(masked.documents[0]));
  const refused = [
    `DocumentReference/${masked.documents[0]}`,
    `DocumentReference/${masked.documents[0]}/_history`,
    `DocumentReference/${masked.documents[0]}/_history/1`,
    `Binary/${masked.binaries[0]}`,
  ];
  for (const address of refused) t.equal((await client.get(address)).status, 404, address);
  const cleared = await server.as('gp');
  t.equal((await cleared.get(SEARCH)).json().total, 2, 'with clearance it is there');
});

/** A document of a confidentiality. */
async function labelled(code: string): Promise<void> {
  const change = (document: Json): Json => {
    const securityLabel = [{ coding: [{ system: CONFIDENTIALITY, code }] }];
    return { ...document, securityLabel };
  };
  await push(server, 'nurse', aBundle(patient, [{ change }]));
}

t.test('X-08 a page bears the highest confidentiality of what it gives', async (t) => {
  const client = await server.as('neurologist');
  const markOf = async (more = ''): Promise<string> => {
    const { meta } = (await client.get(`${SEARCH}${more}`)).json();
    return (meta.security ?? []).map((one: Json) => `${one.system}|${one.code}`).join();
  };
  t.equal(await markOf(), `${CONFIDENTIALITY}|N`);
  for (const code of ['R', 'V']) {
    await labelled(code);
    t.equal(await markOf(), `${CONFIDENTIALITY}|${code}`, 'U < L < M < N < R < V');
  }
  t.equal(await markOf(`&_id=${open.documents[0]}`), `${CONFIDENTIALITY}|N`, 'of this page alone');
  t.equal(await markOf('&_id=none'), '', 'nothing is marked by nothing');
  await push(server, 'nurse', aBundle(patient, [{ labels: ['MASQUE_PS'] }]));
});

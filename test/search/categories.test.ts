/** Documents are found by class and by the categories of the patient's space, written or derived. */
import t from 'tap';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { startServer, type Json, type TestClient } from '../fixtures/server.js';
import { documentOf } from '../fixtures/submission.js';
import { theDocumentTypes } from '../fixtures/profiles.js';

const CATEGORIES = 'https://dossier.example/fhir/CodeSystem/document-category';
const CLASSES = 'https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument';
const LOINC = 'http://loinc.org';
/** One type of each of the ten categories, two of which have but the patient's own in LOINC. */
const OF_TYPES = {
  ...{
    '60591-5': ['11', 'SYNTHESE'],
    '57833-6': ['42', 'ORD_SOIN'],
    '11488-4': ['10', 'CPT_REND'],
  },
  ...{
    '18748-4': ['31', 'RADIO_SC'],
    '11502-2': ['10', 'BIOLOGIE'],
    '59283-2': ['10', 'DEPISTAG'],
  },
  ...{ '89601-9': ['52', 'CERT_MED'], '59284-0': ['95', 'DOC_ADM'] },
} as const;

const server = await startServer(t);
const { patient } = await openDossier(server, { authorised: ['neurologist'] });
const neurologist = await server.as('neurologist');
const tester = await server.as('tester');

const typesFound = async (client: TestClient, search: string): Promise<string[]> => {
  const found = await client.get(`DocumentReference?${search}&_count=100`);
  t.equal(found.status, 200, found.text);
  return (found.json().entry ?? [])
    .map(({ resource }: Json) => resource.type.coding[0].code)
    .sort();
};

for (const [type, [code]] of Object.entries(OF_TYPES)) {
  const bundle = aBundle(patient, [{ type }]);
  documentOf(bundle).category = [{ coding: [{ system: CLASSES, code }] }];
  await push(server, 'neurologist', bundle);
}

t.test('category finds documents by the ten categories and by class', async (t) => {
  const within = `patient=${patient}&category=`;
  for (const [type, [, category]] of Object.entries(OF_TYPES)) {
    t.same(await typesFound(neurologist, within + category), [type]);
    t.same(await typesFound(neurologist, `${within}${CATEGORIES}|${category}`), [type]);
  }
  t.same(await typesFound(neurologist, `${within}${CLASSES}|10`), [
    '11488-4',
    '11502-2',
    '59283-2',
  ]);
  t.same(await typesFound(neurologist, `${within}BIOLOGIE,${CLASSES}|31`), ['11502-2', '18748-4']);
  t.same(await typesFound(neurologist, `${within}BIOLOGIE&category=10`), ['11502-2']);
  t.same(await typesFound(neurologist, `patient=${patient}&category:not=10,11,42,52,95`), [
    '18748-4',
  ]);
  const listed = 'https://dossier.example/fhir/ValueSet/document-category-listed';
  const all = await typesFound(neurologist, `patient=${patient}&category:in=${listed}`);
  t.same(all, Object.keys(OF_TYPES).sort());
  t.same(await typesFound(neurologist, `${within}${CLASSES}|BIOLOGIE`), []);
});

t.test('a document that names no category is of the class of its type', async (t) => {
  const document = {
    ...{ resourceType: 'DocumentReference', status: 'current' },
    type: { coding: [{ system: LOINC, code: '11502-2' }] },
    content: [{ attachment: { url: 'http://a.example/b' } }],
  };
  const sent = await tester.post('DocumentReference', document);
  t.equal(sent.status, 201, sent.text);
  for (const search of ['category=10', `category=${CLASSES}|10`, 'category=BIOLOGIE'])
    t.same(await typesFound(tester, search), ['11502-2'], search);
  t.same(await typesFound(tester, 'category:missing=true'), ['11502-2'], 'none is written');
  const { category } = (await tester.get(`DocumentReference/${sent.json().id}`)).json();
  t.equal(category, undefined, 'what is derived is never written');
  const other = { ...document, category: [{ coding: [{ system: 'urn:x', code: 'y' }] }] };
  await tester.post('DocumentReference', other);
  t.same(await typesFound(tester, 'category=y&category=10'), ['11502-2'], 'y is no class');
  const own = { ...document, category: [{ coding: [{ system: CLASSES, code: '31' }] }] };
  await tester.post('DocumentReference', own);
  t.equal((await typesFound(tester, 'category=10')).length, 2, 'a class that is written stands');
});

t.test('each category has a type of document', (t) => {
  const having = new Set(theDocumentTypes().map(({ category }) => category));
  for (const code of Object.values(OF_TYPES).map(([, category]) => String(category)))
    t.ok(having.has(code), code);
  for (const code of ['AUTR_DOC', 'SYNTH_PML', 'DIR_ANT', 'VDP']) t.ok(having.has(code), code);
  t.end();
});

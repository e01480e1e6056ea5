/**
 * Every refusal, and every note on a success, is told in French to who prefers it, and in English
 * to everybody else; both say the same.
 */
import t, { type Test } from 'tap';
import { allOf, both, oneOf } from '../../src/fhir/language.js';
import { problem, problemCatalogue } from '../../src/fhir/problem.js';
import { aBundle, openDossier } from '../fixtures/dossier.js';
import { issuesOf } from '../fixtures/outcome.js';
import { somePatient } from '../fixtures/patients.js';
import { startServer, type Answer, type Json, type Sending } from '../fixtures/server.js';

const FRENCH = { 'accept-language': 'fr-FR, en;q=0.5' };

t.test('each sentence of the catalogue has the same braces in both languages', async (t) => {
  const braces = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const [code, { text, french }] of Object.entries(problemCatalogue())) {
    t.same(braces(french), braces(text), code);
    if (text !== '{why}') t.not(french, text, `${code} is told in French`);
  }
});

t.test('a sentence is filled in its own language', async (t) => {
  const [json] = problem('invalid-json', both('it is empty', 'il est vide')).issues;
  t.match(json?.diagnostics, /: it is empty\.$/);
  t.match(json?.french, /: il est vide\.$/);
  const [form] = problem('not-acceptable', { offered: allOf(['a', 'b', 'c']) }).issues;
  t.match(form?.diagnostics, 'Only a, b and c can');
  t.match(form?.french, ': a, b et c.');
  const [type] = problem('unsupported-media-type', { offered: oneOf(['a', 'b']) }).issues;
  t.match(type?.diagnostics, 'Send a or b and');
  t.match(type?.french, 'Envoyer a ou b et');
});

const server = await startServer(t);
const own = await server.as('patient');
const nurse = await server.as('nurse');
const stranger = await server.as('gp');
const registrar = await server.as('registrar');
const tester = await server.as('tester');
const nobody = server.withToken(undefined);
const { patient } = await openDossier(server, { authorised: ['nurse'] });

interface Refusal {
  readonly by: { send(path: string, sending?: Sending): Promise<Answer> };
  readonly path: string;
  readonly sending?: Sending;
  readonly status: number;
  readonly english: RegExp;
  readonly french: RegExp;
}

const JSON_TYPE = { 'content-type': 'application/fhir+json' };
const posted = (body: unknown): Sending => ({ method: 'POST', headers: JSON_TYPE, body });

const REFUSALS: Readonly<Record<string, Refusal>> = {
  'JSON that ends early': {
    ...{ by: registrar, path: 'Patient', sending: posted('{"resourceType"'), status: 400 },
    english: /not one whole JSON object: it ends too early, at line 1, column 16\.$/,
    french: /n'est pas un objet JSON entier : il finit trop tôt, à la ligne 1, colonne 16\.$/,
  },
  'a property given twice': {
    ...{ by: registrar, path: 'Patient', sending: posted('{"id":"a","id":"b"}'), status: 400 },
    english: /the property id is given twice/,
    french: /la propriété id est donnée deux fois/,
  },
  'XML that is none': {
    ...{ by: registrar, path: 'Patient', status: 400 },
    sending: { ...posted('<Patient'), headers: { 'content-type': 'application/fhir+xml' } },
    english: /not FHIR XML: /,
    french: /n'est pas du XML FHIR : /,
  },
  'an unknown parameter, strictly': {
    ...{ by: nurse, path: `DocumentReference?patient=${patient}&colour=red`, status: 400 },
    sending: { headers: { prefer: 'handling=strict' } },
    english: /^Not search parameters of DocumentReference on this server: colour\. Leave them out/,
    french:
      /^Ne sont pas des paramètres de recherche de DocumentReference sur ce serveur : colour\. Les retirer/,
  },
  'a count that is none': {
    ...{ by: nurse, path: `DocumentReference?patient=${patient}&_count=many`, status: 400 },
    english: /^Search parameter _count: "many" is not a number of results\. Send 0 or a whole/,
    french:
      /^Paramètre de recherche _count : « many » n'est pas un nombre de résultats\. Envoyer 0/,
  },
  'a modifier that is not there': {
    ...{
      by: nurse,
      path: `DocumentReference?patient=${patient}&type:text-advanced=x`,
      status: 400,
    },
    english: /the modifier :text-advanced is not supported\. Leave it out/,
    french: /le modificateur :text-advanced n'est pas pris en charge\. Le retirer/,
  },
  'no patient named': {
    ...{ by: nurse, path: 'DocumentReference', status: 400 },
    english: /^Name the patient: add/,
    french: /^Désigner le patient : ajouter/,
  },
  'a dossier without authorisation': {
    ...{ by: stranger, path: `DocumentReference?patient=${patient}`, status: 403 },
    english: /^You have no access to this dossier\./,
    french: /^Aucun accès à ce dossier\. Demander une autorisation au patient\.$/,
  },
  'a right that the kind of caller lacks': {
    ...{ by: nurse, path: 'Patient', sending: posted(somePatient()), status: 403 },
    english: /^A caller of kind professional may not create Patient\.$/,
    french: /^Un appelant de nature professional n'a pas le droit « create » sur Patient\.$/,
  },
  'a step that only the patient takes': {
    ...{ by: nurse, path: `Patient/${patient}/$close`, status: 403 },
    sending: posted({ resourceType: 'Parameters' }),
    english: /^Only the patient, or a legal representative/,
    french: /^Seul le patient, ou un représentant légal/,
  },
  'an unknown id': {
    ...{ by: own, path: 'DocumentReference/none', status: 404 },
    english: /^No such resource\.$/,
    french: /^Cette ressource n'existe pas\.$/,
  },
  'an unknown type': {
    ...{ by: own, path: 'patient/1', status: 404 },
    english: /^This server has no resource type of that name\./,
    french: /^Ce serveur n'a pas de type de ressource de ce nom\./,
  },
  'a method without meaning': {
    ...{
      by: own,
      path: `Patient/${patient}/_history/1`,
      sending: { method: 'DELETE' },
      status: 405,
    },
    english: /^The method DELETE has no meaning at this address\./,
    french: /^La méthode DELETE n'a pas de sens à cette adresse\./,
  },
  'a form that is not given': {
    ...{ by: own, path: `Patient/${patient}?_format=ttl`, status: 406 },
    english: /^Only application\/fhir\+json and application\/fhir\+xml can be given\./,
    french: /donnés : application\/fhir\+json et application\/fhir\+xml\. En nommer un/,
  },
  'another version': {
    ...{ by: tester, path: 'Basic/a', status: 412 },
    sending: {
      method: 'PUT',
      headers: { ...JSON_TYPE, 'if-match': 'W/"7"' },
      body: { resourceType: 'Basic', id: 'a', code: { text: 'a' } },
    },
    english: /^Another version stands now/,
    french: /^Une autre version est en place/,
  },
  'a body of another type': {
    ...{ by: registrar, path: 'Patient', status: 415 },
    sending: { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' },
    english: /^Send application\/fhir\+json or /,
    french: /^Envoyer application\/fhir\+json ou .* et le nommer dans Content-Type\.$/,
  },
  'a parameter of an operation': {
    ...{ by: own, path: `Patient/${patient}/$everything?_type=Nothing`, status: 400 },
    english: /^The parameter _type names Nothing, which is no type here\. See \/metadata\.$/,
    french: /^Le paramètre _type nomme Nothing, qui n'est pas un type ici\. Voir \/metadata\.$/,
  },
  'no token': {
    ...{ by: nobody, path: `Patient/${patient}`, status: 401 },
    english: /^Send a bearer token/,
    french: /^Envoyer dans Authorization un jeton/,
  },
  'a token that is none': {
    ...{ by: server.withToken('a.b.c'), path: `Patient/${patient}`, status: 401 },
    english: /^The token /,
    french: /^Le jeton /,
  },
};

const saidIn = (answer: Answer): string => issuesOf(answer)[0]?.['diagnostics'] as string;

async function toldInBoth(t: Test, refusal: Refusal): Promise<void> {
  const { by, path, sending = {}, status, english, french } = refusal;
  const plain = await by.send(path, sending);
  t.match([plain.status, saidIn(plain)], [status, english]);
  const asked = { ...sending, headers: { ...sending.headers, ...FRENCH } };
  const told = await by.send(path, asked);
  t.match([told.status, saidIn(told)], [status, french]);
  const detail = (answer: Answer): unknown => issuesOf(answer)[0]?.['details'];
  t.same(detail(told), detail(plain), 'programs tell the case by the same code');
}

for (const [what, refusal] of Object.entries(REFUSALS)) {
  t.test(`${what} is told in both languages`, async (t) => toldInBoth(t, refusal));
}

t.test('the challenge of a refused token stays English', async (t) => {
  const answer = await server.withToken('a.b.c').get(`Patient/${patient}`, FRENCH);
  t.match(saidIn(answer), /^Le jeton/);
  t.match(answer.headers.get('www-authenticate'), /error_description="The token/);
});

t.test('the entries of a batch are refused in the language of its sender', async (t) => {
  const entry = [
    { request: { method: 'GET', url: 'Patient/none' } },
    { request: { method: 'GET', url: 'https://elsewhere.example/Patient/1' } },
  ];
  const bundle = { resourceType: 'Bundle', type: 'batch', entry };
  const said = async (headers?: Record<string, string>): Promise<string[]> => {
    const { entry } = (await tester.post('', bundle, headers)).json();
    return entry.map(({ response }: Json) => response.outcome.issue[0].diagnostics);
  };
  t.match(await said(), [/^No such resource/, /^The url of an entry/]);
  t.match(await said(FRENCH), [/^Cette ressource n'existe pas/, /^L'url d'une entrée/]);
});

const OUTCOME = { prefer: 'return=OperationOutcome' };

t.test('what was done is told in both languages', async (t) => {
  const body = { resourceType: 'Practitioner', name: [{ family: 'Noël' }] };
  const done = async (headers: Record<string, string>): Promise<readonly string[]> => {
    const asked = { ...OUTCOME, ...headers };
    const made = await registrar.post('Practitioner', body, asked);
    const [, address = ''] =
      /fhir\/(Practitioner\/[^/]+)/.exec(made.headers.get('location') ?? '') ?? [];
    const deleting: Sending = { method: 'DELETE', headers: asked };
    const deleted = [
      await tester.send('Basic/none', deleting),
      await registrar.send(address, deleting),
    ];
    return [made, ...deleted].map(saidIn);
  };
  t.same(await done({}), ['Stored.', 'There was nothing to delete.', 'Deleted.']);
  t.same(await done(FRENCH), ['Enregistré.', "Il n'y avait rien à supprimer.", 'Supprimé.']);
});

t.test('an entry of a transaction is told as done in both languages', async (t) => {
  const resource = { resourceType: 'Basic', code: { text: 'x' } };
  const entry = [{ resource, request: { method: 'POST', url: 'Basic' } }];
  const bundle = { resourceType: 'Bundle', type: 'transaction', entry };
  const said = async (headers: Record<string, string>): Promise<string> => {
    const answer = await tester.post('', bundle, { ...OUTCOME, ...headers });
    return answer.json().entry[0].response.outcome.issue[0].diagnostics;
  };
  t.equal(await said({}), 'Done.');
  t.equal(await said(FRENCH), 'Fait.');
});

t.test('a parameter that had no effect is told in both languages', async (t) => {
  const said = async (headers?: Record<string, string>): Promise<string> => {
    const { entry } = (
      await nurse.get(`DocumentReference?patient=${patient}&colour=red`, headers)
    ).json();
    return entry.at(-1).resource.issue[0].diagnostics;
  };
  t.match(await said(), /^The parameter colour is not known for DocumentReference/);
  t.match(await said(FRENCH), /^Le paramètre colour n'est pas connu pour DocumentReference/);
});

t.test('a size that was said wrongly is told in both languages', async (t) => {
  const said = async (headers?: Record<string, string>): Promise<string[]> => {
    const change = (document: Json): Json => {
      const [content] = document.content;
      return {
        ...document,
        content: [{ ...content, attachment: { ...content.attachment, size: 1 } }],
      };
    };
    const answer = await nurse.post('', aBundle(patient, [{ change }]), headers);
    const { entry } = answer.json();
    return entry
      .flatMap(({ response }: Json) => response.outcome?.issue ?? [])
      .map(({ diagnostics }: Json) => diagnostics);
  };
  t.match(await said(), [/^The document has \d+ bytes, not 1\./]);
  t.match(await said(FRENCH), [/^Le document a \d+ octets, et non 1\./]);
});

t.test('a transaction is refused in the language of its sender', async (t) => {
  const entry = [{ request: { method: 'GET', url: 'Patient/none' } }];
  const bundle = { resourceType: 'Bundle', type: 'transaction', entry };
  t.match(saidIn(await tester.post('', bundle)), /^No such resource/);
  t.match(saidIn(await tester.post('', bundle, FRENCH)), /^Cette ressource n'existe pas/);
});

/** `$who-can-see`: what the patient is told of a document's readers is what then happens. */
import t, { type Test } from 'tap';
import { aBundle, openDossier, persona, push } from '../fixtures/dossier.js';
import { startServer, type Json } from '../fixtures/server.js';

const server = await startServer(t);
const { patient } = await openDossier(server, {
  authorised: ['neurologist', 'pharmacist'],
  blocked: ['blocked'],
  generalPractitioner: 'gp',
});
const own = await server.as('patient');
const open = (await push(server, 'nurse', aBundle(patient))).documents[0] ?? '';
const masked =
  (await push(server, 'nurse', aBundle(patient, [{ labels: ['MASQUE_PS'] }]))).documents[0] ?? '';
const unseen =
  (await push(server, 'nurse', aBundle(patient, [{ labels: ['INVISIBLE_PATIENT'] }])))
    .documents[0] ?? '';
const certificate =
  (await push(server, 'gp', aBundle(patient, [{ type: '83981-1' }]))).documents[0] ?? '';

interface Told {
  readonly kind: string;
  readonly may: boolean;
  readonly because: string;
  readonly said: string;
  readonly party?: string;
  readonly professions: readonly string[];
}

async function readers(document: string, language = 'en'): Promise<readonly Told[]> {
  const address = `Patient/${patient}/$who-can-see?document=${document}`;
  const answer = await own.get(address, { 'accept-language': language });
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.json().parameter.map(({ part }: Json) => {
    const valueOf = (name: string): Json => part.find((one: Json) => one.name === name) ?? {};
    return {
      kind: valueOf('kind').valueCode,
      may: valueOf('may').valueBoolean,
      because: valueOf('because').valueCode,
      said: valueOf('said').valueString,
      party: valueOf('party').valueReference?.identifier?.value,
      professions: part
        .filter((one: Json) => one.name === 'profession')
        .map((one: Json) => one.valueCoding.code),
    };
  });
}

async function toldOf(document: string, key: string): Promise<Told | undefined> {
  const { idNatPs } = await persona(key);
  return (await readers(document)).find(
    ({ party, kind }) => party === idNatPs && kind !== 'depositor',
  );
}

async function agrees(t: Test, document: string, key: string): Promise<void> {
  const told = await toldOf(document, key);
  const { status } = await (await server.as(key)).get(`DocumentReference/${document}`);
  const { profession = '' } = await persona(key);
  const may =
    told?.may === true && (told.professions.length === 0 || told.professions.includes(profession));
  t.equal(status === 200, may, `${key} is answered ${status}`);
}

t.test('what is told of each named reader is what that reader meets', async (t) => {
  for (const document of [open, masked, certificate]) {
    for (const key of ['gp', 'neurologist', 'pharmacist', 'blocked'])
      await agrees(t, document, key);
  }
});

t.test('each kind has its verdict and its reason', async (t) => {
  const told = new Map((await readers(masked)).map((one) => [one.kind, one]));
  t.match(told.get('patient'), { may: true, because: 'own-dossier' });
  t.match(told.get('general-practitioner'), { may: true, because: 'general-practitioner' });
  t.match(told.get('depositor'), { may: true, because: 'author' });
  t.match(told.get('other-professional'), { may: false, because: 'not-author' });
  t.match(told.get('emergency'), { may: false, because: 'hidden-by-label' });
  t.match(told.get('regulation'), { may: false, because: 'hidden-by-label' });
  const ofOpen = new Map((await readers(open)).map((one) => [one.kind, one]));
  t.match(ofOpen.get('emergency'), { may: true, because: 'break-glass' });
  t.match(ofOpen.get('regulation'), { may: true, because: 'regulation' });
  t.match(ofOpen.get('other-structure'), { may: false });
});

t.test('it is told in the language of the patient, by name, with the professions', async (t) => {
  const french = await readers(open, 'fr');
  const own = french.find(({ kind }) => kind === 'patient');
  t.match(own?.said, /^Vous pourriez l'ouvrir : il est dans votre dossier\.$/);
  const gp = french.find(({ kind }) => kind === 'general-practitioner');
  t.match(
    gp?.said,
    /^Dr Claire Roussel \(Votre médecin traitant\) pourrait l'ouvrir : vous l'avez/,
  );
  const blocked = french.find(({ because }) => because === 'blocked-by-patient');
  t.match(blocked?.said, /Dr Bruno Laurier .* ne pourrait pas l'ouvrir : vous l'avez bloqué\./);
  const emergency = french.find(({ kind }) => kind === 'emergency');
  t.match(emergency?.said, /Seulement ces professions : Médecin/);
  t.ok(emergency?.professions.includes('10'));
  t.notOk(emergency?.professions.includes('41'));
});

t.test('a document hidden from the patient answers as one that does not exist', async (t) => {
  const ask = async (document: string): Promise<string> => {
    const answer = await own.get(`Patient/${patient}/$who-can-see?document=${document}`);
    return `${answer.status} ${answer.text.replaceAll(document, 'X')}`;
  };
  t.match(await ask(unseen), /^404/);
  t.equal(await ask(unseen), await ask('p-never-there'));
});

t.test('nobody but who acts for the patient is told, and a document must be named', async (t) => {
  for (const key of ['gp', 'neurologist', 'stranger', 'child']) {
    const client = await server.as(key);
    const answer = await client.get(`Patient/${patient}/$who-can-see?document=${open}`);
    t.equal(answer.status, 403, key);
  }
  t.equal((await own.get(`Patient/${patient}/$who-can-see`)).status, 400);
});

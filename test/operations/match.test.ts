/** `$match` through the front door: no more is told than a search by the same caller would tell. */
import t from 'tap';
import { openDossier, persona } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { theValidator } from '../fixtures/profiles.js';
import { startServer, type Answer, type Json } from '../fixtures/server.js';

const server = await startServer(t);
const registrar = await server.as('registrar');
const tester = await server.as('tester');
const gp = await server.as('gp');
const { patient, ins } = await openDossier(server, { authorised: ['gp'] });
const { civil } = await persona('patient');

const BIRTH_PLACE = 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace';
const LEA: Json = {
  resourceType: 'Patient',
  name: [{ use: 'official', family: 'Noël-Lefèvre', given: ['Léa', 'Marie'] }],
  birthDate: '1984-02-29',
  gender: 'female',
  extension: [{ url: BIRTH_PLACE, valueAddress: { city: 'Saint-Étienne' } }],
};
const lea = (await tester.post('Patient', LEA)).json();
await tester.post('Patient', {
  ...LEA,
  name: [{ family: 'Noël-Lefèvre', given: ['Julie'] }],
  birthDate: '1990-01-01',
});

const asked = (resource: Json, ...more: Json[]): Json => ({
  resourceType: 'Parameters',
  parameter: [{ name: 'resource', resource }, ...more],
});
const gradesOf = (answer: Answer): string[] =>
  (answer.json().entry ?? []).map(({ search }: Json) => String(search.extension[0].valueCode));
const match = (client: typeof gp, resource: Json, ...more: Json[]): Promise<Answer> =>
  client.post('Patient/$match', asked(resource, ...more));

t.test(
  'all traits that agree, but for case, accents and hyphens, are a certain match',
  async (t) => {
    const answer = await match(tester, {
      ...LEA,
      name: [{ family: 'NOEL LEFEVRE', given: ['lea'] }],
      extension: [{ url: BIRTH_PLACE, valueAddress: { city: 'SAINT ETIENNE' } }],
    });
    t.equal(answer.status, 200, answer.text);
    const [first] = answer.json().entry;
    t.match(first, { resource: { id: lea.id }, search: { mode: 'match', score: 1 } });
    t.equal(gradesOf(answer)[0], 'certain');
    const faults = theValidator().validate(answer.json());
    t.same(
      faults.filter(({ severity }) => severity === 'error'),
      [],
    );
  },
);

t.test('fewer traits are less sure, and onlyCertainMatches leaves them out', async (t) => {
  const { name, birthDate } = LEA;
  const some = { resourceType: 'Patient', name, birthDate };
  const answer = await match(tester, some);
  t.equal(gradesOf(answer)[0], 'probable');
  const scores = answer.json().entry.map(({ search }: Json) => search.score as number);
  t.same(
    scores,
    [...scores].sort((a: number, b: number) => b - a),
  );
  const certain = await match(tester, some, { name: 'onlyCertainMatches', valueBoolean: true });
  t.same(certain.json().total, 0);
  const one = await match(tester, some, { name: 'count', valueInteger: 1 });
  t.equal(one.json().entry.length, 1);
  const other = await match(tester, { ...some, name: [{ family: 'Durand', given: ['Paul'] }] });
  t.equal(other.json().total, 0);
});

t.test('the registrar describes; a professional names an identifier', async (t) => {
  const described = {
    resourceType: 'Patient',
    name: [civil?.birthName],
    birthDate: civil?.birthDate,
    gender: civil?.gender,
  };
  const found = await match(registrar, described);
  t.equal(found.json().entry?.[0]?.resource.id, patient, found.text);
  isRefusal(t, await match(gp, described), { status: 400, says: /Give an identifier/ });
  const named = await match(gp, { ...described, identifier: [ins] });
  t.same(gradesOf(named), ['certain'], named.text);
});

t.test('traits that contradict the identifier make it no certain match', async (t) => {
  const wrong = { resourceType: 'Patient', identifier: [ins], name: [{ family: 'Autre' }] };
  t.notOk(gradesOf(await match(gp, wrong)).includes('certain'));
});

t.test('what a search does not find, a match does not', async (t) => {
  const nobody = { system: ins.system, value: '279035121518989' };
  const answer = await match(gp, { resourceType: 'Patient', identifier: [nobody] });
  t.equal(answer.status, 200, answer.text);
  t.equal(answer.json().total, 0);
  const foreign = await match(tester, { resourceType: 'Patient', identifier: [ins] });
  t.equal(foreign.json().total, 0, 'nor across spaces');
});

t.test('too little, or too often, is refused', async (t) => {
  isRefusal(t, await tester.post('Patient/$match', asked({ resourceType: 'Group' })), {
    status: 400,
  });
  isRefusal(t, await match(tester, { resourceType: 'Patient', gender: 'male' }), { status: 400 });
  const nurse = await server.as('nurse');
  const answers: Answer[] = [];
  for (let count = 0; count < 61; count++)
    answers.push(await match(nurse, { resourceType: 'Patient' }));
  t.equal(answers[59]?.status, 400);
  isRefusal(t, answers[60] as Answer, { status: 429, says: /60 seconds/ });
});

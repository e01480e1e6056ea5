/** Two clients at once: what must happen once happens once, and nobody sees a half. */
import t from 'tap';
import { aBundle, freshOid, openDossier, push, VISIBILITY } from '../fixtures/dossier.js';
import { startServer, type Answer, type Json } from '../fixtures/server.js';

function statuses(answers: readonly Answer[]): number[] {
  return answers.map(({ status }) => status).sort();
}

t.test(
  'twenty conditional creates of one practitioner at once make one practitioner',
  async (t) => {
    const server = await startServer(t);
    const registrar = await server.as('registrar');
    const identifier = { system: 'https://rpps.esante.gouv.fr', value: '10001234567' };
    const resource = {
      resourceType: 'Practitioner',
      identifier: [identifier],
      name: [{ family: 'Noël' }],
    };
    const condition = { 'if-none-exist': `identifier=${identifier.system}|${identifier.value}` };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => registrar.post('Practitioner', resource, condition)),
    );
    t.same(statuses(answers), [...Array<number>(19).fill(200), 201]);
    t.equal(new Set(answers.map((answer) => answer.json().id)).size, 1);
    const found = await registrar.get(
      `Practitioner?identifier=${identifier.value}&_total=accurate`,
    );
    t.equal(found.json().total, 1);
  },
);

t.test('of two changes that both expect the same version, one is made', async (t) => {
  const server = await startServer(t);
  const { patient } = await openDossier(server);
  const made = await push(server, 'nurse', aBundle(patient));
  const nurse = await server.as('nurse');
  const patch = [{ op: 'replace', path: '/status', value: 'superseded' }];
  const answers = await Promise.all(
    Array.from({ length: 8 }, () =>
      nurse.patch(`DocumentReference/${made.documents[0]}`, patch, { 'if-match': 'W/"1"' }),
    ),
  );
  t.same(statuses(answers), [200, ...Array<number>(7).fill(412)]);
});

t.test(
  'of two authors who submit one identifier at once, one is stored and the other told of the collision',
  async (t) => {
    const server = await startServer(t);
    const { patient } = await openDossier(server, { authorised: ['neurologist'] });
    const masterIdentifier = freshOid();
    const clients = await Promise.all(['nurse', 'neurologist', 'gp'].map((key) => server.as(key)));
    const answers = await Promise.all(
      clients.map((client) => client.post('', aBundle(patient, [{ masterIdentifier }]))),
    );
    t.same(statuses(answers), [200, 409, 409]);
    const total = await (await server.as('patient')).get('DocumentReference?_summary=count');
    t.equal(total.json().total, 1);
  },
);

t.test('one bundle sent twenty times at once is stored once and answered alike', async (t) => {
  const server = await startServer(t);
  const { patient } = await openDossier(server);
  const nurse = await server.as('nurse');
  const bundle = aBundle(patient, [{}, {}]);
  const answers = await Promise.all(Array.from({ length: 20 }, () => nurse.post('', bundle)));
  t.same(statuses(answers), Array<number>(20).fill(200));
  const locations = answers.map((answer) =>
    JSON.stringify(
      answer
        .json()
        .entry.map((entry: Json) => String(entry.response.location).split('/_history')[0]),
    ),
  );
  t.equal(new Set(locations).size, 1);
  t.equal(
    (await (await server.as('patient')).get('DocumentReference?_summary=count')).json().total,
    2,
  );
});

t.test(
  'while a document is masked and unmasked, a search never tells a total that its entries do not show',
  async (t) => {
    const server = await startServer(t);
    const { patient } = await openDossier(server, { authorised: ['neurologist'] });
    const made = await push(server, 'nurse', aBundle(patient, [{}, {}]));
    const own = await server.as('patient');
    const neurologist = await server.as('neurologist');
    let changing = true;
    const mask = [
      {
        op: 'add',
        path: '/securityLabel/0',
        value: { coding: [{ system: VISIBILITY, code: 'MASQUE_PS' }] },
      },
    ];
    const changes = (async () => {
      for (let round = 0; round < 15; round++) {
        await own.patch(
          `DocumentReference/${made.documents[0]}`,
          round % 2 === 0 ? mask : [{ op: 'remove', path: '/securityLabel/0' }],
        );
      }
      changing = false;
    })();
    const odd: string[] = [];
    while (changing) {
      const found = (await neurologist.get(`DocumentReference?patient=${patient}`)).json();
      const shown = (found.entry ?? []).length;
      if (shown !== found.total || shown < 1) odd.push(`${found.total} and ${shown}`);
    }
    await changes;
    t.same(odd, []);
    t.equal(
      (await neurologist.get(`DocumentReference?patient=${patient}`)).json().total,
      1,
      'at last it is masked',
    );
  },
);

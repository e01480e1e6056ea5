/**
 * A hidden document and one that does not exist answer alike, whatever is asked of them and however
 * wrong the request is: status and body are compared byte for byte, apart from the id asked for.
 */
import t from 'tap';
import { aBundle, aFolder, openDossier, push, VISIBILITY } from '../fixtures/dossier.js';
import { startServer, type Answer, type Json, type TestClient } from '../fixtures/server.js';

/** Every request that names a document, a list or a Binary by id, good and bad ones. */
const REQUESTS: Readonly<Record<string, (client: TestClient, ids: Ids) => Promise<Answer>>> = {
  read: (client, { document }) => client.get(`DocumentReference/${document}`),
  head: (client, { document }) => client.send(`DocumentReference/${document}`, { method: 'HEAD' }),
  vread: (client, { document }) => client.get(`DocumentReference/${document}/_history/1`),
  history: (client, { document }) => client.get(`DocumentReference/${document}/_history`),
  'read of its list': (client, { list }) => client.get(`List/${list}`),
  'its bytes': (client, { binary }) => client.get(`Binary/${binary}`),
  'its bytes as image': (client, { binary }) =>
    client.get(`Binary/${binary}`, { accept: 'image/png' }),
  'a range of its bytes': (client, { binary }) =>
    client.get(`Binary/${binary}`, { range: 'bytes=999999-' }),
  patch: (client, { document }) =>
    client.patch(`DocumentReference/${document}`, [
      { op: 'replace', path: '/status', value: 'superseded' },
    ]),
  'patch that cannot apply': (client, { document }) =>
    client.patch(`DocumentReference/${document}`, [{ op: 'remove', path: '/nothing/here' }]),
  'patch of what may not change': (client, { document }) =>
    client.patch(`DocumentReference/${document}`, [
      { op: 'replace', path: '/description', value: 'x' },
    ]),
  'patch with If-Match': (client, { document }) =>
    client.patch(
      `DocumentReference/${document}`,
      [{ op: 'replace', path: '/status', value: 'current' }],
      { 'if-match': 'W/"7"' },
    ),
  'patch of its list': (client, { list }) =>
    client.patch(`List/${list}`, [{ op: 'replace', path: '/status', value: 'retired' }]),
  'put of its list': (client, { list }) =>
    client.put(`List/${list}`, { resourceType: 'List', id: list }),
  'a replacement of it': (client, { document, patient }) =>
    client.post('', replacing(patient, document)),
  'a folder that holds it': (client, { document, patient }) =>
    client.post('List', aFolder(patient, document)),
};

interface Ids {
  readonly patient: string;
  readonly document: string;
  readonly list: string;
  readonly binary: string;
}

function replacing(patient: string, document: string): Json {
  const relatesTo = [{ code: 'replaces', target: { reference: `DocumentReference/${document}` } }];
  return aBundle(patient, [{ change: (one) => ({ ...one, relatesTo }) }]);
}

/** The ids of things that are not there, of the same form. */
function unknown({ patient, document, list, binary }: Ids): Ids {
  const other = (id: string): string => `${id.slice(0, -6)}zzzzzz`;
  return { patient, document: other(document), list: other(list), binary: other(binary) };
}

function shown(answer: Answer, ids: Ids): string {
  const { document, list, binary } = ids;
  const text = [document, list, binary].reduce((all, id) => all.replaceAll(id, 'ID'), answer.text);
  const names = ['etag', 'last-modified', 'location', 'allow', 'content-type', 'content-length'];
  return JSON.stringify([answer.status, text, names.map((name) => answer.headers.get(name))]);
}

for (const [caller, labels] of [
  ['neurologist', ['MASQUE_PS']],
  ['patient', ['INVISIBLE_PATIENT']],
] as const) {
  t.test(
    `for the ${caller}, a document with ${labels.join()} is as one that does not exist`,
    async (t) => {
      const server = await startServer(t);
      const { patient } = await openDossier(server, { authorised: ['neurologist'] });
      await push(server, 'neurologist', aBundle(patient));
      const made = await push(server, 'nurse', aBundle(patient, [{ labels }]));
      const [document = '', list = '', binary = ''] = [
        made.documents[0],
        made.lists[0],
        made.binaries[0],
      ];
      const ids: Ids = { patient, document, list, binary };
      const client = await server.as(caller);
      for (const [name, request] of Object.entries(REQUESTS)) {
        const hidden = await request(client, ids);
        const absent = await request(client, unknown(ids));
        t.equal(shown(hidden, ids), shown(absent, unknown(ids)), name);
        t.ok(hidden.status >= 400, `${name} is refused`);
      }
    },
  );
}

t.test(
  'a visible document that appends to a hidden one is shown without that relation',
  async (t) => {
    const server = await startServer(t);
    const { patient } = await openDossier(server, { authorised: ['neurologist'] });
    const made = await push(server, 'nurse', aBundle(patient));
    const target = `DocumentReference/${made.documents[0]}`;
    const relatesTo = [{ code: 'appends', target: { reference: target } }];
    const appended = await push(
      server,
      'nurse',
      aBundle(patient, [{ change: (one) => ({ ...one, relatesTo }) }]),
    );
    const path = `DocumentReference/${appended.documents[0]}`;
    const neurologist = await server.as('neurologist');
    t.match((await neurologist.get(path)).json(), { relatesTo });
    const mask = [
      {
        op: 'add',
        path: '/securityLabel/0',
        value: { coding: [{ system: VISIBILITY, code: 'MASQUE_PS' }] },
      },
    ];
    await (await server.as('patient')).patch(target, mask);
    const seen = await neurologist.get(path);
    t.equal(seen.status, 200);
    t.notOk(seen.text.includes(made.documents[0] ?? 'none'), 'the masked document is not named');
    t.equal(seen.json().relatesTo, undefined);
    const bySearch = await neurologist.get(
      `DocumentReference?patient=${patient}&relatesto=${target}`,
    );
    t.equal(bySearch.json().total, 0, 'nor found by its reference');
    t.match(
      (await (await server.as('nurse')).get(path)).json(),
      { relatesTo },
      'its author sees all',
    );
  },
);

t.test(
  'a folder with a hidden entry is shown without it, with the version of what is shown',
  async (t) => {
    const server = await startServer(t);
    const { patient } = await openDossier(server, { authorised: ['neurologist'] });
    const first = await push(server, 'nurse', aBundle(patient));
    const second = await push(server, 'nurse', aBundle(patient, [{ labels: ['MASQUE_PS'] }]));
    const nurse = await server.as('nurse');
    const created = await nurse.post('List', aFolder(patient, first.documents[0] ?? ''));
    t.equal(created.status, 201, created.status === 201 ? 'created' : created.text);
    const folder = created.json();
    const entry = [
      ...folder.entry,
      { item: { reference: `DocumentReference/${second.documents[0]}` } },
    ];
    const grown = await nurse.put(`List/${folder.id}`, { ...folder, entry });
    t.equal(grown.status, 200, grown.status === 200 ? 'grown' : grown.text);
    t.equal(grown.headers.get('etag'), 'W/"2"');

    const neurologist = await server.as('neurologist');
    const seen = await neurologist.get(`List/${folder.id}`);
    t.equal(seen.headers.get('etag'), 'W/"1"', 'nothing has changed for this reader');
    t.equal(seen.json().meta.versionId, '1');
    t.equal(seen.json().meta.lastUpdated, folder.meta.lastUpdated);
    t.equal(seen.json().entry.length, 1);
    const history = await neurologist.get(`List/${folder.id}/_history`);
    t.equal(history.json().total, 1);
    t.equal((await neurologist.get(`List/${folder.id}/_history/2`)).status, 404);
    const found = await neurologist.get(`List?patient=${patient}&code=folder`);
    t.same(found.json().entry[0].resource, seen.json(), 'a search shows the same');
  },
);

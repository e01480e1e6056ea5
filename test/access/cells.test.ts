/**
 * Who sees which document: every cell, by hand from the rules, asked through every entry point. A
 * letter is a document; the expected answer of a read is written, all other answers must agree.
 */
import t, { type Test } from 'tap';
import { aBundle, aConsent, openDossier, persona, push, VISIBILITY } from '../fixtures/dossier.js';
import { startServer, type TestClient, type TestServer } from '../fixtures/server.js';

/** The documents of the dossier, and who pushes each with which labels. */
const DOCUMENTS = {
  a: { by: 'nurse', labels: [] },
  b: { by: 'nurse', labels: ['MASQUE_PS'] },
  c: { by: 'nurse', labels: ['INVISIBLE_PATIENT'] },
  d: { by: 'nurse', labels: ['MASQUE_PS', 'INVISIBLE_PATIENT'] },
  e: { by: 'patient', labels: [] },
  f: { by: 'patient', labels: ['MASQUE_PS'] },
  g: { by: 'neurologist', labels: [] },
  h: { by: 'blocked', labels: [] },
  w: { by: 'nurse', labels: [] },
} as const;

type Letter = keyof typeof DOCUMENTS;
const LETTERS = Object.keys(DOCUMENTS) as Letter[];

/** Status of a read of each document, in the order of the letters; `w` was withdrawn by its author. */
const READS: Readonly<Record<string, string>> = {
  //             a   b   c   d   e   f   g   h   w
  patient: '    200 200 404 404 200 200 200 200 410',
  gp: '         200 200 200 200 200 200 200 200 410',
  neurologist: '200 404 200 404 200 404 200 200 410',
  nurse: '      200 200 200 200 404 404 404 404 410',
  stranger: '   403 403 403 403 403 403 403 403 403',
  blocked: '    403 403 403 403 403 403 403 403 403',
  pharmacist: ' 403 403 403 403 403 403 403 403 403',
  emergency: '  403 403 403 403 403 403 403 403 403',
  regulator: '  403 403 403 403 403 403 403 403 403',
  home: '       403 403 403 403 403 403 403 403 403',
  lab: '        403 403 403 403 403 403 403 403 403',
  insurance: '  403 403 403 403 403 403 403 403 403',
  registrar: '  403 403 403 403 403 403 403 403 403',
  operator: '   403 403 403 403 403 403 403 403 403',
  app: '        403 403 403 403 403 403 403 403 403',
  child: '      403 403 403 403 403 403 403 403 403',
  tester: '     404 404 404 404 404 404 404 404 404',
};

interface Stored {
  readonly id: string;
  readonly binary: string;
  readonly list: string;
  readonly master: string;
}

async function fill(server: TestServer, patient: string): Promise<Record<Letter, Stored>> {
  const stored: Partial<Record<Letter, Stored>> = {};
  for (const letter of LETTERS) {
    const { by, labels } = DOCUMENTS[letter];
    const bundle = aBundle(patient, [{ labels, title: `document ${letter}` }]);
    const made = await push(server, by, bundle);
    const master = bundle.entry[1].resource.masterIdentifier.value as string;
    const [id = '', binary = '', list = ''] = [made.documents[0], made.binaries[0], made.lists[0]];
    stored[letter] = { id, binary, list, master };
  }
  const nurse = await server.as('nurse');
  const withdrawal = [{ op: 'replace', path: '/status', value: 'entered-in-error' }];
  const answer = await nurse.patch(`DocumentReference/${stored.w?.id}`, withdrawal);
  if (answer.status !== 200) throw new Error(answer.text);
  const block = aConsent(patient, await persona('blocked'), 'deny');
  await (await server.as('patient')).post('Consent', block);
  return stored as Record<Letter, Stored>;
}

t.test(
  'each caller sees the documents the rules give them, through every entry point',
  async (t) => {
    const server = await startServer(t);
    const { patient } = await openDossier(server, {
      authorised: ['neurologist'],
      generalPractitioner: 'gp',
    });
    await openDossier(server, { persona: 'child' });
    const stored = await fill(server, patient);

    for (const [caller, row] of Object.entries(READS)) {
      const statuses = row.trim().split(/\s+/).map(Number);
      const client = await server.as(caller);
      for (const [at, letter] of LETTERS.entries()) {
        const expected = statuses[at] ?? 0;
        await t.test(`${caller} × ${letter}: ${expected}`, async (t) => {
          const { id, binary } = stored[letter];
          const seen = await Promise.all([
            client.get(`DocumentReference/${id}`),
            client.get(`DocumentReference/${id}/_history/1`),
            client.get(`DocumentReference/${id}/_history`),
            client.get(`Binary/${binary}`),
            client.get(`Binary/${binary}`, { accept: 'application/fhir+json' }),
          ]);
          t.same(
            seen.map(({ status }) => status),
            [expected, expected, keeps(caller, letter) ? 200 : expected, expected, expected],
          );
        });
      }
      const found = LETTERS.filter((_, at) => statuses[at] === 200);
      await t.test(`${caller} finds ${found.join(' ') || 'nothing'}`, async (t) => {
        await searches(t, client, { patient, stored, found, refused: statuses[0] === 403 });
      });
    }
  },
);

/** The patient's history keeps what was withdrawn. */
function keeps(caller: string, letter: Letter): boolean {
  return caller === 'patient' && letter === 'w';
}

interface Searched {
  readonly patient: string;
  readonly stored: Record<Letter, Stored>;
  readonly found: readonly Letter[];
  /** Whether every search is refused: the caller has no access at all. */
  readonly refused: boolean;
}

async function searches(t: Test, client: TestClient, expected: Searched): Promise<void> {
  const { patient, stored, found, refused } = expected;
  const base = `DocumentReference?patient=${patient}`;
  const answer = await client.get(`${base}&_count=50`);
  if (refused) {
    t.equal(answer.status, 403);
    t.equal((await client.get(`${base}&_summary=count`)).status, 403);
    return;
  }
  const ids = ((answer.json().entry ?? []) as { resource: { id: string } }[]).map(
    ({ resource }) => resource.id,
  );
  t.same(ids.sort(), found.map((letter) => stored[letter].id).sort(), 'the entries are those seen');
  t.equal(answer.json().total, found.length, 'and so is the total');
  t.equal((await client.get(`${base}&_summary=count`)).json().total, found.length);
  t.equal(
    (await client.searchByForm('DocumentReference', `patient=${patient}`)).json().total,
    found.length,
  );
  for (const letter of LETTERS) {
    const hits = found.includes(letter) ? 1 : 0;
    const { id, master } = stored[letter];
    t.equal((await client.get(`${base}&_id=${id}`)).json().total, hits, `_id of ${letter}`);
    const byMaster = await client.get(`${base}&identifier=urn:ietf:rfc:3986%7C${master}`);
    t.equal(byMaster.json().total, hits, `identifier of ${letter}`);
  }
}

/** Lists each caller finds: a list shows when one of its documents does, withdrawn ones included. */
const LISTS: Readonly<Record<string, string>> = {
  patient: 'a b e f g h w',
  gp: 'a b c d e f g h w',
  neurologist: 'a c e g h w',
  nurse: 'a b c d w',
};

t.test(
  'a submission set whose documents are all hidden is hidden, by search and by read',
  async (t) => {
    const server = await startServer(t);
    const { patient } = await openDossier(server, {
      authorised: ['neurologist'],
      generalPractitioner: 'gp',
    });
    const stored = await fill(server, patient);
    for (const [caller, letters] of Object.entries(LISTS)) {
      const client = await server.as(caller);
      const found = await client.get(`List?patient=${patient}&code=submissionset&_count=50`);
      t.equal(found.json().total, letters.split(' ').length, `${caller} finds ${letters}`);
      for (const letter of LETTERS) {
        const status = letters.includes(letter) ? 200 : 404;
        t.equal(
          (await client.get(`List/${stored[letter].list}`)).status,
          status,
          `${caller} × list ${letter}`,
        );
        const byItem = await client.get(
          `List?patient=${patient}&item=DocumentReference/${stored[letter].id}`,
        );
        t.equal(byItem.json().total, status === 200 ? 1 : 0, `${caller} × list by item ${letter}`);
      }
    }
  },
);

/** Who may change what of whose document: status, archive, mask, release. */
const CHANGES: readonly (readonly [
  caller: string,
  letter: Letter,
  change: string,
  status: number,
])[] = [
  // Refusals first: they must leave everything as it is for the acts that follow.
  ['neurologist', 'a', 'archive', 403],
  ['gp', 'a', 'archive', 403],
  ['patient', 'a', 'archive', 403],
  ['stranger', 'a', 'archive', 403],
  ['tester', 'a', 'archive', 404],
  ['neurologist', 'b', 'archive', 404],
  ['nurse', 'a', 'mask', 403],
  ['gp', 'a', 'mask', 403],
  ['neurologist', 'a', 'mask', 403],
  ['patient', 'c', 'mask', 404],
  ['patient', 'c', 'release', 404],
  ['neurologist', 'c', 'release', 403],
  ['nurse', 'd', 'release', 403], // it would unmask as well
  ['neurologist', 'a', 'withdraw', 403],
  ['patient', 'g', 'withdraw', 403],
  ['blocked', 'h', 'withdraw', 403],
  ['registrar', 'a', 'withdraw', 403],
  ['nurse', 'a', 'archive', 200],
  ['patient', 'e', 'archive', 200],
  ['patient', 'a', 'mask', 200],
  ['patient', 'e', 'mask', 200],
  ['gp', 'c', 'release', 200],
  ['neurologist', 'g', 'withdraw', 200],
  ['gp', 'd', 'withdraw', 200], // of the same structure as its author
  ['patient', 'e', 'withdraw', 200],
  ['patient', 'g', 'withdraw', 410],
];

t.test(
  'each element of a document is changed by those the rules name and by nobody else',
  async (t) => {
    const server = await startServer(t);
    const { patient } = await openDossier(server, {
      authorised: ['neurologist'],
      generalPractitioner: 'gp',
    });
    const stored = await fill(server, patient);
    for (const [caller, letter, change, status] of CHANGES) {
      const client = await server.as(caller);
      const answer = await client.patch(`DocumentReference/${stored[letter].id}`, PATCHES[change]);
      t.equal(answer.status, status, `${caller} × ${letter} × ${change}`);
    }
  },
);

const N = { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'N' };
const PATCHES: Readonly<Record<string, unknown>> = {
  archive: [
    {
      op: 'add',
      path: '/extension',
      value: [
        {
          url: 'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived',
          valueBoolean: true,
        },
      ],
    },
  ],
  mask: [
    {
      op: 'add',
      path: '/securityLabel/0',
      value: { coding: [{ system: VISIBILITY, code: 'MASQUE_PS' }] },
    },
  ],
  release: [{ op: 'replace', path: '/securityLabel', value: [{ coding: [N] }] }],
  withdraw: [{ op: 'replace', path: '/status', value: 'entered-in-error' }],
};

t.test(
  'a dossier that is created and not yet activated is fed and consulted, but closed to its patient',
  async (t) => {
    const server = await startServer(t);
    const { patient } = await openDossier(server, { activated: false, generalPractitioner: 'gp' });
    const made = await push(server, 'nurse', aBundle(patient));
    const statusFor = async (caller: string): Promise<number> =>
      (await (await server.as(caller)).get(`DocumentReference/${made.documents[0]}`)).status;
    t.equal(await statusFor('nurse'), 200);
    t.equal(await statusFor('gp'), 200);
    t.equal(await statusFor('stranger'), 403);
    t.equal(await statusFor('patient'), 403);
    t.equal((await (await server.as('patient')).get('AuditEvent')).status, 403);
  },
);

t.test(
  'a feeder deposits its own types, and nobody whom the patient blocked deposits anything',
  async (t) => {
    const server = await startServer(t);
    const { patient } = await openDossier(server);
    const statusOf = async (caller: string, type: string): Promise<number> => {
      const bundle = aBundle(patient, [{ type }]);
      return (await (await server.as(caller)).post('', bundle)).status;
    };
    t.equal(await statusOf('lab', '11502-2'), 200);
    t.equal(await statusOf('lab', '11488-4'), 403);
    t.equal(await statusOf('home', '11488-4'), 200);
    const home = await persona('home');
    const block = aConsent(patient, home, 'deny');
    block.provision.actor[0].reference = {
      identifier: { system: 'urn:oid:1.2.250.1.71.4.2.2', value: home.structure?.idNatSt },
    };
    t.equal((await (await server.as('patient')).post('Consent', block)).status, 201);
    t.equal(await statusOf('home', '11488-4'), 403, 'a blocked structure');
    t.equal(await statusOf('stranger', '11488-4'), 200, 'feeding takes no authorisation');
  },
);

t.test('a condition on creating a document or a list is refused, not ignored', async (t) => {
  const server = await startServer(t);
  const { patient } = await openDossier(server);
  const nurse = await server.as('nurse');
  const folder = { resourceType: 'List', subject: { reference: `Patient/${patient}` } };
  const condition = { 'if-none-exist': 'identifier=urn:ietf:rfc:3986|urn:oid:1.2.3' };
  t.equal((await nurse.post('List', folder, condition)).status, 412);
});

/**
 * The trace, ids A-01, A-03 and A-05 in depth: what the patient finds by which criteria, what never
 * betrays a document, and what is recorded without a patient.
 */
import t, { type Test } from 'tap';
import { aBundle, idNatPs, openDossier, persona, push, VISIBILITY } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { somePatient } from '../fixtures/patients.js';
import { startServer, type Json, type TestClient } from '../fixtures/server.js';
import { codesOf, entitiesWith, eventsOf, quotedIn, storedEvents, traced } from './trace.js';

const server = await startServer(t);
const own = await server.as('patient');
const nurse = await server.as('nurse');
const neurologist = await server.as('neurologist');
const { patient } = await openDossier(server, {
  authorised: ['neurologist', 'nurse'],
  generalPractitioner: 'gp',
});
const HIDDEN = { labels: ['INVISIBLE_PATIENT'] };

/** Every event that a reader finds, page by page, newest first. */
async function everyEvent(reader: TestClient, search = ''): Promise<Json[]> {
  const events: Json[] = [];
  let next: string | undefined = search.includes('_count')
    ? `AuditEvent?${search}`
    : `AuditEvent?_count=200${search}`;
  while (next !== undefined) {
    const page: Json = (await reader.get(next)).json();
    events.push(...(page.entry ?? []).map(({ resource }: Json) => resource));
    next = page.link.find(({ relation }: Json) => relation === 'next')?.url;
  }
  return events;
}

async function countOf(reader: TestClient): Promise<number> {
  return (await reader.get('AuditEvent?_summary=count')).json().total;
}

t.test('A-01: the patient finds events by date, agent, entity, action and outcome', async (t) => {
  const { documents, binaries } = await push(server, 'nurse', aBundle(patient));
  const document = `DocumentReference/${documents[0]}`;
  await neurologist.get(document);
  await neurologist.get(`Binary/${binaries[0]}`);
  await (await server.as('stranger')).get(document);
  await neurologist.get(`DocumentReference?patient=${patient}`);
  const { system, value } = idNatPs(await persona('neurologist'));
  const all = await everyEvent(own);
  const middle = all[Math.floor(all.length / 2)]?.recorded;
  const byWhom = (event: Json): boolean =>
    event.agent.some(({ who }: Json) => who?.identifier?.value === value);
  const named = (event: Json, reference: string): boolean =>
    event.entity.some(({ what }: Json) => what?.reference === reference);
  const criteria: Readonly<Record<string, (event: Json) => boolean>> = {
    [`date=ge${middle}`]: ({ recorded }) => recorded >= middle,
    [`date=lt${middle}`]: ({ recorded }) => recorded < middle,
    'date=lt2020': () => false,
    [`agent:identifier=${encodeURIComponent(`${system}|${value}`)}`]: byWhom,
    [`agent:identifier=${value}`]: byWhom,
    [`agent=Patient/${patient}`]: ({ agent }) =>
      agent.some(({ who }: Json) => who?.reference === `Patient/${patient}`),
    [`entity=${document}`]: (event) => named(event, document),
    [`entity=Binary/${binaries[0]}`]: (event) => named(event, `Binary/${binaries[0]}`),
    [`entity=Patient/${patient}`]: () => true,
    'entity=DocumentReference/unknown': () => false,
    'action=R': ({ action }) => action === 'R',
    'action=C,U': ({ action }) => ['C', 'U'].includes(action),
    'outcome=0': ({ outcome }) => outcome === '0',
    'outcome=4': ({ outcome }) => outcome === '4',
    'subtype=ITI-68': ({ subtype }) => codesOf(subtype).includes('ITI-68'),
    'subtype=urn:ihe:event-type-code%7CITI-65': ({ subtype }) =>
      codesOf(subtype).includes('ITI-65'),
    'type=110107': ({ type }) => type.code === '110107',
    [`action=R&outcome=0&agent:identifier=${value}`]: (event) =>
      event.action === 'R' && event.outcome === '0' && byWhom(event),
  };
  const known = new Set(all.map(({ id }) => id));
  for (const [search, holds] of Object.entries(criteria)) {
    // Each of these searches leaves an event too: only those from before are compared.
    const found = (await everyEvent(own, `&${search}`)).filter(({ id }) => known.has(id));
    t.same(ids(found), ids(all.filter(holds)), search);
  }
  t.ok(
    all.some((event) => event.outcome === '4' && named(event, document)),
    'refusals show',
  );
});

function ids(events: readonly Json[]): string[] {
  return events.map(({ id }) => String(id));
}

t.test('A-01: the trace is given newest first, in pages that leave nothing out', async (t) => {
  const all = await everyEvent(own, '&_count=7');
  const recorded = all.map((event) => String(event.recorded));
  t.same(recorded, [...recorded].sort().reverse());
  t.equal(new Set(ids(all)).size, all.length, 'none is given twice');
  const oldest = (await own.get('AuditEvent?_sort=date&_count=3')).json().entry;
  const last = all.slice(-3).reverse();
  t.same(
    oldest.map(({ resource }: Json) => resource.id),
    ids(last),
  );
});

interface Hidden {
  readonly document: string;
  readonly binary: string;
  readonly list: string;
}

async function pushHidden(): Promise<Hidden> {
  const { documents, binaries, lists } = await push(server, 'nurse', aBundle(patient, [HIDDEN]));
  return {
    document: `DocumentReference/${documents[0]}`,
    binary: `Binary/${binaries[0]}`,
    list: `List/${lists[0]}`,
  };
}

async function release(document: string): Promise<void> {
  const { securityLabel } = (await nurse.get(document)).json();
  const at = securityLabel.findIndex(({ coding }: Json) => coding[0].system === VISIBILITY);
  const answer = await nurse.patch(document, [{ op: 'remove', path: `/securityLabel/${at}` }]);
  if (answer.status !== 200) throw new Error(`not released: ${answer.text}`);
}

/** Acts about a hidden document alone: none may show. */
function actsOn({ document, binary, list }: Hidden): (readonly [string, () => Promise<unknown>])[] {
  const patch = [{ op: 'replace', path: '/status', value: 'current' }];
  return [
    ['a read', () => neurologist.get(document)],
    ['a vread', () => neurologist.get(`${document}/_history/1`)],
    ['a version that is not there', () => neurologist.get(`${document}/_history/9`)],
    ['a history', () => neurologist.get(`${document}/_history`)],
    ['a retrieval', () => neurologist.get(binary)],
    ['a retrieval that fails', () => neurologist.get(binary, { accept: 'image/png' })],
    ['a read of its list', () => neurologist.get(list)],
    ['a patch', () => nurse.patch(document, patch)],
    ['a patch that is refused', () => neurologist.patch(document, patch)],
    ['a patch that fails', () => nurse.patch(document, patch, { 'if-match': 'W/"99"' })],
    ['a push of another one', () => pushHidden()],
    [
      'a push that replaces it',
      () => push(server, 'nurse', aBundle(patient, [replacing(document)])),
    ],
  ];
}

function replacing(document: string): Json {
  const relatesTo = [{ code: 'replaces', target: { reference: document } }];
  return { ...HIDDEN, change: (one: Json) => ({ ...one, relatesTo }) };
}

t.test('A-01: an act about an invisible document alone does not show in the trace', async (t) => {
  const hidden = await pushHidden();
  for (const [what, act] of actsOn(hidden)) {
    const before = await everyEvent(own);
    const stored = (await storedEvents(server, patient)).length;
    await act();
    t.ok((await storedEvents(server, patient)).length > stored, `${what} is recorded`);
    // The first look left an event of its own for each of its pages.
    const after = (await everyEvent(own)).filter(
      ({ subtype }) => !codesOf(subtype).includes('search'),
    );
    const earlier = before.filter(({ subtype }) => !codesOf(subtype).includes('search'));
    t.same(ids(after), ids(earlier), `${what} does not show`);
  }
});

t.test('A-01: nor by total, read, version, or any criterion', async (t) => {
  const hidden = await pushHidden();
  const first = await countOf(own);
  await neurologist.get(hidden.document);
  t.equal(await countOf(own), first + 1, 'the only new event is that of the first count');
  const stored = await storedEvents(server, patient);
  const events = stored.filter(({ entity }) =>
    entity.some(({ what }: Json) => what?.reference === hidden.document),
  );
  t.ok(events.length > 0);
  for (const { id } of events) {
    const unknown = `${id.slice(0, -4)}zzzz`;
    const expected = await own.get(`AuditEvent/${unknown}`);
    for (const path of ['', '/_history/1', '/_history']) {
      const answer = await own.get(`AuditEvent/${id}${path}`);
      isRefusal(t, answer, { status: 404 });
      t.equal(answer.text.replaceAll(id, ''), expected.text.replaceAll(unknown, ''));
    }
    t.equal((await own.get(`AuditEvent?_id=${id}`)).json().total, 0);
  }
  const { document, binary, list } = hidden;
  for (const reference of [document, binary, list]) {
    t.equal((await own.get(`AuditEvent?entity=${reference}`)).json().total, 0, reference);
  }
});

t.test('A-01: released, its events appear with their true dates', async (t) => {
  const hidden = await pushHidden();
  const { events: none, requestId } = await traced(own, (named) =>
    neurologist.get(hidden.document, named),
  );
  t.same(none, []);
  const { requestId: opening } = await traced(own, (named) =>
    neurologist.get(hidden.binary, named),
  );
  const releasedAt = new Date().toISOString();
  await release(hidden.document);
  for (const id of [requestId, opening]) {
    const [event, ...others] = await eventsOf(own, id);
    t.equal(others.length, 0);
    t.ok(event.recorded < releasedAt, 'recorded before the release');
    t.equal((await own.get(`AuditEvent/${event.id}`)).status, 200);
  }
  const about = await everyEvent(own, `&entity=${hidden.document}`);
  const kinds = about.map(({ subtype }) => codesOf(subtype)[0]);
  t.ok(kinds.includes('read') && kinds.includes('patch'), `read and release: ${kinds.join()}`);
  const pushes = await everyEvent(own, `&entity=${hidden.list}&subtype=ITI-65`);
  t.equal(pushes.length, 1, 'and its push');
});

t.test(
  'A-01: a search that met an invisible document leaves an open and a hidden event',
  async (t) => {
    const hidden = await pushHidden();
    const { documents } = await push(server, 'nurse', aBundle(patient));
    const search = `DocumentReference?patient=${patient}&_sort=-_lastUpdated&_count=2`;
    const { answer, events, requestId } = await traced(own, (named) =>
      neurologist.get(search, named),
    );
    const found = answer
      .json()
      .entry.map(({ resource }: Json) => `DocumentReference/${resource.id}`);
    t.same(found, [`DocumentReference/${documents[0]}`, hidden.document], 'both are found');
    t.equal(events.length, 1, 'the patient sees one event');
    t.equal(quotedIn(events[0]), `GET /fhir/${search}`);
    t.notMatch(JSON.stringify(events), new RegExp(hidden.document), 'which says nothing of it');
    t.equal((await storedAbout(requestId)).length, 2, 'two are recorded');
    await release(hidden.document);
    const both = await eventsOf(own, requestId);
    t.equal(both.length, 2, 'released, the patient sees both');
    t.ok(both.some((event) => JSON.stringify(event).includes(hidden.document)));
  },
);

async function storedAbout(requestId: string): Promise<Json[]> {
  const stored = await storedEvents(server, patient);
  return stored.filter(({ entity }) =>
    entity.some(({ what }: Json) => what?.identifier?.value === requestId),
  );
}

t.test('A-01: a search that met no invisible document leaves one event', async (t) => {
  await pushHidden();
  const { requestId } = await traced(own, (named) => own.get('DocumentReference', named));
  t.equal((await storedAbout(requestId)).length, 1);
});

t.test(
  'A-01: a push of open and invisible documents shows once, without the invisible',
  async (t) => {
    const bundle = aBundle(patient, [{}, HIDDEN]);
    const { answer, events, requestId } = await traced(own, (named) =>
      nurse.post('', bundle, named),
    );
    const locations: string[] = answer
      .json()
      .entry.map(({ response }: Json) => String(response.location).split('/_history')[0]);
    const [list = '', open = '', , hidden = ''] = locations;
    t.equal(events.length, 1);
    t.equal(entitiesWith(events[0], '20')[0]?.what.reference, list);
    t.notMatch(JSON.stringify(events), new RegExp(hidden));
    t.equal((await storedAbout(requestId)).length, 2, 'two are recorded');
    const shown: Json[] = (await own.get(list)).json().entry;
    t.same(
      shown.map(({ item }) => item.reference),
      [open],
      'its list neither',
    );
  },
);

t.test('A-01: a push of invisible documents alone leaves no visible event', async (t) => {
  const bundle = aBundle(patient, [HIDDEN, HIDDEN]);
  const { answer, events, requestId } = await traced(own, (named) => nurse.post('', bundle, named));
  t.equal(answer.status, 200);
  t.same(events, []);
  t.equal((await storedAbout(requestId)).length, 1, 'one is recorded');
  const again = await traced(own, (named) => nurse.post('', bundle, named));
  t.equal(again.answer.status, 200, 'sent again, it is answered as before');
  t.same(again.events, [], 'and shows as little');
});

/** The events of one request that name no dossier. */
async function nowhere(send: (named: Record<string, string>) => Promise<unknown>): Promise<Json[]> {
  const { requestId } = await traced(own, send as Parameters<typeof traced>[1]);
  const stored = await storedEvents(server, '-');
  return stored.filter(({ entity }) =>
    entity.some(({ what }: Json) => what?.identifier?.value === requestId),
  );
}

t.test('A-01: requests without a good token are recorded, without a patient', async (t) => {
  const tokens = [undefined, 'gibberish', `${neurologist.token.slice(0, -4)}AAAA`];
  for (const token of tokens) {
    const client = server.withToken(token);
    const events = await nowhere((named) => client.get(`Patient/${patient}`, named));
    t.equal(events.length, 1);
    t.equal(events[0]?.outcome, '4');
    t.same(entitiesWith(events[0], '1'), [], 'no patient');
    t.notOk(
      events[0]?.agent.some(({ requestor }: Json) => requestor),
      'nobody who asked',
    );
    t.equal(events[0]?.agent[0].network.address, '127.0.0.1', 'but from where');
    if (token !== undefined) t.notMatch(JSON.stringify(events), new RegExp(token.slice(-20)));
  }
});

t.test(
  'A-01: what failed before it came to a dossier is recorded, without a patient',
  async (t) => {
    const cases: Readonly<Record<string, (named: Record<string, string>) => Promise<unknown>>> = {
      'a broken body': (named) => nurse.post('', '{', named),
      'a bad search': (named) => own.get('DocumentReference?date=x', named),
      'a search without a patient': (named) => nurse.get('DocumentReference', named),
      'an unknown type': (named) => nurse.get('Nonsense/1', named),
      'a patient of no dossier': (named) => nurse.get('DocumentReference?patient=nobody', named),
      'an id of no dossier': (named) => nurse.get('DocumentReference/nobody', named),
      'a bundle that does not conform': (named) =>
        nurse.post('', aBundle(patient, [{ change: (one) => ({ ...one, status: 'x' }) }]), named),
    };
    for (const [what, send] of Object.entries(cases)) {
      const events = await nowhere(send);
      t.equal(events.length, 1, what);
      t.same(entitiesWith(events[0], '1'), [], 'no patient');
    }
  },
);

t.test('A-05: the tester reads the trace of the test space, and of nothing else', async (t) => {
  const tester = await server.as('tester');
  const made = await tester.post('Patient', somePatient());
  const { id } = made.json();
  const theirs = await traced(tester, (named) => tester.get('Nonsense/1', named));
  t.equal(theirs.events.length, 1, 'events of no dossier are found without a patient');
  const inDossier = await tester.get(`AuditEvent?patient=${id}`);
  t.ok(inDossier.json().total > 0, 'those of a dossier with its patient');
  const [event] = theirs.events;
  t.equal((await tester.get(`AuditEvent/${event.id}`)).status, 200);
  await pages(t, tester);
  const text = JSON.stringify(await everyEvent(tester));
  t.notMatch(text, new RegExp(patient), 'nothing of the main space');
});

async function pages(t: Test, tester: TestClient): Promise<void> {
  for (let round = 0; round < 9; round++) await tester.get(`Nonsense/${round}`);
  const all = await everyEvent(tester, '&outcome=4&_count=4');
  t.ok(all.length >= 9);
  t.equal(new Set(ids(all)).size, all.length, 'page by page, none twice');
}

/**
 * What a subscriber may not see is not told and not counted, decided anew when it is told; what was
 * committed is told whatever ends between.
 */
import t from 'tap';
import { aBundle, openDossier, push, VISIBILITY } from '../fixtures/dossier.js';
import { startServer, type Json, type TestClient } from '../fixtures/server.js';
import {
  anEndpoint,
  aSubscription,
  leapingClock,
  subscribe,
  type Came,
} from '../notifications/a-subscriber.js';

const clock = leapingClock();
const server = await startServer(t, { clock });
const { patient } = await openDossier(server, { authorised: ['neurologist', 'nurse'] });
const nurse = await server.as('nurse');
const criteria = `DocumentReference?patient=${patient}`;
const known = async (): Promise<void> => {
  clock.leap(5_000);
  await server.app.notify();
};

t.test('X-20 a hidden document is told to nobody who may not see it', async (t) => {
  const [masked, open] = [await anEndpoint(t), await anEndpoint(t)];
  await subscribe(nurse, aSubscription(criteria, masked.url));
  await subscribe(await server.as('patient'), aSubscription(criteria, open.url));
  await known();
  const hidden = await push(
    server,
    'neurologist',
    aBundle(patient, [{ labels: ['MASQUE_PS'] }, {}]),
  );
  await server.app.notify();
  t.same(pathsOf(masked.came), [`/hook/DocumentReference/${hidden.documents[1]}`]);
  t.equal(pathsOf(open.came).length, 2, 'the patient is told of both');
});

t.test('X-21 what is hidden before it is told is not told', async (t) => {
  const endpoint = await anEndpoint(t);
  const id = await subscribe(nurse, aSubscription(criteria, endpoint.url));
  await known();
  endpoint.answers.push([503, '100']);
  const pushed = await push(server, 'neurologist', aBundle(patient));
  await server.app.notify();
  t.equal(pathsOf(endpoint.came).length, 1, 'it was tried');
  await mask(await server.as('patient'), pushed.documents[0] ?? '');
  clock.leap(101_000);
  await server.app.notify();
  t.equal(pathsOf(endpoint.came).length, 1, 'and is not any more');
  const status = (await nurse.get(`Subscription/${id}/$status`)).json();
  t.equal(valueOf(status, 'eventsSinceSubscriptionStart'), '0', 'nor counted');
});

t.test('who loses access is told of nothing more', async (t) => {
  const endpoint = await anEndpoint(t);
  await subscribe(await server.as('stranger'), aSubscription(criteria, endpoint.url));
  await known();
  await push(server, 'neurologist', aBundle(patient));
  await server.app.notify();
  t.same(pathsOf(endpoint.came), []);
});

t.test('what is told leaves its trace, and what is not told none', async (t) => {
  const events = await (await server.as('patient')).get(`AuditEvent?patient=${patient}&_count=500`);
  const told = (events.json().entry as Json[]).filter(({ resource }) =>
    JSON.stringify(resource.entity ?? []).includes(
      Buffer.from('Subscription/').toString('base64').slice(0, 15),
    ),
  );
  t.ok(told.length > 0, 'the patient sees who was told');
});

/** Notifications, not handshakes. */
function pathsOf(came: readonly Came[]): string[] {
  return came.filter(({ method }) => method === 'PUT').map(({ path }) => path);
}

async function mask(client: TestClient, document: string): Promise<void> {
  const answer = await client.patch(`DocumentReference/${document}`, [
    {
      op: 'add',
      path: '/securityLabel/-',
      value: { coding: [{ system: VISIBILITY, code: 'MASQUE_PS' }] },
    },
  ]);
  if (answer.status !== 200) throw new Error(`not masked: ${answer.text}`);
}

function valueOf(bundle: Json, name: string): string | undefined {
  const parameters: Json[] = bundle.entry[0].resource.parameter;
  return parameters.find((one) => one.name === name)?.valueString as string | undefined;
}

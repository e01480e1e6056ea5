/**
 * R4 Subscriptions over rest-hook: handshake, notifications, retries, and what a subscriber is not
 * told.
 */
import t from 'tap';
import { aPatient, openDossier, persona } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer } from '../fixtures/server.js';
import { anEndpoint, aSubscription, leapingClock, subscribe } from './a-subscriber.js';

const clock = leapingClock();
const server = await startServer(t, { clock });
const tester = await server.as('tester', { expiresSeconds: 86_400 });
const registrar = await server.as('registrar');
/** Past the time in which other processes may not know a new Subscription. */
const known = async (): Promise<void> => {
  clock.leap(5_000);
  await server.app.notify();
};

t.test('a subscription is active after its handshake, and tells by PUT', async (t) => {
  const endpoint = await anEndpoint(t);
  const id = await subscribe(
    tester,
    aSubscription('Observation?status=final', endpoint.url, {
      header: ['Authorization: Bearer of-the-hook'],
    }),
  );
  await known();
  t.equal((await tester.get(`Subscription/${id}`)).json().status, 'active');
  t.equal(endpoint.came.length, 1, 'the handshake');
  const made = (await tester.post('Observation', anObservation('final'))).json();
  await tester.post('Observation', anObservation('preliminary'));
  await server.app.notify();
  t.equal(endpoint.came.length, 2, 'what the criteria do not find is not told');
  const [, told] = endpoint.came;
  t.match(told, { method: 'PUT', path: `/hook/Observation/${made.id}`, body: made });
  t.equal(told?.headers['authorization'], 'Bearer of-the-hook');
  await server.app.notify();
  t.equal(endpoint.came.length, 2, 'told once');
});

t.test('without a payload, an empty POST says that something changed', async (t) => {
  const endpoint = await anEndpoint(t);
  const { payload: _, ...channel } = aSubscription('', endpoint.url).channel;
  await subscribe(tester, { ...aSubscription('Basic?', endpoint.url), channel });
  await known();
  await tester.post('Basic', { resourceType: 'Basic', code: { text: 'x' } });
  await server.app.notify();
  t.same(
    endpoint.came.map(({ method, path, body }) => [method, path, body]),
    [
      ['POST', '/hook', undefined],
      ['POST', '/hook', undefined],
    ],
  );
});

t.test('what fails is tried again later, as late as Retry-After asks', async (t) => {
  const endpoint = await anEndpoint(t);
  await subscribe(tester, aSubscription('Device?', endpoint.url));
  await known();
  endpoint.answers.push([503, '60'], [429, '600']);
  await tester.post('Device', { resourceType: 'Device' });
  await server.app.notify();
  t.equal(endpoint.came.length, 2);
  await server.app.notify();
  t.equal(endpoint.came.length, 2, 'not at once');
  clock.leap(61_000);
  await server.app.notify();
  t.equal(endpoint.came.length, 3);
  clock.leap(500_000);
  await server.app.notify();
  t.equal(endpoint.came.length, 3, 'not before it is asked to');
  clock.leap(101_000);
  await server.app.notify();
  t.equal(endpoint.came.length, 4);
  await server.app.notify();
  t.equal(endpoint.came.length, 4, 'told');
});

t.test('nobody sees the subscriptions of another', async (t) => {
  const endpoint = await anEndpoint(t);
  const { patient } = await openDossier(server, { persona: 'child' });
  const id = await subscribe(
    await server.as('gp'),
    aSubscription(`DocumentReference?patient=${patient}`, endpoint.url),
  );
  t.equal((await registrar.get(`Subscription/${id}`)).status, 404);
  t.equal((await registrar.get(`Subscription?_id=${id}`)).json().total ?? 0, 0);
  t.notOk((await registrar.get(`Subscription?_id=${id}`)).json().entry);
  for (const path of ['Subscription', 'Subscription/_history', '_history', '?_type=Subscription'])
    t.notMatch((await registrar.get(path)).text, id, path);
  const own = await server.as('gp');
  t.equal((await own.get('Subscription?status=requested,active')).json().entry?.length, 1);
});

t.test('an endpoint that goes on failing ends in error, and a PUT begins again', async (t) => {
  const endpoint = await anEndpoint(t);
  const id = await subscribe(tester, aSubscription('Group?', endpoint.url));
  await known();
  endpoint.answers.push(...Array.from({ length: 14 }, () => [500] as const));
  await tester.post('Group', { resourceType: 'Group', type: 'person', actual: true });
  for (let attempt = 0; attempt < 14; attempt++) {
    await server.app.notify();
    clock.leap(3_600_000);
  }
  const again = await server.as('tester', { expiresSeconds: 86_000 });
  const failed = (await again.get(`Subscription/${id}`)).json();
  t.equal(failed.status, 'error');
  t.match(failed.error, /14 requests .* HTTP 500/);
  const { error: _, ...rest } = failed;
  const asked = await again.put(`Subscription/${id}`, { ...rest, status: 'requested' });
  t.equal(asked.status, 200, asked.text);
  await server.app.notify();
  await known();
  await server.app.notify();
  t.equal((await again.get(`Subscription/${id}`)).json().status, 'active');
  t.match(endpoint.came.at(-1), { method: 'PUT' }, 'what waited is told');
});

t.test('the registrar is told of Patients, and of nothing after off', async (t) => {
  const endpoint = await anEndpoint(t);
  const fresh = await server.as('registrar', { expiresSeconds: 86_400 });
  const id = await subscribe(fresh, aSubscription('Patient?gender=female', endpoint.url));
  await known();
  const made = await fresh.post('Patient', aPatient(await persona('patient')));
  await server.app.notify();
  t.match(endpoint.came.at(-1), { path: `/hook/Patient/${made.json().id}` });
  const standing = (await fresh.get(`Subscription/${id}`)).json();
  await fresh.put(`Subscription/${id}`, { ...standing, status: 'off' });
  await fresh.put(`Patient/${made.json().id}`, { ...made.json(), active: true });
  await server.app.notify();
  t.equal(endpoint.came.length, 2);
});

t.test('a subscription that is deleted tells nothing more', async (t) => {
  const endpoint = await anEndpoint(t);
  const fresh = await server.as('tester', { expiresSeconds: 85_000 });
  const id = await subscribe(fresh, aSubscription('Flag?', endpoint.url));
  await known();
  t.equal((await fresh.send(`Subscription/${id}`, { method: 'DELETE' })).status, 204);
  const flag = { resourceType: 'Flag', status: 'active', code: { text: 'x' } };
  await fresh.post('Flag', { ...flag, subject: { display: 'x' } });
  await server.app.notify();
  t.equal(endpoint.came.length, 1, 'the handshake alone');
});

t.test('no way to write leads around what is refused', async (t) => {
  const fresh = await server.as('tester', { expiresSeconds: 85_000 });
  const resource = aSubscription('Device?', 'http://hook.example/');
  const entry = [{ resource, request: { method: 'POST', url: 'Subscription' } }];
  const answer = await fresh.post('', { resourceType: 'Bundle', type: 'transaction', entry });
  isRefusal(t, answer, { status: 422, says: /https/ });
});

t.test('what cannot be served is refused with its element', async (t) => {
  const again = await server.as('tester', { expiresSeconds: 85_000 });
  const ok = aSubscription('Observation?status=final', 'https://hook.example/x');
  const cases: readonly (readonly [object, string, RegExp])[] = [
    [{ criteria: 'Observation?nonsense=1' }, 'criteria', /nonsense/],
    [{ criteria: 'Nothing?x=1' }, 'criteria', /type/],
    [{ criteria: 'https://example.org/topic' }, 'criteria', /document-deposited/],
    [{ status: 'active' }, 'status', /requested/],
    [{ channel: { ...ok.channel, type: 'email' } }, 'channel.type', /email/],
    [{ channel: { ...ok.channel, endpoint: 'http://hook.example/' } }, 'channel.endpoint', /https/],
    [{ channel: { ...ok.channel, payload: 'text/plain' } }, 'channel.payload', /text\/plain/],
  ];
  for (const [change, element, says] of cases) {
    const answer = await again.post('Subscription', { ...ok, ...change });
    isRefusal(t, answer, { status: 422, says, expression: `Subscription.${element}` });
  }
});

function anObservation(status: string): object {
  return { resourceType: 'Observation', status, code: { text: 'x' } };
}

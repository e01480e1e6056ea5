/** The R5 backport: topics, handshake, heartbeat, numbered events, `$status`. */
import t from 'tap';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Json } from '../fixtures/server.js';
import { anEndpoint, aSubscription, leapingClock, subscribe } from './a-subscriber.js';

const BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/';
const TOPICS = 'https://dossier.example/fhir/SubscriptionTopic/';
const clock = leapingClock();
const server = await startServer(t, { clock });
const { patient } = await openDossier(server, { authorised: ['neurologist', 'nurse'] });
const nurse = await server.as('nurse');
const known = async (): Promise<void> => {
  clock.leap(5_000);
  await server.app.notify();
};

t.test('a topic is told of in numbered events, of the content asked for', async (t) => {
  const ends = {
    empty: await anEndpoint(t),
    'id-only': await anEndpoint(t),
    'full-resource': await anEndpoint(t),
  };
  const ids: Record<string, string> = {};
  for (const [content, { url }] of Object.entries(ends)) {
    ids[content] = await subscribe(nurse, onTopic('document-deposited', url, { content }));
  }
  await known();
  const handshake = ends.empty.came[0]?.body;
  t.equal(handshake.type, 'history');
  t.match(parametersOf(handshake), { type: 'handshake', eventsSinceSubscriptionStart: '0' });
  await push(server, 'neurologist', aBundle(patient));
  await server.app.notify();
  const second = await push(server, 'neurologist', aBundle(patient, [{}, {}]));
  await server.app.notify();
  const document = `${server.base}/DocumentReference/${second.documents[0]}`;
  for (const [content, { came }] of Object.entries(ends)) {
    t.equal(came.length, 3, content);
    const told = came[2]?.body;
    t.match(parametersOf(told), {
      subscription: `${server.base}/Subscription/${ids[content]}`,
      ...{ topic: `${TOPICS}document-deposited`, status: 'active', type: 'event-notification' },
      eventsSinceSubscriptionStart: '3',
    });
    t.same(
      eventsOf(told).map(({ eventNumber }) => eventNumber),
      ['2', '3'],
    );
    const focus = content === 'empty' ? undefined : document;
    t.equal(eventsOf(told)[0]?.focus, focus);
    t.equal(told.entry[1]?.fullUrl, focus);
    const whole = content === 'full-resource' ? second.documents[0] : undefined;
    t.equal(told.entry[1]?.resource?.id, whole);
    const status = (await nurse.get(`Subscription/${ids[content]}/$status`)).json();
    t.equal(status.type, 'searchset');
    t.match(parametersOf(status), { type: 'query-status', eventsSinceSubscriptionStart: '3' });
  }
  isRefusal(t, await (await server.as('gp')).get(`Subscription/${ids['empty']}/$status`), {
    status: 404,
  });
});

t.test('a document that its author withdraws is told of to those who could see it', async (t) => {
  const [seen, unseen] = [await anEndpoint(t), await anEndpoint(t)];
  await subscribe(nurse, onTopic('document-withdrawn', seen.url, { content: 'id-only' }));
  await subscribe(
    await server.as('stranger'),
    onTopic('document-withdrawn', unseen.url, { content: 'id-only' }),
  );
  await known();
  const { documents } = await push(server, 'neurologist', aBundle(patient));
  const withdrawn = await (
    await server.as('neurologist')
  ).patch(`DocumentReference/${documents[0]}`, [
    { op: 'replace', path: '/status', value: 'entered-in-error' },
  ]);
  t.equal(withdrawn.status, 200, withdrawn.text);
  await server.app.notify();
  t.equal(seen.came.length, 2);
  t.match(eventsOf(seen.came[1]?.body)[0]?.focus, new RegExp(documents[0] ?? ''));
  t.equal(unseen.came.length, 1, 'the handshake alone');
});

t.test('a heartbeat comes when nothing else does', async (t) => {
  const endpoint = await anEndpoint(t);
  await subscribe(nurse, onTopic('document-deposited', endpoint.url, { heartbeat: 60 }));
  await known();
  clock.leap(50_000);
  await server.app.notify();
  t.equal(endpoint.came.length, 1, 'not before its time');
  for (const count of [2, 3]) {
    clock.leap(61_000);
    await server.app.notify();
    t.equal(endpoint.came.length, count);
    t.match(parametersOf(endpoint.came[count - 1]?.body), { type: 'heartbeat' });
  }
  await push(server, 'neurologist', aBundle(patient));
  await server.app.notify();
  t.match(parametersOf(endpoint.came.at(-1)?.body), { type: 'event-notification' });
});

t.test('any type is followed by its filters, which a topic without a type needs', async (t) => {
  const endpoint = await anEndpoint(t);
  const tester = await server.as('tester');
  const subscription = onTopic('resource-changed', endpoint.url, { filters: [] });
  isRefusal(t, await tester.post('Subscription', subscription), { status: 422, says: /filters/ });
  const filters = ['Observation?status=final', 'Device?'];
  await subscribe(tester, onTopic('resource-changed', endpoint.url, { filters }));
  await known();
  await tester.post('Device', { resourceType: 'Device' });
  await tester.post('Basic', { resourceType: 'Basic', code: { text: 'x' } });
  await server.app.notify();
  t.equal(endpoint.came.length, 2);
  t.match(parametersOf(endpoint.came[1]?.body), { eventsSinceSubscriptionStart: '1' });
});

/** How a subscription to a topic is wanted. */
interface TopicWish {
  readonly content?: string;
  readonly heartbeat?: number;
  readonly filters?: readonly string[];
}

function onTopic(topic: string, endpoint: string, wish: TopicWish): Json {
  const { content = 'empty', heartbeat } = wish;
  const { filters = [`DocumentReference?patient=${patient}`] } = wish;
  return {
    ...aSubscription(TOPICS + topic, endpoint, {
      _payload: { extension: [{ url: `${BACKPORT}backport-payload-content`, valueCode: content }] },
      ...(heartbeat === undefined
        ? {}
        : {
            extension: [
              { url: `${BACKPORT}backport-heartbeat-period`, valueUnsignedInt: heartbeat },
            ],
          }),
    }),
    meta: { profile: [`${BACKPORT}backport-subscription`] },
    ...(filters.length === 0
      ? {}
      : {
          _criteria: {
            extension: filters.map((valueString) => ({
              url: `${BACKPORT}backport-filter-criteria`,
              valueString,
            })),
          },
        }),
  };
}

/** The values of a status, by name. */
function parametersOf(bundle: Json): Record<string, string> {
  return named(bundle.entry[0].resource.parameter as Json[]);
}

function eventsOf(bundle: Json): Record<string, string>[] {
  const all = bundle.entry[0].resource.parameter as Json[];
  return all.filter(({ name }) => name === 'notificationEvent').map(({ part }) => named(part));
}

function named(parameters: readonly Json[]): Record<string, string> {
  const pairs = parameters.map((one) => {
    const [, value] = Object.entries<Json>(one).find(([key]) => key.startsWith('value')) ?? [];
    return [one.name, value?.reference ?? value] as const;
  });
  return Object.fromEntries(pairs) as Record<string, string>;
}

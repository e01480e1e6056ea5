/**
 * Two worlds for the trace: in the first a document is hidden from a reader of the trace and much is
 * done with it, in the second there is none. No event, notification, proof or count tells them
 * apart; and when the document is released, all that was done appears, with its true dates.
 */
import t, { type Test } from 'tap';
import { aBundle, push } from '../fixtures/dossier.js';
import { related } from '../fixtures/submission.js';
import type { Answer, Json } from '../fixtures/server.js';
import { anEndpoint, aSubscription, subscribe } from '../notifications/a-subscriber.js';
import { CASES } from './cases.js';
import { inBoth, shown, startServers, type Case, type World, type Worlds } from './two-worlds.js';

const both = await startServers(t);

/** What only a reader of the trace could learn it by. */
const LOOKS: Readonly<Record<string, (world: World) => Promise<Answer>>> = {
  'all events': ({ client, ids }) => client.get(`AuditEvent?patient=${ids.patient}&_count=200`),
  'their number': ({ client, ids }) =>
    client.get(`AuditEvent?patient=${ids.patient}&_summary=count`),
  'by the document': ({ client, ids }) =>
    client.get(
      `AuditEvent?patient=${ids.patient}&entity=DocumentReference/${ids.hidden}&_summary=count`,
    ),
  'of retrievals': ({ client, ids }) =>
    client.get(`AuditEvent?patient=${ids.patient}&subtype=ITI-68&_summary=count`),
  everything: ({ client, ids }) => client.get(`Patient/${ids.patient}/$everything`),
};

/** What those do who see the document. */
async function useIt({ server, ids }: World): Promise<void> {
  const neurologist = await server.as('neurologist');
  const gp = await server.as('gp');
  await neurologist.get(`DocumentReference/${ids.hidden}`);
  await neurologist.get(`DocumentReference/${ids.hidden}/_history`);
  await neurologist.get(`Binary/${ids.binary}`);
  await neurologist.get(`Binary/${ids.binary}`, { accept: 'image/png' });
  await neurologist.get(`List/${ids.list}`);
  await neurologist.patch(`DocumentReference/${ids.hidden}`, status('superseded'));
  await gp.patch(`DocumentReference/${ids.hidden}`, status('current'), { 'if-match': 'W/"9"' });
  await push(server, 'gp', aBundle(ids.patient, [related('appends', ids.hidden, WISH)]));
}

const WISH = { labels: ['INVISIBLE_PATIENT', 'INVISIBLE_REPRESENTANTS_LEGAUX'] };

function status(value: string): Json[] {
  return [{ op: 'replace', path: '/status', value }];
}

function wait(): void {
  for (let steps = 0; steps < 10; steps++) both.clock.step();
}

async function alike(t: Test, worlds: Worlds): Promise<void> {
  for (const [what, look] of Object.entries(LOOKS)) {
    both.clock.step();
    const [is, never] = await Promise.all([look(worlds[0]), look(worlds[1])]);
    t.equal(shown(is, worlds[0]), shown(never, worlds[1]), what);
  }
}

async function eventsOf({ server, ids }: World, key: string): Promise<Json[]> {
  const client = await server.as(key);
  const { entry } = (await client.get(`AuditEvent?patient=${ids.patient}&_count=200`)).json();
  return entry.map(({ resource }: Json) => resource);
}

const READERS = CASES.filter(({ caller }) => ['carer', 'parent'].includes(caller));

for (const one of READERS) {
  t.test(`a document that is ${one.says}`, async (t) => {
    const worlds = await inBoth(both, one);
    const [hidden] = worlds;
    const ends = await Promise.all([anEndpoint(t), anEndpoint(t)]);
    const told = async (): Promise<number[]> => {
      wait();
      await Promise.all(both.servers.map(({ app }) => app.notify()));
      return ends.map(({ came }) => came.length);
    };
    // What was before the subscriptions is of no interest to them.
    await told();
    const subscriptions = await Promise.all(
      worlds.map(({ client, ids }, at) =>
        subscribe(
          client,
          aSubscription(`DocumentReference?patient=${ids.patient}`, ends[at]?.url ?? ''),
        ),
      ),
    );
    await told();
    const [handshake] = await told();
    both.clock.step();
    const from = new Date(both.clock.now()).toISOString();
    await useIt(hidden);
    const until = new Date(both.clock.now()).toISOString();
    t.strictSame(await told(), [handshake, handshake], 'nobody is told of it');
    await alike(t, worlds);
    const statuses = await Promise.all(
      worlds.map(({ client }, at) => client.get(`Subscription/${subscriptions[at]}/$status`)),
    );
    const events = statuses.map((answer) => eventsIn(answer.json()));
    t.equal(events[0], events[1], 'no event is counted');

    const before = await eventsOf(hidden, one.caller);
    if (one.caller !== one.dossier) await unreadable(t, hidden, one, { before, until });
    both.clock.step();
    await release(hidden, one);
    const after = await eventsOf(hidden, one.caller);
    const known = new Set(before.map(({ id }) => id));
    const appeared = after.filter(
      ({ id, recorded }) => !known.has(id) && recorded >= from && recorded <= until,
    );
    t.ok(appeared.length >= 7, `${appeared.length} events appear, of when they happened`);
    for (const { id } of appeared) {
      t.equal((await hidden.client.get(`AuditEvent/${id}`)).status, 200, 'and each is read');
    }
    const [now = 0] = await told();
    t.ok(now > (handshake ?? 0), 'and the reader is told of the document');
  });
}

/** Whoever learns an event's id from the patient, who sees it, neither reads nor proves it. */
async function unreadable(
  t: Test,
  { client, ...world }: World,
  { dossier }: Case,
  { before, until }: { readonly before: readonly Json[]; readonly until: string },
): Promise<void> {
  const known = new Set(before.map(({ id }) => id));
  const all = await eventsOf({ client, ...world }, dossier);
  const ids = all
    .filter(({ id, recorded }) => !known.has(id) && recorded <= until)
    .map(({ id }) => String(id));
  t.ok(ids.length > 0, 'the patient sees more');
  for (const id of ids) {
    t.equal((await client.get(`AuditEvent/${id}`)).status, 404);
    t.equal((await client.get(`AuditEvent/${id}/$proof`)).status, 404);
  }
}

function eventsIn(bundle: Json): string | undefined {
  const { parameter } = bundle.entry[0].resource;
  return parameter.find(({ name }: Json) => name === 'eventsSinceSubscriptionStart')?.valueString;
}

/** Its author shows it. */
async function release({ server, ids }: World, { caller }: Case): Promise<void> {
  const gp = await server.as('gp');
  const { securityLabel } = (await gp.get(`DocumentReference/${ids.hidden}`)).json();
  const value = securityLabel.filter(
    ({ coding }: Json) => !String(coding[0].code).startsWith('INVISIBLE'),
  );
  const operations = [{ op: 'replace', path: '/securityLabel', value }];
  const answer = await gp.patch(`DocumentReference/${ids.hidden}`, operations);
  if (answer.status !== 200) throw new Error(`not shown to ${caller}: ${answer.text}`);
}

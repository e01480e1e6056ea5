/** MongoDB goes away and comes back: requests wait a little, and nothing acknowledged is lost. */
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { openMongoStores } from '../../../src/assembly/mongo.js';
import { WRITES_MAX } from '../../../src/storage/mongodb/gate.js';
import { NOON } from '../../contract/store/builders.js';
import { aBundle, aConsent, freshOid, openDossier, persona } from '../../fixtures/dossier.js';
import { aServerBehind } from '../../fixtures/mongo/behind.js';
import { aFreshDatabase } from '../../fixtures/mongo/database.js';
import { holdRequest } from '../../fixtures/mongo/faults.js';
import { aProxy, type Proxy } from '../../fixtures/mongo/proxy.js';
import { isRefusal } from '../../fixtures/outcome.js';
import type { Answer, TestClient } from '../../fixtures/server.js';
import { byIdentifier, totalOf } from '../../fixtures/submission.js';

/** A request is given up within this time, whatever the server does. */
const GIVEN_UP_MS = 25_000;
const BACK_WITHIN_MS = 10_000;

interface Ground {
  readonly proxy: Proxy;
  readonly patient: string;
  readonly own: TestClient;
  readonly nurse: TestClient;
}

/** A dossier that the nurse writes into, on a server whose database is behind a proxy. */
async function ground(t: Test): Promise<Ground | undefined> {
  const { server, proxy } = (await aServerBehind(t)) ?? {};
  if (server === undefined || proxy === undefined) return undefined;
  const { patient } = await openDossier(server, { authorised: ['nurse'] });
  return { proxy, patient, own: await server.as('patient'), nurse: await server.as('nurse') };
}

/** Pushes documents one after the other until it is told to end; gives what became of each. */
function pushing({ nurse, patient }: Ground) {
  const pushes: { readonly id: string; readonly answer: Answer }[] = [];
  let isOver = false;
  const running = (async () => {
    while (!isOver) {
      const id = freshOid();
      const answer = await nurse.post('', aBundle(patient, [{ masterIdentifier: id }]));
      pushes.push({ id, answer });
    }
  })();
  return async () => {
    isOver = true;
    await running;
    return pushes;
  };
}

async function untilFound({ nurse, patient }: Ground): Promise<void> {
  const began = performance.now();
  while ((await nurse.get(`DocumentReference?patient=${patient}`)).status !== 200) {
    if (performance.now() - began > BACK_WITHIN_MS) throw new Error('it does not recover');
    await sleep(50);
  }
}

t.test('pushes go on over an absence, and what was answered is there', async (t) => {
  const there = await ground(t);
  if (there === undefined) return;
  const { proxy, nurse, patient } = there;
  const end = pushing(there);
  await sleep(300);
  await proxy.goAway('reset');
  const began = performance.now();
  const [read, written] = await Promise.all([
    nurse.get(`DocumentReference?patient=${patient}`),
    nurse.post('', aBundle(patient)),
  ]);
  t.ok(performance.now() - began < GIVEN_UP_MS, 'not for ever');
  for (const answer of [read, written]) {
    isRefusal(t, answer, { status: 503 });
    t.match(answer.headers.get('retry-after'), /^\d+$/);
  }
  await proxy.comeBack();
  await untilFound(there);
  await sleep(300);
  const pushes = await end();
  t.ok(pushes.filter(({ answer }) => answer.status === 200).length > 1, 'some before and after');
  for (const { id, answer } of pushes) {
    t.ok([200, 503].includes(answer.status), `${answer.status}`);
    const total = await totalOf(nurse, byIdentifier('DocumentReference', patient, id));
    t.ok(answer.status === 200 ? total === 1 : total <= 1, `${answer.status}: ${total}`);
  }
});

t.test('an id that another request is just taking is not unknown', async (t) => {
  const there = await ground(t);
  if (there === undefined) return;
  const { proxy, own, patient } = there;
  const doctor = await persona('neurologist');
  const consent = { ...aConsent(patient, doctor, 'permit'), id: 'consent-of-two' };
  const held = holdRequest();
  const rule = proxy.rule({ name: 'insert', collection: 'commits' }, held);
  const first = own.put('Consent/consent-of-two', consent);
  await held.come();
  const second = own.put('Consent/consent-of-two', consent);
  await sleep(300);
  held.release();
  rule.remove();
  t.equal((await first).status, 201);
  t.equal((await second).status, 200);
});

t.test('more writes at once than are bearable are refused, and did not happen', async (t) => {
  const database = await aFreshDatabase(t);
  if (database === undefined) return;
  const proxy = await aProxy(t, database);
  const { store } = await openMongoStores(proxy.url);
  t.teardown(() => store.close());
  const held = holdRequest();
  const rule = proxy.rule({ name: 'insert', collection: 'blobs' }, held);
  const names = Array.from({ length: WRITES_MAX + 20 }, (_, n) => `document-${n}`);
  const writes = names.map((name) => store.documents.announce(name, NOON));
  const settled = Promise.allSettled(writes);
  await held.come();
  held.release();
  rule.remove();
  const outcomes = await settled;
  const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  t.ok(refused.length >= 20, `${refused.length} are refused`);
  t.ok(refused.every(({ status, code }) => status === 503 && code === 'overloaded'));
  const found = await Promise.all(names.map((name) => store.documents.find(name)));
  t.strictSame(
    found.map((one) => one !== undefined),
    outcomes.map(({ status }) => status === 'fulfilled'),
  );
});

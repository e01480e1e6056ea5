/**
 * How many round trips to MongoDB a request waits for, one after the other: the time of an answer is
 * theirs, where the server is a network away.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import {
  aBundle,
  openDossier,
  push,
  type OpenDossier,
  type Pushed,
} from '../../fixtures/dossier.js';
import { minimalResource } from '../../fixtures/minimal.js';
import { aServerBehind } from '../../fixtures/mongo/behind.js';
import { delayReply } from '../../fixtures/mongo/faults.js';
import type { Proxy } from '../../fixtures/mongo/proxy.js';
import { isOfProgram, sequentialTrips } from '../../fixtures/mongo/trips.js';
import type { Answer, TestClient } from '../../fixtures/server.js';

/** So far is the server, in milliseconds: what is asked at once meets on its way. */
const FAR_MS = 30;
/** No command for so long: what is done behind answers is done. */
const QUIET_MS = 300;

interface Ground {
  readonly proxy: Proxy;
  readonly dossier: OpenDossier;
  readonly patient: TestClient;
  readonly nurse: TestClient;
  readonly tester: TestClient;
  /** A DocumentReference, its Binary and its SubmissionSet. */
  readonly pushed: Pushed;
}

/** A dossier with one document, on a server whose database is far. */
async function ground(t: Test): Promise<Ground | undefined> {
  const { server, proxy } = (await aServerBehind(t)) ?? {};
  if (server === undefined || proxy === undefined) return undefined;
  const dossier = await openDossier(server, { authorised: ['nurse'] });
  const [patient, nurse] = [await server.as('patient'), await server.as('nurse')];
  const tester = await server.as('tester');
  const pushed = await push(server, 'nurse', aBundle(dossier.patient));
  // Opens the connections that are needed at once.
  await Promise.all(
    [1, 2, 3, 4].map(() => nurse.get(`DocumentReference?patient=${dossier.patient}`)),
  );
  proxy.rule(isOfProgram, delayReply(FAR_MS));
  return { proxy, dossier, patient, nurse, tester, pushed };
}

/** The round trips that a request waited for, or Infinity when it did not succeed. */
async function tripsOf(proxy: Proxy, request: () => Promise<Answer>): Promise<number> {
  await quiet(proxy);
  proxy.forget();
  const { status } = await request();
  const answered = performance.now();
  const waitedFor = proxy.commands(({ name }) => isOfProgram({ name }));
  if (status >= 300) return Infinity;
  // What is done behind the answer cannot have come back by now.
  return sequentialTrips(waitedFor.filter(({ endedAt = Infinity }) => endedAt <= answered));
}

async function quiet(proxy: Proxy): Promise<void> {
  for (let before = -1; before !== proxy.commands().length; await sleep(QUIET_MS)) {
    before = proxy.commands().length;
  }
}

t.test('a request waits for few round trips', async (t) => {
  const there = await ground(t);
  if (there === undefined) return;
  const { proxy, dossier, patient, nurse, pushed } = there;
  const [document, binary, list] = [pushed.documents[0], pushed.binaries[0], pushed.lists[0]];
  const ins = `${dossier.ins.system}|${dossier.ins.value}`;
  const most: readonly (readonly [string, number, () => Promise<Answer>])[] = [
    ['a read', 3, () => nurse.get(`DocumentReference/${document}`)],
    ['a page', 3, () => nurse.get(`DocumentReference?patient=${dossier.patient}`)],
    [
      'a page of the dossier named by an identifier',
      4,
      () => nurse.get(`DocumentReference?patient.identifier=${encodeURIComponent(ins)}`),
    ],
    ['a List, and what its entries hide', 4, () => nurse.get(`List/${list}`)],
    ['a document, its Binary and who names it (ITI-68)', 5, () => nurse.get(`Binary/${binary}`)],
    ['a page of the trail', 5, () => patient.get(`AuditEvent?patient=${dossier.patient}`)],
    [
      'a search in the text',
      3,
      () => nurse.get(`DocumentReference?patient=${dossier.patient}&description:contains=compte`),
    ],
    ['ITI-65 of one inline document', 7, () => nurse.post('', aBundle(dossier.patient))],
  ];
  for (const [what, max, request] of most) {
    const trips = await tripsOf(proxy, request);
    t.ok(trips <= max, `${what}: ${trips} of ${max} at most`);
    t.comment(`${what}: ${trips}`);
  }
});

t.test('all of a dossier is asked for type by type, of the types that are there', async (t) => {
  const { proxy, tester } = (await ground(t)) ?? {};
  if (proxy === undefined || tester === undefined) return;
  const { id } = (await tester.post('Patient', minimalResource('Patient'))).json();
  for (const path of [`Patient/${id}/$everything`, `Patient/${id}/*`]) {
    const asked: number[] = [];
    // What a timer asks meanwhile is among them; not each time.
    for (const _ of [1, 2, 3]) {
      await quiet(proxy);
      proxy.forget();
      t.equal((await tester.get(path)).json().total, 1);
      asked.push(proxy.commands(({ name }) => ['find', 'aggregate'].includes(name)).length);
    }
    t.ok(Math.min(...asked) <= 20, `${path}: ${asked} questions to the store`);
  }
});

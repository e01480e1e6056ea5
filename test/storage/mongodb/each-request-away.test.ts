/**
 * A server of MongoDB that is away and comes back, as each kind of request meets it: it waits a
 * little, then it is refused in a way that says to come again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { aBundle, aPatient, openDossier, persona, push } from '../../fixtures/dossier.js';
import { aServerBehind } from '../../fixtures/mongo/behind.js';
import type { Absence, Proxy } from '../../fixtures/mongo/proxy.js';
import { isRefusal } from '../../fixtures/outcome.js';
import type { Answer, TestClient } from '../../fixtures/server.js';

const ABSENCES: readonly Absence[] = ['refused', 'reset', 'silent'];
/** Reads are given up after 5 s, writes after 10 s, and a silent server is noticed in 12 s. */
const ANSWERED_MS_MAX = 40_000;
const BACK_MS_MAX = 15_000;
/** More than a message of one write takes at once, and beyond what rests in the store. */
const LARGE = Buffer.alloc(3_000_000, 'a large document ');

interface Standing {
  readonly proxy: Proxy;
  readonly patient: string;
  readonly nurse: TestClient;
  readonly registrar: TestClient;
}

/** A server on a database that can go away, with a dossier that nurses may read. */
async function aStanding(t: Test): Promise<Standing | undefined> {
  const { server, proxy } = (await aServerBehind(t)) ?? {};
  if (server === undefined || proxy === undefined) return undefined;
  const { patient } = await openDossier(server, { authorised: ['nurse'] });
  await push(server, 'nurse', aBundle(patient));
  const [nurse, registrar] = [await server.as('nurse'), await server.as('registrar')];
  return { proxy, patient, nurse, registrar };
}

/** A request of each kind. */
async function requests({ patient, nurse, registrar }: Standing) {
  const practitioner = { resourceType: 'Practitioner', name: [{ family: 'Noël' }] };
  const changed = { ...aPatient(await persona('patient')), id: patient };
  const large = aBundle(patient, [{ bytes: LARGE }]);
  return {
    'a read': () => nurse.get(`Patient/${patient}`),
    'a search': () => nurse.get(`DocumentReference?patient=${patient}`),
    'a PUT': () => registrar.put(`Patient/${patient}`, changed),
    'an ITI-65': () => nurse.post('', aBundle(patient)),
    'an ITI-65 of a large document': () => nurse.post('', large),
    'a create': () => registrar.post('Practitioner', practitioner),
  };
}

/** Asserts that an answer says to come again. */
function isToComeAgain(t: Test, answer: Answer): void {
  isRefusal(t, answer, { status: 503 });
  t.match(answer.headers.get('retry-after'), /^\d+$/);
}

/** Waits until a server answers again. */
async function back({ nurse, patient }: Standing): Promise<void> {
  const began = performance.now();
  while ((await nurse.get(`Patient/${patient}`)).status !== 200) {
    if (performance.now() - began > BACK_MS_MAX) throw new Error('it does not come back');
    await sleep(50);
  }
}

for (const how of ABSENCES) {
  t.test(`while the database is away (${how}) all is refused with 503, then served`, async (t) => {
    const standing = await aStanding(t);
    if (standing === undefined) return;
    const { proxy, nurse } = standing;
    const kinds = Object.entries(await requests(standing));
    await proxy.goAway(how);
    await Promise.all(
      kinds.map(async ([kind, send]) => {
        const began = performance.now();
        const answer = await send();
        const tookMs = performance.now() - began;
        t.comment(`${kind}: ${Math.round(tookMs)} ms`);
        isToComeAgain(t, answer);
        t.ok(tookMs > 1_000 && tookMs < ANSWERED_MS_MAX, `${kind} waits a little`);
      }),
    );
    t.equal((await nurse.get('metadata')).status, 200, 'what needs no store is served');
    await proxy.comeBack();
    await back(standing);
    for (const [kind, send] of kinds) t.match((await send()).status, /^20[01]$/, kind);
  });

  t.test(`a short absence (${how}) is waited for`, async (t) => {
    const standing = await aStanding(t);
    if (standing === undefined) return;
    const kinds = Object.entries(await requests(standing));
    await standing.proxy.goAway(how);
    const answers = kinds.map(async ([kind, send]) => ({ kind, status: (await send()).status }));
    await sleep(1_000);
    await standing.proxy.comeBack();
    for (const { kind, status } of await Promise.all(answers)) t.match(status, /^20[01]$/, kind);
  });
}

/** The primary is lost at each write of a submission: it waits for the next one, and is whole. */
import t, { type Test } from 'tap';
import { aBundle, freshOid, madeBy, openDossier, push } from '../../fixtures/dossier.js';
import { aServerBehind } from '../../fixtures/mongo/behind.js';
import { run } from '../../fixtures/process.js';
import type { Proxy } from '../../fixtures/mongo/proxy.js';
import { asReplicaSet, notPrimary, type ReplicaSet } from '../../fixtures/mongo/topology.js';
import { byIdentifier, related, totalOf } from '../../fixtures/submission.js';

/** The writes of a submission of a small document that replaces another, in their order. */
const WRITES = [
  ['insert', 'blobs'],
  ['insert', 'claims'],
  ['insert', 'commits'],
  ['insert', 'versions'],
  ['insert', 'current'],
  ['update', 'versions'],
  ['update', 'current'],
  ['insert', 'events'],
  ['update', 'heads'],
  ['update', 'commits'],
] as const;

/** A server whose database looks like the primary of a replica set. */
async function onReplicaSet(t: Test) {
  let set: ReplicaSet | undefined;
  const seemingly = (proxy: Proxy): string => (set = asReplicaSet(proxy)).url;
  const behind = await aServerBehind(t, { seemingly });
  return behind === undefined ? undefined : { ...behind, set };
}

t.test('an election at any write loses nothing and doubles nothing', async (t) => {
  const { server, set, database } = (await onReplicaSet(t)) ?? {};
  if (server === undefined || set === undefined) return;
  const { patient } = await openDossier(server, { authorised: ['nurse'] });
  const nurse = await server.as('nurse');
  let [last = ''] = (await push(server, 'nurse', aBundle(patient))).documents;
  let stored = 1;
  for (const [name, collection] of WRITES) {
    for (const isCarriedOut of [false, true]) {
      const what = `${name} ${collection}, ${isCarriedOut ? 'carried out' : 'not carried out'}`;
      const id = freshOid();
      const failure = isCarriedOut ? undefined : notPrimary;
      const rule = set.failOver({ name, collection }, { times: 1, isCarriedOut }, failure);
      const wish = related('replaces', last, { masterIdentifier: id });
      const answer = await nurse.post('', aBundle(patient, [wish]));
      t.equal(answer.status, 200, what);
      t.equal(await totalOf(nurse, byIdentifier('DocumentReference', patient, id)), 1, what);
      t.equal(rule.taken(), 1, `${what}: it was met`);
      rule.remove();
      const before = await nurse.get(`DocumentReference/${last}`);
      t.equal(before.json().status, 'superseded', `${what}: the replaced document`);
      [last = ''] = madeBy(answer).documents;
      stored += 1;
    }
  }
  t.equal(await totalOf(nurse, `DocumentReference?patient=${patient}`), stored);
  t.equal(await totalOf(nurse, `DocumentReference?patient=${patient}&status=current`), 1);
  const settings = { DATA_DIR: server.configuration.dataDir, MONGODB_URL: database ?? '' };
  t.match(await run(t, ['verify-audit'], settings), { status: 0, stdout: /the chains hold/ });
});

t.test(
  'without a primary requests are refused after a while, and served by the next',
  async (t) => {
    const { server, set } = (await onReplicaSet(t)) ?? {};
    if (server === undefined || set === undefined) return;
    const { patient } = await openDossier(server, { authorised: ['nurse'] });
    const nurse = await server.as('nurse');
    set.stepDown();
    const refused = await Promise.all([
      nurse.get(`DocumentReference?patient=${patient}`),
      nurse.post('', aBundle(patient)),
    ]);
    t.strictSame(
      refused.map(({ status }) => status),
      [503, 503],
    );
    set.stepUp();
    t.equal((await nurse.post('', aBundle(patient))).status, 200);
    t.equal(await totalOf(nurse, `DocumentReference?patient=${patient}`), 1);
  },
);

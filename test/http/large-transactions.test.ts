/** Transactions at their limits: many entries, many bytes, and a fault at any place. */
import t from 'tap';
import { isRefusal } from '../fixtures/outcome.js';
import { onMongo, startServer, type Json } from '../fixtures/server.js';

const server = await startServer(t);
const tester = await server.as('tester');

/** The pages of limits name this time for two thousand entries. */
const COMMIT_MS_MAX = 30_000;
/** On MongoDB each resource outside dossiers is a stream of its own: fewer tell the same. */
const MANY = onMongo() ? 400 : 2_000;
const REFUSED_MS_MAX = 2_000;
const MIB = 2 ** 20;

function aTransaction(resources: readonly Json[]): Json {
  const entry = resources.map((resource) => ({
    ...{ resource, request: { method: 'POST', url: resource.resourceType } },
  }));
  return { resourceType: 'Bundle', type: 'transaction', entry };
}

function observations(code: string, count: number): Json[] {
  return Array.from({ length: count }, () => ({
    ...{ resourceType: 'Observation', status: 'final', code: { coding: [{ code }] } },
  }));
}

async function totalOf(search: string): Promise<number> {
  return (await tester.get(`${search}&_summary=count`)).json().total;
}

t.test('one bad entry, wherever it stands, leaves no trace of the others', async (t) => {
  const good = observations('each-place', 7);
  const bad = { ...good[0], status: 'nonsense' };
  for (let at = 0; at <= good.length; at++) {
    const answer = await tester.post('', aTransaction(good.toSpliced(at, 0, bad)));
    const expression = `Bundle.entry[${at}].resource.status`;
    isRefusal(t, answer, { status: 400, expression });
  }
  t.equal(await totalOf('Observation?code=each-place'), 0);
  t.equal((await tester.get('Observation/_history')).json().total, 0, 'nor in the history');
});

t.test('many entries are committed within the time that is promised', async (t) => {
  const began = performance.now();
  const answer = await tester.post('', aTransaction(observations('many', MANY)));
  const took = performance.now() - began;
  t.equal(answer.status, 200);
  t.ok(took < COMMIT_MS_MAX, `${Math.round(took)} ms for ${MANY} entries`);
  t.equal(await totalOf('Observation?code=many'), MANY);
});

t.test('a bundle of 30 MB is refused quickly, and the next request is served', async (t) => {
  const text = { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">a</div>' };
  const note = [{ text: 'a'.repeat(60_000) }];
  const many = observations('large', 510).map((one) => ({ ...one, text, note }));
  const bundle = JSON.stringify(aTransaction(many));
  t.ok(bundle.length > 30 * MIB * 0.95, `${bundle.length} bytes`);
  const began = performance.now();
  const answer = await tester.post('', bundle);
  t.ok(performance.now() - began < REFUSED_MS_MAX, 'quickly');
  isRefusal(t, answer, { status: 413 });
  t.equal(await totalOf('Observation?code=large'), 0);
});

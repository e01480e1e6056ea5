/** Many deposits that come together leave room for those who ask little meanwhile. */
import t from 'tap';
import { aBundle, openDossier } from '../fixtures/dossier.js';
import { startServer, type TestClient } from '../fixtures/server.js';

const DEPOSITS = 60;

t.test('the event loop turns while deposits that came together are stored', async (t) => {
  const server = await startServer(t);
  const { patient } = await openDossier(server, { authorised: ['nurse'] });
  const nurse = await server.as('nurse');
  await depositAll(nurse, patient); // until its code is compiled
  const { longestMs, allMs } = await turns(() => depositAll(nurse, patient));
  t.ok(longestMs < allMs / 4, `the longest turn took ${longestMs} of ${allMs} ms`);
});

async function depositAll(nurse: TestClient, patient: string): Promise<void> {
  const bundles = Array.from({ length: DEPOSITS }, () => aBundle(patient));
  const answers = await Promise.all(bundles.map((bundle) => nurse.post('', bundle)));
  const refused = answers.find(({ status }) => status !== 200);
  if (refused !== undefined) throw new Error(`not stored: ${refused.text}`);
}

/** How long all of an act took, and the longest turn of the event loop in it. */
async function turns(act: () => Promise<void>): Promise<{ longestMs: number; allMs: number }> {
  const began = performance.now();
  let isDone = false;
  let longestMs = 0;
  let before = began;
  const look = (): void => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - before);
    before = now;
    if (!isDone) setImmediate(look);
  };
  setImmediate(look);
  await act();
  isDone = true;
  return { longestMs, allMs: performance.now() - began };
}

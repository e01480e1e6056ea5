/** Small documents wait in memory for their commit, and no burst of them fills it. */
import { request, type ClientRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { largeDocuments } from '../fixtures/beside.js';
import { aBundle, madeBy, openDossier } from '../fixtures/dossier.js';
import { startServer, type TestClient, type TestServer } from '../fixtures/server.js';

const SMALL = Buffer.alloc(250_000, 'small enough for the store. ');
/** Twice as many leave less room in the 64 MiB that are held than one more document takes. */
const DOCUMENTS = 134;
const PATIENCE_MS = 20_000;

t.test('when much is held, small documents rest as large ones do, and are read', async (t) => {
  const server = await startServer(t);
  const { patient } = await openDossier(server, { authorised: ['nurse'] });
  const nurse = await server.as('nurse');
  const deposit = async (): Promise<number> => deposited(t, nurse, patient, server);
  t.equal(await deposit(), 0, 'in the store');

  const uploads = [1, 2].map(() => stalled(t, server, nurse));
  t.equal(await until(deposit, 1), 1, 'beside the store, while they are under way');

  for (const upload of uploads) upload.destroy();
  t.equal(await until(deposit, 0), 0, 'in the store again');
  t.equal((await nurse.get(`DocumentReference?patient=${patient}`)).status, 200);
});

/** How many of its bytes' files a deposit of a small document made; it can be read. */
async function deposited(
  t: Test,
  nurse: TestClient,
  patient: string,
  server: TestServer,
): Promise<number> {
  const before = (await largeDocuments(server)).length;
  const answer = await nurse.post('', aBundle(patient, [{ bytes: SMALL }]));
  t.equal(answer.status, 200);
  const [binary = ''] = madeBy(answer).binaries;
  const read = await nurse.get(`Binary/${binary}`, { accept: 'text/plain' });
  t.ok(read.bytes.equals(SMALL), 'the bytes that were sent');
  return (await largeDocuments(server)).length - before;
}

/** Repeats until it gives what is wanted, or patience ends; what it gave last. */
async function until(act: () => Promise<number>, wanted: number): Promise<number> {
  const end = performance.now() + PATIENCE_MS;
  let given = await act();
  while (given !== wanted && performance.now() < end) {
    await sleep(100);
    given = await act();
  }
  return given;
}

/** An upload of many small documents whose end does not come. */
function stalled(t: Test, { base }: TestServer, { token }: TestClient): ClientRequest {
  const upload = request(base, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
  });
  // It is broken off.
  upload.on('error', () => undefined);
  t.teardown(() => upload.destroy());
  const binary = {
    resourceType: 'Binary',
    contentType: 'text/plain',
    data: SMALL.toString('base64'),
  };
  upload.write('{"resourceType":"Bundle","type":"transaction","entry":[');
  for (let i = 0; i < DOCUMENTS; i++) upload.write(`{"resource":${JSON.stringify(binary)}},`);
  return upload;
}

/** The end: what is under way is finished, and the next server comes in. */
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { aBundle } from '../fixtures/dossier.js';
import { aDataDir, printed, run, serve, start } from '../fixtures/process.js';
import type { Json } from '../fixtures/server.js';

t.test('SIGTERM lets a slow upload finish, then the process exits 0', async (t) => {
  const dir = await aDataDir(t);
  const server = await serve(t, { DATA_DIR: dir });
  const token = async (persona: string): Promise<string> =>
    (await run(t, ['token', persona], { DATA_DIR: dir })).stdout.trim();
  const authorization = `Bearer ${await token('nurse')}`;
  const own = { authorization: `Bearer ${await token('patient')}` };
  const me = (await (await fetch(`${server.base}/Patient`, { headers: own })).json()) as Json;
  const bundle = aBundle(String(me.entry[0].resource.id), [{ bytes: Buffer.alloc(200_000, 65) }]);
  const body = Buffer.from(JSON.stringify(bundle));

  const upload = request(server.base, {
    method: 'POST',
    headers: {
      authorization,
      'content-type': 'application/fhir+json',
      'content-length': body.length,
    },
  });
  const answered = new Promise<number>((resolve, reject) => {
    upload.on('response', (answer) => resolve(answer.resume().statusCode ?? 0));
    upload.on('error', reject);
  });
  upload.write(body.subarray(0, 1_000));
  await sleep(200);
  const ended = server.end('SIGTERM');
  await sleep(300);
  const refused = await fetch(`${server.base}/metadata`).then(
    ({ status }) => status,
    () => 'not connected',
  );
  t.equal(refused, 'not connected', 'no new connection is taken');
  upload.end(body.subarray(1_000));

  t.equal(await answered, 200);
  t.equal((await ended).status, 0);
});

t.test('SIGTERM during a first start exits 0, and the next start serves', async (t) => {
  const dir = await aDataDir(t);
  const running = start(t, ['serve'], { DATA_DIR: dir, PORT: '0' });
  await printed(running, /listening/i);
  const { status, stderr } = await running.end('SIGTERM');
  t.equal(status, 0);
  t.equal(stderr, '');

  const server = await serve(t, { DATA_DIR: dir });
  t.equal((await server.end('SIGINT')).status, 0);
});

t.test('after kill -9 the data directory is free, and tokens name the next server', async (t) => {
  const dir = await aDataDir(t);
  await (await serve(t, { DATA_DIR: dir })).end('SIGKILL');
  const server = await serve(t, { DATA_DIR: dir });
  const { stdout } = await run(t, ['token', 'patient'], { DATA_DIR: dir });
  const authorization = `Bearer ${stdout.trim()}`;
  t.equal((await fetch(`${server.base}/Patient`, { headers: { authorization } })).status, 200);
});

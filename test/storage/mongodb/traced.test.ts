/**
 * An emergency is traced and told, or neither: the notice is there before the trace, and one whose
 * trace never came is not told. A proxy keeps writes from their server.
 */
import t from 'tap';
import { openDossier, persona } from '../../fixtures/dossier.js';
import { aFreshDatabase } from '../../fixtures/mongo/database.js';
import { dropRequest } from '../../fixtures/mongo/faults.js';
import { aProxy } from '../../fixtures/mongo/proxy.js';
import { startServer, type Json } from '../../fixtures/server.js';
import { anEndpoint, leapingClock, onTopic, subscribe } from '../../notifications/a-subscriber.js';

const BROKEN = { purpose: 'BTG', reason: 'Patient inconscient.' };

t.test('an emergency is traced and told, or neither', async (t) => {
  const url = await aFreshDatabase(t);
  if (url === undefined) return;
  const proxy = await aProxy(t, url);
  const clock = leapingClock();
  const server = await startServer(t, { clock, settings: { MONGODB_URL: proxy.url } });
  const { patient } = await openDossier(server);
  const endpoint = await anEndpoint(t);
  const own = await server.as('patient');
  const accesses = `AuditEvent?patient=${patient}`;
  await subscribe(own, onTopic('emergency-access', endpoint.url, accesses));
  const emergency = await server.as('emergency', BROKEN);
  const read = async (): Promise<number> => (await emergency.get(`Patient/${patient}`)).status;
  const rounds = async (): Promise<void> => {
    for (let i = 0; i < 3; i++) await server.app.notify();
  };
  const told = (): number =>
    endpoint.came.filter(({ body }) => JSON.stringify(body).includes('"event-notification"'))
      .length;
  const traced = async (): Promise<number> => {
    const { name } = await persona('emergency');
    const found = await own.get(`${accesses}&agent-name=${encodeURIComponent(name)}&outcome=0`);
    return found.json().entry?.filter(({ resource }: Json) => resource.action === 'R').length ?? 0;
  };
  clock.leap(5_000);
  await rounds();
  t.equal(await read(), 200);
  await rounds();
  t.same([await traced(), told()], [1, 1]);

  const isNotice = ({ command }: { command: Json }): boolean =>
    String(command['documents']?.[0]?.p).startsWith('Outbox/');
  const noNotice = proxy.rule(isNotice, dropRequest());
  t.equal(await read(), 503, 'what cannot be told is not given');
  noNotice.remove();
  await rounds();
  t.same([await traced(), told()], [1, 1], 'nor traced');

  const noTrace = proxy.rule(({ command }) => command['insert'] === 'access', dropRequest());
  t.equal(await read(), 503, 'nor what cannot be traced');
  noTrace.remove();
  await rounds();
  t.equal(told(), 1, 'what was not traced is not told');
  clock.leap(120_000);
  await rounds();
  t.equal(await read(), 200);
  await rounds();
  t.same([await traced(), told()], [2, 2], 'and keeps nothing else from being told');
});

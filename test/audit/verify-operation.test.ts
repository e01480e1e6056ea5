/** `AuditEvent/$verify`: whoever runs the server proves its store over HTTP, and sees no content. */
import t from 'tap';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { onMongo, startServer, type Answer, type Json } from '../fixtures/server.js';

function valuesOf(answer: Answer): Record<string, unknown> {
  const { parameter } = answer.json();
  return Object.fromEntries(
    parameter.map(({ name, ...value }: Json) => [name, Object.values(value)[0]]),
  );
}

t.test('the operator verifies the store, at once or by asking again', async (t) => {
  const server = await startServer(t);
  const { patient } = await openDossier(server);
  await push(server, 'nurse', aBundle(patient, [{}]));
  await server.app.checkpoint();
  const operator = await server.as('operator');
  const whole = await operator.get('AuditEvent/$verify');
  t.equal(whole.status, 200, whole.text);
  t.match(valuesOf(whole), {
    holds: true,
    faults: 0,
    root: /^[0-9a-f]{64}$/,
    checkpoint: /^[0-9a-f]/,
  });
  t.ok(Number(valuesOf(whole)['events']) > 3);
  t.ok(Number(valuesOf(whole)['checkpoints']) > 0);

  const begun = await operator.get('AuditEvent/$verify', { prefer: 'respond-async' });
  t.equal(begun.status, 202);
  const at = begun.headers.get('content-location') ?? '';
  let later = await operator.get(at);
  for (let i = 0; i < 200 && later.status === 202; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    later = await operator.get(at);
  }
  t.match(valuesOf(later), { holds: true });
  t.equal((await operator.get('AuditEvent/$verify?job=nobody')).status, 404);
  t.equal((await operator.get('AuditEvent?_count=1')).status, 403, 'and reads no event');
  for (const persona of ['patient', 'nurse', 'registrar', 'tester', 'stranger']) {
    const refused = await (await server.as(persona)).get('AuditEvent/$verify');
    t.equal(refused.status, 403, persona);
    t.equal((await (await server.as(persona)).get(at)).status, 403, persona);
  }
});

t.test('a fault is told with its place', async (t) => {
  // Edited in the file of the embedded store; on MongoDB `verify.test.ts` does the like.
  if (onMongo()) return;
  const { join } = await import('node:path');
  const { DatabaseSync } = await import('@photostructure/sqlite');
  const server = await startServer(t);
  const { patient } = await openDossier(server);
  await server.app.checkpoint();
  const db = new DatabaseSync(join(server.configuration.dataDir, 'dossier.sqlite'));
  db.prepare("UPDATE commits SET policy = '{}' WHERE p = ? AND n = 1").run(patient);
  db.close();
  const found = await (await server.as('operator')).get('AuditEvent/$verify');
  t.match(valuesOf(found), { holds: false });
  t.match(found.text, `${patient}/1: the policy does not match its digest`);
});

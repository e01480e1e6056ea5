/** Subscriptions by e-mail: a real mail server takes them; no health data leaves that way. */
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import t from 'tap';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer } from '../fixtures/server.js';
import { aSubscription, leapingClock, subscribe } from './a-subscriber.js';

const came: { from: string; to: string[]; text: string }[] = [];
const refusals: number[] = [];
const mailServer = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, session, taken) {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const responseCode = refusals.shift();
      if (responseCode !== undefined)
        return taken(Object.assign(new Error('no'), { responseCode }));
      const { mailFrom, rcptTo } = session.envelope;
      const from = mailFrom === false ? '' : mailFrom.address;
      const to = rcptTo.map(({ address }) => address);
      came.push({ from, to, text: Buffer.concat(chunks).toString('utf8') });
      return taken();
    });
  },
});
await new Promise<void>((listening) => mailServer.listen(0, '127.0.0.1', listening));
t.teardown(() => new Promise<void>((closed) => mailServer.close(() => closed())));
const { port } = mailServer.server.address() as AddressInfo;

const clock = leapingClock();
const settings = {
  SUBSCRIPTION_SMTP_URL: `smtp://127.0.0.1:${port}`,
  SUBSCRIPTION_MAIL_FROM: 'record@dossier.example',
};
const server = await startServer(t, { clock, settings });
const tester = await server.as('tester', { expiresSeconds: 86_400 });

const channel = { type: 'email', endpoint: 'mailto:doctor@practice.example' };
const followed = { ...aSubscription('Observation?status=final', ''), channel };

t.test('a change is told by e-mail, and what changed is not', async (t) => {
  const id = await subscribe(tester, followed);
  clock.leap(5_000);
  await server.app.notify();
  t.equal((await tester.get(`Subscription/${id}`)).json().status, 'active');
  t.equal(came.length, 1, 'the first one says that it begins');
  const code = { text: 'Glycated haemoglobin' };
  await tester.post('Observation', { resourceType: 'Observation', status: 'final', code });
  await server.app.notify();
  t.equal(came.length, 2);
  t.match(came[1], { from: 'record@dossier.example', to: ['doctor@practice.example'] });
  t.match(came[1]?.text, /Subject: Something changed/);
  t.notMatch(came[1]?.text, /haemoglobin|Observation/);
});

t.test('what the mail server refuses is tried again later', async (t) => {
  came.length = 0;
  refusals.push(451);
  const code = { text: 'x' };
  await tester.post('Observation', { resourceType: 'Observation', status: 'final', code });
  await server.app.notify();
  t.equal(came.length, 0);
  clock.leap(60_000);
  await server.app.notify();
  t.equal(came.length, 1);
});

t.test('what an e-mail must not hold is refused with its element', async (t) => {
  const cases = [
    [{ ...channel, payload: 'application/fhir+json' }, 'payload', /health data/],
    [{ ...channel, endpoint: 'mailto:a@b.example?cc=c@d.example' }, 'endpoint', /mailto/],
    [{ ...channel, endpoint: 'https://hook.example/' }, 'endpoint', /mailto/],
    [{ ...channel, header: ['Subject: x'] }, 'header', /no headers/],
  ] as const;
  for (const [changed, element, says] of cases) {
    const answer = await tester.post('Subscription', { ...followed, channel: changed });
    const expression = `Subscription.channel.${element}`;
    isRefusal(t, answer, { status: 422, says, expression });
  }
});

/** However much waits for a subscription, all of it is told, in order; on both stores. */
import t from 'tap';
import { verifyStore } from '../../src/app.js';
import {
  joined,
  PAGE_MAX,
  refilled,
  type Page,
  type Paged,
  type Pending,
  type Progress,
} from '../../src/records/notices/pages.js';
import fc from '../fixtures/property.js';
import { startServer, type Json } from '../fixtures/server.js';
import { anEndpoint, aSubscription, leapingClock, subscribe } from './a-subscriber.js';

function change(number: number): Pending {
  return { type: 'Device', id: String(number), version: 1, withdrawn: false, at: number };
}

/** What a store keeps of it. */
class Kept {
  progress: Progress = { given: 0, pending: [] };
  readonly pages = new Map<number, readonly Pending[]>();

  readonly pageAt = async (number: number): Promise<readonly Pending[]> =>
    this.pages.get(number) ?? [];

  take(paged: Paged | undefined): void {
    if (paged === undefined) return;
    this.progress = paged.progress;
    paged.pages.forEach(({ number, pending }: Page) => {
      if (pending.length === 0) this.pages.delete(number);
      else this.pages.set(number, pending);
    });
  }

  async add(one: Pending): Promise<void> {
    this.take(await joined(this.progress, one, this.pageAt));
  }

  async tell(most: number): Promise<readonly Pending[]> {
    const { pending, ...rest } = this.progress;
    const next = { ...rest, pending: pending.slice(most) };
    this.take(await refilled(next, this.pageAt));
    return pending.slice(0, most);
  }
}

t.test('what waits is told in the order it came, in bounded pieces', async (t) => {
  const steps = fc.array(fc.integer({ min: -40, max: 120 }), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(steps, async (drawn) => {
      const kept = new Kept();
      const told: Pending[] = [];
      let came = 0;
      for (const step of drawn) {
        for (let i = 0; i < step; i++) {
          await kept.add(change(came));
          await kept.add(change(came++)); // again, as of a process that ended between
        }
        if (step < 0) told.push(...(await kept.tell(-step)));
        const pieces = [kept.progress.pending, ...kept.pages.values()];
        if (pieces.some((piece) => piece.length > PAGE_MAX)) return false;
      }
      while (kept.progress.pending.length > 0) told.push(...(await kept.tell(20)));
      const isWhole = told.length === came && told.every(({ at }, index) => at === index);
      return isWhole && kept.pages.size === 0 && kept.progress.further === undefined;
    }),
    { numRuns: 50 },
  );
  t.pass();
});

t.test('an endpoint that was away is told of everything when it is back', async (t) => {
  const clock = leapingClock();
  const server = await startServer(t, { clock });
  const tester = await server.as('tester');
  const endpoint = await anEndpoint(t);
  await subscribe(tester, aSubscription('Device?', endpoint.url));
  clock.leap(5_000);
  await server.app.notify();
  endpoint.came.length = 0;
  const count = PAGE_MAX + 5;
  const entry = Array.from({ length: count }, (_, i): Json => ({
    request: { method: 'POST', url: 'Device' },
    resource: { resourceType: 'Device', lotNumber: String(i) },
  }));
  endpoint.answers.push([503], [503]);
  const stored = await tester.post('', { resourceType: 'Bundle', type: 'batch', entry });
  t.equal(stored.status, 200);
  await server.app.notify();
  for (let round = 0; round < 60 && endpoint.came.length < count + 2; round++) {
    clock.leap(61_000);
    await server.app.notify();
  }
  const told = endpoint.came.map(({ body }) => Number(body.lotNumber));
  t.equal(new Set(told).size, count, 'each is told');
  t.ok(told.length <= count + 2, 'and none again but what was refused');
  const faults: string[] = [];
  await verifyStore(server.configuration, { fault: (line) => faults.push(line) });
  t.strictSame(faults, [], 'what waited is proved like all else');
});

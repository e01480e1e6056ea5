/** Hostile bodies; `npm run soak -- fuzz` draws them for minutes. */
import t from 'tap';
import { startServer } from '../fixtures/server.js';
import { randomOf } from './opinion/mutate.js';
import { anyJson } from './fuzz/bodies.js';
import { drawnTrials, hostileTrials, timeOf, warmValidator, type Trial } from './fuzz/run.js';

/** Three times what `npm run soak -- fuzz` holds to: other tests run beside this one. */
const MILLISECONDS_MAX = 150;
const DRAWN = 150;
const validator = warmValidator();

function drawn(count: number): Trial[] {
  const row = drawnTrials(1);
  return Array.from({ length: count }, () => row.next().value as Trial); // the row has no end
}

t.test('a body of 100 KB made to cost as much as it can is judged soon', (t) => {
  for (const trial of hostileTrials()) {
    const took = timeOf(validator, trial, MILLISECONDS_MAX);
    t.ok(took < MILLISECONDS_MAX, `${trial.name}: ${took.toFixed(1)} ms`);
  }
  t.end();
});

t.test('whatever is drawn is judged soon, and nothing is thrown', (t) => {
  for (const trial of drawn(DRAWN)) {
    const took = timeOf(validator, trial, MILLISECONDS_MAX);
    if (took >= MILLISECONDS_MAX) t.fail(`${trial.name} ${trial.profile ?? ''}: ${took} ms`);
  }
  t.end();
});

t.test('$validate answers whatever it is sent, never with a fault of its own', async (t) => {
  const server = await startServer(t);
  const registrar = await server.as('registrar');
  const random = randomOf(2);
  const bodies = [
    ...hostileTrials().map(({ body }) => body),
    ...drawn(20).map(({ body }) => body),
    ...Array.from({ length: 40 }, () => anyJson(random)),
  ];
  for (const body of bodies) {
    const { status, text } = await registrar.post('$validate', body);
    if (status >= 500) t.fail(`${status} for ${JSON.stringify(body).slice(0, 500)}: ${text}`);
    const judged = {
      resourceType: 'Parameters',
      parameter: [{ name: 'resource', resource: body }],
    };
    const wrapped = await registrar.post('Patient/$validate', judged);
    if (wrapped.status >= 500) t.fail(`${wrapped.status} for ${JSON.stringify(body)}`);
  }
});

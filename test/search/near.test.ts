import t from 'tap';
import {
  cellsAround,
  cellsOf,
  isNear,
  nearText,
  positionText,
  type Position,
} from '../../src/search/positions.js';
import fc from '../fixtures/property.js';
import type { Json } from '../fixtures/server.js';
import { finds, refusal } from './found.js';

function at(latitude: unknown, longitude: unknown): Json {
  return { resourceType: 'Location', id: 'l', position: { latitude, longitude } };
}

const NOTRE_DAME = at(48.853, 2.3498);

function found(place: Json, near: string): boolean {
  return finds(place as never, `near=${encodeURIComponent(near)}`);
}

t.test('S-35 near finds what is within the distance, as the crow flies', async (t) => {
  // The Eiffel Tower is 4.13 km away; Lyon 393 km.
  for (const [near, is] of [
    ['48.8584|2.2945|4.2|km', true],
    ['48.8584|2.2945|4|km', false],
    ['48.8584|2.2945|4200|m', true],
    ['48.8584|2.2945|4000|m', false],
    ['48.8584|2.2945|2.6|[mi_us]', true],
    ['48.8584|2.2945|2.5|[mi_i]', false],
    ['48.8584|2.2945|2.3|[nmi_i]', true],
    ['48.8584|2.2945|4.2', true],
    ['48.8584|2.2945|4.2|', true],
    ['48.8584|2.2945', true],
    ['48.8584|2.2945||parsec', true],
    ['45.764|4.8357', false],
    ['45.764|4.8357,48.85|2.35', true],
    ['48.853|2.3498|0', true],
    ['-48.853|2.3498|20000', true],
    ['+48.853|+2.3498|1e1', true],
  ] as const) {
    t.equal(found(NOTRE_DAME, near), is, near);
  }
});

t.test('S-35 near goes over the date line and the poles', async (t) => {
  t.ok(found(at(0, 179.99), '0|-179.99|3'));
  t.ok(found(at(0, 180), '0|-180|0.001'));
  t.notOk(found(at(0, 179.99), '0|-179.99|2'));
  t.ok(found(at(89.99, 0), '89.99|180|3'));
  t.ok(found(at(90, 17), '90|-80|0.1'));
  t.ok(found(at(-89.9, 90), '-89.9|-90|23'));
});

t.test('S-35 what has no position is not near, and is missing', async (t) => {
  for (const place of [
    at('48', 2),
    at(91, 0),
    at(0, 181),
    at(undefined, 0),
    { resourceType: 'Location', position: 'here' },
  ]) {
    t.notOk(found(place, '48|2|20100'));
    t.ok(finds(place as never, 'near:missing=true'));
  }
  t.ok(finds(NOTRE_DAME as never, 'near:missing=false'));
});

t.test('S-35 a position that is none is refused with what to send', async (t) => {
  for (const [near, why] of [
    ['48.85', /near: "48.85" is not a position/],
    ['north|2', /not a position/],
    ['91|2', /not a position/],
    ['48|200', /not a position/],
    ['48|2|3|km|more', /not a position/],
    ['48|2|-3', /"-3" is not a distance/],
    ['48|2|far', /"far" is not a distance/],
    ['48|2|3|league', /"league" is not a unit of distance. Send km, m, /],
    ['', /empty value/],
  ] as const) {
    t.match(refusal('Location', `near=${encodeURIComponent(near)}`), why, near);
  }
  t.match(refusal('Location', 'near:exact=1|1'), /:exact is not supported/);
  t.match(refusal('Location', '_sort=near'), /cannot be sorted by "near"/);
});

/** By vectors to the two positions: another formula than the server's. */
function metresBetween(a: Position, b: Position): number {
  const [u, v] = [a, b].map(({ latitude, longitude }) => {
    const [north, east] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
    const flat = Math.cos(north);
    return [flat * Math.cos(east), flat * Math.sin(east), Math.sin(north)] as const;
  });
  if (u === undefined || v === undefined) return NaN;
  const dot = u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
  const cross = Math.hypot(
    ...[u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]],
  );
  return 6_371_008.8 * Math.atan2(cross, dot);
}

t.test('what is near stands in one of the squares around', async () => {
  const position = fc.record({
    latitude: fc.oneof(fc.double({ min: -90, max: 90, noNaN: true }), fc.constantFrom(-90, 0, 90)),
    longitude: fc.oneof(
      fc.double({ min: -180, max: 180, noNaN: true }),
      fc.constantFrom(-180, 0, 180),
    ),
  });
  const step = fc.double({ min: -1.5, max: 1.5, noNaN: true });
  fc.assert(
    fc.property(position, step, step, (here: Position, north, east) => {
      const there = {
        latitude: Math.max(-90, Math.min(90, here.latitude + north)),
        longitude: ((here.longitude + east + 540) % 360) - 180,
      };
      const metres = metresBetween(here, there);
      const text = positionText(there);
      const beyond = isNear(text, nearText(here, metres * 0.999 - 0.01));
      if (beyond || !isNear(text, nearText(here, metres * 1.001 + 0.01))) return false;
      const cells = cellsAround(here, metres);
      if (cells === undefined) return true;
      return cells.length <= 100 && cellsOf(there).some((cell) => cells.includes(cell));
    }),
  );
});

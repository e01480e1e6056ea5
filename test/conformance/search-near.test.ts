/** `Location?near=`, in a directory of places, and at the end of a chain: S-35. */
import t from 'tap';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Json } from '../fixtures/server.js';
import { storedAs } from './found-among.js';

const server = await startServer(t);
const tester = await server.as('tester');

function at(latitude: number, longitude: number): Json {
  return { status: 'active', position: { latitude, longitude } };
}

const places = await storedAs(tester, 'Location', {
  ...{ a: at(48.853, 2.3498), b: at(48.8584, 2.2945), c: at(45.764, 4.8357), d: at(-17.5, -149.5) },
  ...{ e: { status: 'active', name: 'Somewhere' }, f: { ...at(48.86, 2.35), status: 'inactive' } },
});

t.test('S-35 places near a position are found, with other conditions', async (t) => {
  t.equal(await places.found('near=48.853|2.35|1|km'), 'af');
  t.equal(await places.found('near=48.853|2.35|1000|m&status=active'), 'a');
  t.equal(await places.found('near=48.853|2.35'), 'abf');
  t.equal(await places.found('near=48.853|2.35|500'), 'abcf');
  t.equal(await places.found('near=48.853|2.35|20038'), 'abcdf');
  t.equal(
    await places.found('near=-17.5|210.5|5,-17.5|-149.4|11').catch(() => 'refused'),
    'refused',
  );
  t.equal(await places.found('near=-17.5|-149.4|11,48.86|2.35|0.1'), 'df');
  t.equal(await places.found('near:missing=true'), 'e');
  isRefusal(t, await tester.get('Location?near=north'), { status: 400, says: /not a position/ });
});

t.test('S-35 what happens near a position is found by a chain', async (t) => {
  const services = await storedAs(tester, 'HealthcareService', {
    x: { location: [{ reference: `Location/${places.ids['a']}` }] },
    y: { location: [{ reference: `Location/${places.ids['c']}` }] },
  });
  t.equal(await services.found('location.near=48.853|2.35|1'), 'x');
  t.equal(await services.found('location.near=45.7|4.8'), 'y');
});

/** Dates by their precision, moments in UTC, and what is no date. */
import fc from '../fixtures/property.js';
import t from 'tap';
import { formatInstant, intervalOf } from '../../src/fhir/instant.js';

/** The stretch in the form that people read. */
function shown(text: string): string {
  const stretch = intervalOf(text);
  return stretch === undefined
    ? 'none'
    : `${formatInstant(stretch.lo)} ${formatInstant(stretch.hi)}`;
}

void t.test('a date is as long as its precision', async (t) => {
  const cases: [string, string][] = [
    ['1980', '1980-01-01T00:00:00.000Z 1981-01-01T00:00:00.000Z'],
    ['1980-12', '1980-12-01T00:00:00.000Z 1981-01-01T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z 2024-03-01T00:00:00.000Z'],
    ['2026-11-21T03:04', '2026-11-21T03:04:00.000Z 2026-11-21T03:05:00.000Z'],
    ['2026-11-21T03:04Z', '2026-11-21T03:04:00.000Z 2026-11-21T03:05:00.000Z'],
    ['2026-11-21T03:04:05', '2026-11-21T03:04:05.000Z 2026-11-21T03:04:06.000Z'],
    ['2026-11-21T03:04:05.6Z', '2026-11-21T03:04:05.600Z 2026-11-21T03:04:05.700Z'],
    ['2026-11-21T03:04:05.67Z', '2026-11-21T03:04:05.670Z 2026-11-21T03:04:05.680Z'],
    ['2026-11-21T03:04:05.6789Z', '2026-11-21T03:04:05.678Z 2026-11-21T03:04:05.679Z'],
    ['2026-01-01T00:30:00+14:00', '2025-12-31T10:30:00.000Z 2025-12-31T10:30:01.000Z'],
    ['2026-01-01T00:30:00-05:30', '2026-01-01T06:00:00.000Z 2026-01-01T06:00:01.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z 2017-01-01T00:00:01.000Z'],
    ['0962', '0962-01-01T00:00:00.000Z 0963-01-01T00:00:00.000Z'],
    ['0001-01-01', '0001-01-01T00:00:00.000Z 0001-01-02T00:00:00.000Z'],
    ['0099-12-31', '0099-12-31T00:00:00.000Z 0100-01-01T00:00:00.000Z'],
    ['9999', '9999-01-01T00:00:00.000Z +010000-01-01T00:00:00.000Z'],
  ];
  for (const [text, expected] of cases) t.equal(shown(text), expected, text);
});

void t.test('what is no date has no stretch', async (t) => {
  const texts = ['', 'abc', '80', '0000', '12026', '1980-13-45', '1980-00', '1980-2', '2026-02-30'];
  const days = ['2023-02-29', '1900-02-29', '2026-04-31', '2026-01-00', '2026-1-1', '20260101'];
  const times = ['T24:00:00Z', 'T23:60:00Z', 'T23:59:61Z', 'T10Z', 'T10:00:00.Z', 'T10:00:00z'];
  const zones = [
    'T10:00:00+14:01',
    'T10:00:00+15:00',
    'T10:00:00+1:00',
    'T10:00:00+0100',
    ' T10:00Z',
    'Z',
  ];
  const moments = [...times, ...zones].map((time) => `2026-01-01${time}`);
  for (const text of [...texts, ...days, ...moments, '2026-01T10:00Z', '2026\n']) {
    t.equal(shown(text), 'none', text);
  }
});

void t.test('every moment of the years 0001 to 9999 comes back from its text', async () => {
  const first = intervalOf('0001')?.lo ?? 0;
  const last = intervalOf('9999')?.hi ?? 0;
  fc.assert(
    fc.property(fc.integer({ min: first, max: last - 1 }), (ms) => {
      const stretch = intervalOf(formatInstant(ms));
      return stretch?.lo === ms && stretch.hi === ms + 1;
    }),
  );
});

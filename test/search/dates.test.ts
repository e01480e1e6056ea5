import t from 'tap';
import { finds } from './found.js';

/** Whether `date` finds a document whose date is stored so. */
function dated(stored: string, asked: string): boolean {
  return finds({ resourceType: 'DocumentReference', date: stored }, `date=${asked}`);
}

/** Whether `period` finds a document whose period is stored so; `..` divides, either end may be open. */
function during(stored: string, asked: string): boolean {
  const [start, end] = stored.split('..');
  const period = { ...(start ? { start } : {}), ...(end ? { end } : {}) };
  return finds({ resourceType: 'DocumentReference', context: { period } }, `period=${asked}`);
}

type Row = readonly [stored: string, asked: string, found: boolean];

const DATES: readonly Row[] = [
  // S-10: equal is containment.
  ['2013-01-14T10:00:00Z', '2013-01-14', true],
  ['2013-01-14T00:00:00Z', 'eq2013-01-14', true],
  ['2013-01-15T00:00:00Z', '2013-01-14', false],
  ['2013-01', '2013-01-14', false],
  ['2013', '2013-01-14', false],
  ['2013-01-14', '2013', true],
  // S-11: not equal is its complement, wider values included.
  ['2013-01-14T10:00:00Z', 'ne2013-01-14', false],
  ['2013-01-15', 'ne2013-01-14', true],
  ['2013-01', 'ne2013-01-14', true],
  // S-12: a part of the stored value beyond the asked one is enough.
  ['2013-01-14', 'lt2013-01-14T10:00', true],
  ['2013-01-14', 'gt2013-01-14T10:00', true],
  ['2013-01-14', 'lt2013-01-14', false],
  ['2013-01-14', 'gt2013-01-14', false],
  ['2013-01-14', 'ge2013-01-14', true],
  ['2013-01-14', 'le2013-01-14', true],
  ['2013-01-13', 'ge2013-01-14', false],
  ['2013-01-15', 'le2013-01-14', false],
  // S-15: about is overlap.
  ['2013-01-14', 'ap2013-01-14', true],
  ['2013', 'ap2013-01-14', true],
  ['2014', 'ap2013-01-14', false],
  // S-16: alternatives.
  ['2012-05-01', '2010,2012', true],
  ['2011-05-01', '2010,2012', false],
  // S-17: zones; a plus sign decoded as a space.
  ['2020-01-01T00:30:00+02:00', '2019-12-31T22:30:00Z', true],
  ['2019-12-31T22:30:00Z', '2020-01-01T00:30:00%2B02:00', true],
  ['2019-12-31T22:30:00Z', '2020-01-01T00:30:00+02:00', true],
  ['2019-12-31T22:30:15Z', '2019-12-31T22%3A30Z', true],
  ['2019-12-31T22:31:00Z', '2019-12-31T22:30Z', false],
];

t.test('S-10 S-11 S-12 S-15 S-16 S-17 dates compare by the interval they name', async (t) => {
  for (const [stored, asked, found] of DATES) {
    t.equal(dated(stored, asked), found, `${asked} ${found ? 'finds' : 'does not find'} ${stored}`);
  }
});

const PERIODS: readonly Row[] = [
  // S-13: a missing bound has no end.
  ['2013-01-21..', 'ge2013-03-14', true],
  ['2013-01-21..', 'le2013-03-14', true],
  ['..2013-01-21', 'ge2013-03-14', false],
  ['..2013-01-21', 'lt2000', true],
  ['2013-01-21..', 'eq2013', false],
  ['2013-01-21..2013-02-01', 'eq2013', true],
  // S-14: wholly after, wholly before.
  ['2013-03-15..', 'sa2013-03-14', true],
  ['2013-01-21..', 'sa2013-03-14', false],
  ['..2013-03-13', 'eb2013-03-14', true],
  ['2013-01-21..2013-03-14', 'eb2013-03-14', false],
  ['2013-01-21..2013-03-14', 'ap2013-03-14', true],
];

t.test('S-13 S-14 periods compare with their open ends', async (t) => {
  for (const [stored, asked, found] of PERIODS) {
    t.equal(during(stored, asked), found, `${asked} and ${stored}`);
  }
});

t.test('S-11 a resource without the element is found by no comparison', async (t) => {
  for (const prefix of ['eq', 'ne', 'lt', 'gt', 'le', 'ge', 'sa', 'eb', 'ap']) {
    t.notOk(finds({ resourceType: 'DocumentReference' }, `date=${prefix}2013`), prefix);
  }
});

t.test('S-16 a repeated date parameter narrows', async (t) => {
  const inside = { resourceType: 'DocumentReference', date: '2011-06-01' };
  const outside = { resourceType: 'DocumentReference', date: '2012-06-01' };
  const search = 'date=ge2010-01-01&date=le2011-12-31';
  t.ok(finds(inside, search));
  t.notOk(finds(outside, search));
});

t.test('S-35 _lastUpdated compares the moment the version was written', async (t) => {
  const resource = { resourceType: 'Practitioner' };
  t.ok(finds(resource, '_lastUpdated=1970-01-01'));
  t.ok(finds(resource, '_lastUpdated=lt1970-01-01T00:00:01Z'));
  t.notOk(finds(resource, '_lastUpdated=gt1970-01-01T00:00:00.000Z'));
});

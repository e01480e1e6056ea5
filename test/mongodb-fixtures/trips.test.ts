/** How many round trips came one after the other, by examples. */
import t from 'tap';
import { sequentialTrips, type Trip } from '../fixtures/mongo/trips.js';

/** Commands by their beginning and end; a find, unless it is told otherwise. */
function trips(...spans: readonly (readonly [number, number | undefined, string?])[]): Trip[] {
  return spans.map(([startedAt, endedAt, name = 'find']) => ({ name, startedAt, endedAt }));
}

t.test('commands that waited for each other count each', (t) => {
  t.equal(sequentialTrips(trips([0, 1], [2, 3], [4, 5])), 3);
  t.equal(sequentialTrips(trips([0, 1], [1, 2])), 2, 'one begins as the other ends');
  t.equal(sequentialTrips([]), 0);
  t.end();
});

t.test('commands that were under way together count once', (t) => {
  t.equal(sequentialTrips(trips([0, 10], [1, 9], [2, 11])), 1);
  t.equal(sequentialTrips(trips([0, 2], [1, 4], [3, 6], [5, 8])), 2, 'a chain of overlaps');
  t.end();
});

t.test('short commands beside a long one count each', (t) => {
  t.equal(sequentialTrips(trips([0, 100], [1, 2], [3, 4], [5, 6])), 3);
  t.equal(sequentialTrips(trips([5, 6], [0, 100], [3, 4], [1, 2])), 3, 'in whatever order');
  t.end();
});

t.test('what a driver does for itself is no trip', (t) => {
  const own = trips([0, 1, 'hello'], [2, 3, 'ping'], [4, 5, 'endSessions'], [6, 7, 'killCursors']);
  t.equal(sequentialTrips(own), 0);
  t.equal(sequentialTrips([...own, ...trips([8, 9, 'insert'])]), 1);
  t.end();
});

t.test('a command that has not ended is one trip, and none comes after it', (t) => {
  t.equal(sequentialTrips(trips([0, 1], [2, undefined])), 2);
  t.equal(sequentialTrips(trips([0, undefined], [2, undefined])), 1);
  t.end();
});

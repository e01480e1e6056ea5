/** The times between which a declaration holds. */
import { object, text } from '../../../fhir/elements.js';
import { intervalOf } from '../../../fhir/instant.js';

/** Milliseconds since 1970, `from` included, `until` not; absent: no bound. */
export interface Bounds {
  readonly from?: number;
  readonly until?: number;
}

/** The bounds of a Period: a day as its end holds to the end of that day. */
export function boundsOf(period: unknown): Bounds {
  const start = intervalOf(text(object(period)?.['start']) ?? '')?.lo;
  const end = intervalOf(text(object(period)?.['end']) ?? '')?.hi;
  return bounds(start, end);
}

/** The time that lies within both. */
export function within(one: Bounds, other: Bounds): Bounds {
  const starts = [one.from, other.from].filter((time) => time !== undefined);
  const ends = [one.until, other.until].filter((time) => time !== undefined);
  return bounds(
    starts.length === 0 ? undefined : Math.max(...starts),
    ends.length === 0 ? undefined : Math.min(...ends),
  );
}

function bounds(from: number | undefined, until: number | undefined): Bounds {
  return {
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  };
}

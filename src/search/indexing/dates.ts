/**
 * Dates as intervals: a date by its precision, a Period by its ends, a Timing by its outer limits.
 * https://hl7.org/fhir/R4/search.html#date
 */
import { intervalOf } from '../../fhir/instant.js';
import type { Interval } from '../query.js';
import { isElement, listOf, textOf } from './select.js';

/** The intervals of an element; none where it says no time. */
export function intervalsOf(node: unknown): Interval[] {
  if (typeof node === 'string') return listOfOne(intervalOf(node));
  if (!isElement(node)) return [];
  const isTiming = node['event'] !== undefined || node['repeat'] !== undefined;
  return isTiming ? timingOf(node) : periodOf(node);
}

/** A Period whose absent ends are open. */
function periodOf(node: unknown): Interval[] {
  const start = textOf(node, 'start');
  const end = textOf(node, 'end');
  const lo = start === undefined ? null : intervalOf(start)?.lo;
  const hi = end === undefined ? null : intervalOf(end)?.hi;
  if (lo === undefined || hi === undefined || (lo === null && hi === null)) return [];
  return [{ lo, hi }];
}

/** From the first moment of all that a Timing names to the last. */
function timingOf({ event, repeat }: Readonly<Record<string, unknown>>): Interval[] {
  const bounds = isElement(repeat) ? periodOf(repeat['boundsPeriod']) : [];
  const events = listOf(event).flatMap((each) =>
    typeof each === 'string' ? intervalsOf(each) : [],
  );
  const all = [...bounds, ...events];
  if (all.length === 0) return [];
  const lo = all.some((each) => each.lo === null)
    ? null
    : Math.min(...all.map((each) => each.lo ?? 0));
  const hi = all.some((each) => each.hi === null)
    ? null
    : Math.max(...all.map((each) => each.hi ?? 0));
  return [{ lo, hi }];
}

function listOfOne(interval: Interval | undefined): Interval[] {
  return interval === undefined ? [] : [{ lo: interval.lo, hi: interval.hi }];
}

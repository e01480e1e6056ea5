/**
 * Dates and moments in FHIR's spelling. A date without time or zone is the day in UTC (decision
 * 25). Years 0001 to 9999. https://hl7.org/fhir/R4/datatypes.html#dateTime
 */

/**
 * The stretch of time that a date names by its precision: milliseconds since 1970, `hi` excluded.
 */
export interface Stretch {
  readonly lo: number;
  readonly hi: number;
}

/** A moment between the years 0001 and 9999 as an instant in UTC: `2026-11-21T03:04:05.678Z`. */
export function formatInstant(ms: number): string {
  return new Date(ms).toISOString();
}

/**
 * The stretch that a FHIR date, dateTime or instant names, by its precision: year, month, day,
 * minute, second or fraction. As searches may (https://hl7.org/fhir/R4/search.html#date), seconds
 * and zone may be left out; without zone it is UTC. Undefined for what is no date, as 30 February.
 */
export function intervalOf(text: string): Stretch | undefined {
  const parts = DATE_TIME.exec(text)?.groups;
  if (parts === undefined || Number(parts['year']) === 0) return undefined;
  if (parts['month'] === undefined) return yearOf(parts);
  if (parts['day'] === undefined) return monthOf(parts);
  if (Number(parts['day']) > daysIn(Number(parts['year']), Number(parts['month'])))
    return undefined;
  return parts['hour'] === undefined ? dayOf(parts) : timeOf(parts);
}

type Parts = Readonly<Record<string, string | undefined>>;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
// The Gregorian calendar repeats itself: 400 years are 146,097 days.
const CYCLE_YEARS = 400;
const CYCLE_MS = 146_097 * DAY_MS;

const DATE_TIME = new RegExp(
  '^(?<year>\\d{4})(?:-(?<month>0[1-9]|1[0-2])(?:-(?<day>0[1-9]|[12]\\d|3[01])' +
    '(?:T(?<hour>[01]\\d|2[0-3]):(?<minute>[0-5]\\d)' +
    '(?::(?<second>[0-5]\\d|60)(?:\\.(?<fraction>\\d+))?)?' +
    '(?<zone>Z|[+-](?:(?:0\\d|1[0-3]):[0-5]\\d|14:00))?)?)?)?$',
);

function yearOf(parts: Parts): Stretch {
  const year = Number(parts['year']);
  return { lo: dayStart(year, 1, 1), hi: dayStart(year + 1, 1, 1) };
}

function monthOf(parts: Parts): Stretch {
  const year = Number(parts['year']);
  const month = Number(parts['month']);
  return { lo: dayStart(year, month, 1), hi: dayStart(year, month + 1, 1) };
}

function dayOf(parts: Parts): Stretch {
  const lo = dayStart(Number(parts['year']), Number(parts['month']), Number(parts['day']));
  return { lo, hi: lo + DAY_MS };
}

function timeOf(parts: Parts): Stretch {
  const minutes =
    Number(parts['hour']) * 60 + Number(parts['minute']) - offsetMinutes(parts['zone']);
  const minute = dayOf(parts).lo + minutes * MINUTE_MS;
  if (parts['second'] === undefined) return { lo: minute, hi: minute + MINUTE_MS };
  const second = minute + Number(parts['second']) * 1000;
  if (parts['fraction'] === undefined) return { lo: second, hi: second + 1000 };
  return fractionOf(second, parts['fraction']);
}

/** Tenths are 100 ms long, hundredths 10 ms; what is finer than a millisecond is cut off. */
function fractionOf(second: number, fraction: string): Stretch {
  const digits = fraction.slice(0, 3);
  const lengthMs = 10 ** (3 - digits.length);
  const lo = second + Number(digits) * lengthMs;
  return { lo, hi: lo + lengthMs };
}

function offsetMinutes(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return zone.startsWith('-') ? -minutes : minutes;
}

/** Midnight in UTC; a month beyond the twelfth is one of the next year. */
function dayStart(year: number, month: number, day: number): number {
  // Date.UTC takes the years 0 to 99 for 1900 to 1999, so it is asked one cycle later.
  return Date.UTC(year + CYCLE_YEARS, month - 1, day) - CYCLE_MS;
}

function daysIn(year: number, month: number): number {
  return (dayStart(year, month + 1, 1) - dayStart(year, month, 1)) / DAY_MS;
}

/** The moment as an HTTP date (RFC 9110), to the second. */
export function formatHttpDate(ms: number): string {
  return new Date(ms).toUTCString();
}

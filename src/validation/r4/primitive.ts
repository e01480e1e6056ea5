/**
 * The values a primitive may have: R4's patterns, and dates that exist in the calendar.
 * https://hl7.org/fhir/R4/datatypes.html#primitive
 */
import { decodeBase64 } from '../../fhir/base64.js';
import { isCutOut, isNumber, numberText } from '../../fhir/json.js';
import { narrativeFault } from './narrative.js';
import { isAbsolute, isWellFormedUrn } from './uri.js';

/** One primitive type: whether it accepts a JSON value, and what to say it expects. */
export interface Primitive {
  readonly accepts: (value: unknown) => boolean;
  readonly expected: string;
  /** What is wrong with a value that is not accepted, where more than `expected` can be said. */
  readonly fault?: (value: unknown) => string | undefined;
}

const STRING_LENGTH_MAX = 1_048_576;
const INTEGER_MAX = 2_147_483_647;

// Everything but control characters; tab, line feed and return are allowed.
const FORBIDDEN = /[^\t\n\r\u0020-\uffff]/;
const CODE = /^[^\s\u0000-\u001f]+(\s[^\s\u0000-\u001f]+)*$/u;
const URI = /^[^\s\u0000-\u001f]+$/u;
const ID = /^[A-Za-z0-9\-.]{1,64}$/;
const OID = /^urn:oid:[0-2](\.(0|[1-9][0-9]*))+$/;
const UUID = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const INTEGER = /^(0|-?[1-9][0-9]{0,9})$/;
const DECIMAL = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;
const DATE = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?$/;
const ZONED_TIME =
  /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)$/;

/** The primitive type of that name; undefined for any other type. */
export function primitiveOf(type: string): Primitive | undefined {
  return PRIMITIVES.get(type);
}

const text = {
  accepts: isText,
  expected: 'a JSON string, neither empty nor with control characters',
};
const uri = {
  accepts: isUri,
  expected: 'a URI: a JSON string without spaces',
  fault: urnFaultOf,
};
const canonical = {
  ...uri,
  accepts: isCanonical,
  expected: 'an absolute URI, or #id of a contained resource',
};

const PRIMITIVES = new Map<string, Primitive>([
  ['string', text],
  ['markdown', text],
  ['uri', uri],
  ['url', uri],
  ['canonical', canonical],
  [
    'boolean',
    { accepts: (value) => typeof value === 'boolean', expected: 'true or false, without quotes' },
  ],
  [
    'code',
    { accepts: matches(CODE), expected: 'a code: a JSON string without outer or double spaces' },
  ],
  ['id', { accepts: matches(ID), expected: '1 to 64 letters, digits, hyphens and dots' }],
  ['oid', { accepts: matches(OID), expected: 'an OID such as urn:oid:1.2.3' }],
  [
    'uuid',
    {
      accepts: matches(UUID),
      expected: 'a UUID such as urn:uuid:c757873d-ec9a-4326-a141-556f43239520',
    },
  ],
  [
    'integer',
    { accepts: integer(-INTEGER_MAX - 1), expected: 'a whole number of 32 bits, without quotes' },
  ],
  [
    'unsignedInt',
    { accepts: integer(0), expected: 'a whole number from 0 to 2147483647, without quotes' },
  ],
  [
    'positiveInt',
    { accepts: integer(1), expected: 'a whole number from 1 to 2147483647, without quotes' },
  ],
  ['decimal', { accepts: isDecimal, expected: 'a number, without quotes' }],
  ['base64Binary', { accepts: isBase64, expected: 'base64 text' }],
  ['date', { accepts: isDate, expected: 'a date of the calendar: YYYY, YYYY-MM or YYYY-MM-DD' }],
  [
    'dateTime',
    { accepts: isDateTime, expected: 'a date, or YYYY-MM-DDThh:mm:ss with a time zone' },
  ],
  ['instant', { accepts: isInstant, expected: 'YYYY-MM-DDThh:mm:ss with a time zone' }],
  ['time', { accepts: matches(TIME), expected: 'a time hh:mm:ss' }],
  [
    'xhtml',
    {
      accepts: isNarrative,
      expected: 'one XHTML div of formatting elements alone',
      fault: narrativeFaultOf,
    },
  ],
]);

function isText(value: unknown): boolean {
  if (typeof value !== 'string' || value.length === 0) return false;
  return value.length <= STRING_LENGTH_MAX && !FORBIDDEN.test(value);
}

function isUri(value: unknown): boolean {
  return typeof value === 'string' && URI.test(value) && isWellFormedUrn(value);
}

function isCanonical(value: unknown): boolean {
  return isUri(value) && typeof value === 'string' && (value[0] === '#' || isAbsolute(value));
}

function urnFaultOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || isWellFormedUrn(value)) return undefined;
  return 'is no OID such as urn:oid:1.2.3, nor a UUID of 36 characters in lower case after urn:uuid:';
}

function matches(pattern: RegExp): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && pattern.test(value);
}

/** The digits of a JSON number as they were written, undefined for anything else. */
function digitsOf(value: unknown): string | undefined {
  return isNumber(value) ? numberText(value) : undefined;
}

function integer(min: number): (value: unknown) => boolean {
  return (value) => {
    const digits = digitsOf(value);
    if (digits === undefined || !INTEGER.test(digits)) return false;
    return Number(digits) >= min && Number(digits) <= INTEGER_MAX;
  };
}

function isDecimal(value: unknown): boolean {
  const digits = digitsOf(value);
  return digits !== undefined && DECIMAL.test(digits);
}

function isBase64(value: unknown): boolean {
  if (isCutOut(value)) return true;
  if (typeof value !== 'string' || value.length === 0) return false;
  return decodeBase64(value) !== undefined;
}

function isDate(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const parts = DATE.exec(value);
  return parts !== null && isInCalendar(Number(parts[1]), parts[2], parts[3]);
}

function isInCalendar(year: number, month: string | undefined, day: string | undefined): boolean {
  if (year === 0) return false;
  if (month === undefined) return true;
  if (Number(month) < 1 || Number(month) > 12) return false;
  return day === undefined || (Number(day) >= 1 && Number(day) <= daysIn(year, Number(month)));
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isInstant(value: unknown): boolean {
  if (typeof value !== 'string' || value[10] !== 'T') return false;
  return isDate(value.slice(0, 10)) && ZONED_TIME.test(value.slice(11));
}

function isDateTime(value: unknown): boolean {
  return isDate(value) || isInstant(value);
}

function isNarrative(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && narrativeFaultOf(value) === undefined;
}

function narrativeFaultOf(value: unknown): string | undefined {
  return typeof value === 'string' ? narrativeFault(value) : undefined;
}

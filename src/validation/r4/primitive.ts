/**
 * The values a primitive may have: R4's patterns, and dates that exist in the calendar.
 * https://hl7.org/fhir/R4/datatypes.html#primitive
 */
import { decodeBase64 } from '../../fhir/base64.js';
import { isCutOut, isNumber, numberText } from '../../fhir/json.js';
import { words, type Words } from '../report.js';
import { narrativeFault } from './narrative.js';
import { isAbsolute, isWellFormedUrn } from './uri.js';

/** One primitive type: whether it accepts a JSON value, and what to say it expects. */
export interface Primitive {
  readonly accepts: (value: unknown) => boolean;
  readonly expected: Words;
  /** What is wrong with a value that is not accepted, where more than `expected` can be said. */
  readonly fault?: (value: unknown) => Words | undefined;
  /** Whether values are prose, which messages do not repeat. */
  readonly isProse?: true;
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

const text: Primitive = {
  accepts: isText,
  isProse: true,
  expected: words(
    'a JSON string, neither empty nor with control characters',
    'une chaîne JSON, ni vide ni avec des caractères de commande',
  ),
};
const uri = {
  accepts: isUri,
  expected: words('a URI: a JSON string without spaces', 'un URI : une chaîne JSON sans espace'),
  fault: urnFaultOf,
};
const canonical = {
  ...uri,
  accepts: isCanonical,
  expected: words(
    'an absolute URI, or #id of a contained resource',
    "un URI absolu, ou #id d'une ressource contenue",
  ),
};

const PRIMITIVES = new Map<string, Primitive>([
  ['string', text],
  ['markdown', text],
  ['uri', uri],
  ['url', uri],
  ['canonical', canonical],
  [
    'boolean',
    {
      accepts: (value) => typeof value === 'boolean',
      expected: words('true or false, without quotes', 'true ou false, sans guillemets'),
    },
  ],
  [
    'code',
    {
      accepts: matches(CODE),
      expected: words(
        'a code: a JSON string without outer or double spaces',
        'un code : une chaîne JSON sans espace au bord ni double',
      ),
    },
  ],
  [
    'id',
    {
      accepts: matches(ID),
      expected: words(
        '1 to 64 letters, digits, hyphens and dots',
        "1 à 64 lettres sans accent, chiffres, traits d'union et points",
      ),
    },
  ],
  [
    'oid',
    {
      accepts: matches(OID),
      expected: words('an OID such as urn:oid:1.2.3', 'un OID tel que urn:oid:1.2.3'),
    },
  ],
  [
    'uuid',
    {
      accepts: matches(UUID),
      expected: words(
        'a UUID such as urn:uuid:c757873d-ec9a-4326-a141-556f43239520',
        'un UUID tel que urn:uuid:c757873d-ec9a-4326-a141-556f43239520',
      ),
    },
  ],
  [
    'integer',
    {
      accepts: integer(-INTEGER_MAX - 1),
      expected: words(
        'a whole number of 32 bits, without quotes',
        'un entier de 32 bits, sans guillemets',
      ),
    },
  ],
  [
    'unsignedInt',
    {
      accepts: integer(0),
      expected: words(
        'a whole number from 0 to 2147483647, without quotes',
        'un entier de 0 à 2147483647, sans guillemets',
      ),
    },
  ],
  [
    'positiveInt',
    {
      accepts: integer(1),
      expected: words(
        'a whole number from 1 to 2147483647, without quotes',
        'un entier de 1 à 2147483647, sans guillemets',
      ),
    },
  ],
  [
    'decimal',
    {
      accepts: isDecimal,
      expected: words('a number, without quotes', 'un nombre, sans guillemets'),
    },
  ],
  [
    'base64Binary',
    { accepts: isBase64, isProse: true, expected: words('base64 text', 'un texte en base64') },
  ],
  [
    'date',
    {
      accepts: isDate,
      expected: words(
        'a date of the calendar: YYYY, YYYY-MM or YYYY-MM-DD',
        'une date du calendrier : AAAA, AAAA-MM ou AAAA-MM-JJ',
      ),
    },
  ],
  [
    'dateTime',
    {
      accepts: isDateTime,
      expected: words(
        'a date, or YYYY-MM-DDThh:mm:ss with a time zone',
        'une date, ou AAAA-MM-JJThh:mm:ss avec le fuseau horaire',
      ),
    },
  ],
  [
    'instant',
    {
      accepts: isInstant,
      expected: words(
        'YYYY-MM-DDThh:mm:ss with a time zone',
        'AAAA-MM-JJThh:mm:ss avec le fuseau horaire',
      ),
    },
  ],
  ['time', { accepts: matches(TIME), expected: words('a time hh:mm:ss', 'une heure hh:mm:ss') }],
  [
    'xhtml',
    {
      accepts: isNarrative,
      isProse: true,
      expected: words(
        'one XHTML div of formatting elements alone',
        "un seul div XHTML, fait d'éléments de mise en forme",
      ),
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

const BAD_URN = words(
  'is no OID such as urn:oid:1.2.3, nor a UUID of 36 characters in lower case after urn:uuid:',
  "n'est ni un OID tel que urn:oid:1.2.3, ni un UUID de 36 caractères en minuscules après urn:uuid:",
);

function urnFaultOf(value: unknown): Words | undefined {
  return typeof value !== 'string' || isWellFormedUrn(value) ? undefined : BAD_URN;
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

function narrativeFaultOf(value: unknown): Words | undefined {
  return typeof value === 'string' ? narrativeFault(value) : undefined;
}

/**
 * French national identifiers: their form and their check digits. The identity of health (INS) is a
 * NIR or NIA of 13 characters and a key of two; a professional's RPPS number ends in a Luhn digit.
 */

/** The INS: NIR, NIA, and the NIRs of the test and demonstration ranges. */
const INS = new Set([
  'urn:oid:1.2.250.1.213.1.4.8',
  'urn:oid:1.2.250.1.213.1.4.9',
  'urn:oid:1.2.250.1.213.1.4.10',
  'urn:oid:1.2.250.1.213.1.4.11',
]);
const RPPS_SYSTEM = 'https://rpps.esante.gouv.fr';
/** National ids of professionals: `8` and an RPPS number, for those who have one. */
const IDNPS_SYSTEM = 'urn:oid:1.2.250.1.71.4.2.1';

const NIR = /^([1-9]\d{4})(\d\d|2[AB])(\d{6})(\d\d)$/;
const RPPS = /^\d{11}$/;

const INS_FAULT =
  'The value is not a national health identity: 13 characters and the key 97 − (number mod 97), 15 in all. Correct the digits.';
const RPPS_FAULT =
  'The value is not an RPPS number: 11 digits whose last one is the Luhn check digit. Correct the digits.';

/** Whether a system is one of the national identity of health: whoever bears it names a dossier. */
export function isInsSystem(system: string): boolean {
  return INS.has(system);
}

/**
 * What is wrong with an identifier of a national system: an error for the INS, which decides whose
 * dossier it is; a warning for an RPPS number. Identifiers of all other systems are not judged.
 */
export function nationalIdentifierFault(
  system: string | undefined,
  value: string | undefined,
): { severity: 'error' | 'warning'; text: string } | undefined {
  if (system === undefined || value === undefined) return undefined;
  if (isInsSystem(system) && !isNir(value)) return { severity: 'error', text: INS_FAULT };
  const rpps = rppsOf(system, value);
  return rpps === undefined || isRpps(rpps) ? undefined : { severity: 'warning', text: RPPS_FAULT };
}

function rppsOf(system: string, value: string): string | undefined {
  if (system === RPPS_SYSTEM) return value;
  return system === IDNPS_SYSTEM && value.startsWith('8') ? value.slice(1) : undefined;
}

/**
 * Whether a text of 15 characters is a NIR or NIA with its key: 97 minus the number modulo 97.
 * The Corsican departments 2A and 2B count as 19 and 18. Spaces are not accepted.
 */
export function isNir(text: string): boolean {
  const parts = NIR.exec(text);
  if (!parts) return false;
  const [, start = '', department = '', end = '', key] = parts;
  const number = Number(`${start}${CORSICA.get(department) ?? department}${end}`);
  return 97 - (number % 97) === Number(key);
}

const CORSICA = new Map([
  ['2A', '19'],
  ['2B', '18'],
]);

/** Whether a text is an RPPS number: 11 digits, the last one the Luhn digit of the others. */
export function isRpps(text: string): boolean {
  if (!RPPS.test(text)) return false;
  const sum = [...text].reverse().reduce((total, digit, place) => total + luhn(digit, place), 0);
  return sum % 10 === 0;
}

function luhn(digit: string, place: number): number {
  const weighted = Number(digit) * (place % 2 === 0 ? 1 : 2);
  return weighted > 9 ? weighted - 9 : weighted;
}

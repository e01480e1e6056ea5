/**
 * French national identifiers: their form and their check digits. The identity of health (INS) is a
 * NIR or NIA of 13 characters and a key of two; a professional's RPPS number and a structure's
 * FINESS number end in a Luhn digit.
 */
import { words, type Said } from './report.js';

/** The INS: NIR, NIA, and the NIRs of the test and demonstration ranges. */
const INS = new Set([
  'urn:oid:1.2.250.1.213.1.4.8',
  'urn:oid:1.2.250.1.213.1.4.9',
  'urn:oid:1.2.250.1.213.1.4.10',
  'urn:oid:1.2.250.1.213.1.4.11',
]);
/** The systems of RPPS numbers, and the sign that stands before one there. */
const RPPS_SIGNS: Signs = {
  'https://rpps.esante.gouv.fr': '',
  // IDNPS, the national id of a professional.
  'urn:oid:1.2.250.1.71.4.2.1': '8',
};
/** The same of FINESS numbers. */
const FINESS_SIGNS: Signs = {
  'https://finess.esante.gouv.fr': '',
  // IDNST, the national id of a structure.
  'urn:oid:1.2.250.1.71.4.2.2': '1',
};
type Signs = Readonly<Record<string, string>>;

const NIR = /^([1-9]\d{4})(\d\d|2[AB])(\d{6})(\d\d)$/;
const RPPS = /^\d{11}$/;
/** The department, two digits or 2A, 2B; a number, the check digit. */
const FINESS = /^\d[\dAB]\d{7}$/;
const DIGITS = /^\d+$/;

/** The profiles of ours that ask for these forms. */
const OURS = 'https://dossier.example/fhir/StructureDefinition/';

const INS_FAULT: Said = {
  ...words(
    'The value is not a national health identity: 13 characters and the key 97 − (number mod 97), 15 in all. Correct the digits. (ins-key)',
    "La valeur n'est pas un matricule INS : 13 caractères et la clé 97 − (nombre mod 97), 15 en tout. Corriger les chiffres. (ins-key)",
  ),
  source: { url: `${OURS}patient-ins` },
};
const RPPS_FAULT: Said = {
  ...words(
    'The value is not an RPPS number: 11 digits whose last one is the Luhn check digit. Correct the digits. (rpps-key)',
    "La valeur n'est pas un numéro RPPS : 11 chiffres, dont le dernier est la clé de Luhn. Corriger les chiffres. (rpps-key)",
  ),
  source: { url: `${OURS}practitioner` },
};
const FINESS_FAULT: Said = {
  ...words(
    'The value is not a FINESS number: 9 characters whose last one is the Luhn check digit. Correct the digits. (finess-key)',
    "La valeur n'est pas un numéro FINESS : 9 caractères, dont le dernier est la clé de Luhn. Corriger les chiffres. (finess-key)",
  ),
  source: { url: `${OURS}organization` },
};

/** Whether a system is one of the national identity of health: whoever bears it names a dossier. */
export function isInsSystem(system: string): boolean {
  return INS.has(system);
}

/**
 * What is wrong with an identifier of a national system: an error for the INS, which decides whose
 * dossier it is; a warning for an RPPS or FINESS number. Others are not judged.
 */
export function nationalIdentifierFault(
  system: string | undefined,
  value: string | undefined,
): { severity: 'error' | 'warning'; said: Said } | undefined {
  if (system === undefined || value === undefined) return undefined;
  if (isInsSystem(system)) return isNir(value) ? undefined : { severity: 'error', said: INS_FAULT };
  const rpps = numberIn(value, system, RPPS_SIGNS);
  if (rpps !== undefined && !isRpps(rpps)) return { severity: 'warning', said: RPPS_FAULT };
  const finess = numberIn(value, system, FINESS_SIGNS);
  if (finess !== undefined && !isFiness(finess)) return { severity: 'warning', said: FINESS_FAULT };
  return undefined;
}

/** What stands after the sign by which a system tells that its value is such a number. */
function numberIn(value: string, system: string, signs: Signs): string | undefined {
  const sign = signs[system];
  return sign !== undefined && value.startsWith(sign) ? value.slice(sign.length) : undefined;
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
  return RPPS.test(text) && hasLuhnDigit(text);
}

/**
 * Whether a text is a FINESS number: 9 digits, the last one the Luhn digit of the others; the
 * digit is not computed for the Corsican departments 2A and 2B, whose letters nobody numbers alike.
 */
function isFiness(text: string): boolean {
  return FINESS.test(text) && (!DIGITS.test(text) || hasLuhnDigit(text));
}

function hasLuhnDigit(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, place) => total + luhn(digit, place), 0);
  return sum % 10 === 0;
}

function luhn(digit: string, place: number): number {
  const weighted = Number(digit) * (place % 2 === 0 ? 1 : 2);
  return weighted > 9 ? weighted - 9 : weighted;
}

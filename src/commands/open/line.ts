/** A line of the file of insured persons: one JSON object, all that opening needs of one person. */
import { isInsSystem, type Insured, type Name, type Post } from './patient.js';

/** The person, or every fault of the line. */
export type ReadLine =
  | { readonly kind: 'person'; readonly person: Insured }
  | { readonly kind: 'fault'; readonly sentences: readonly string[] };

/** What a member must be: a sentence that says so where it is not. */
interface Rule {
  readonly name: string;
  readonly holds: (value: unknown) => boolean;
  readonly must: string;
}

const MEMBERS: readonly Rule[] = [
  {
    name: 'ins',
    holds: (value) => isRecord(value) && isText(value['value']) && isSystem(value['system']),
    must: 'must hold system and value of the national identity',
  },
  { name: 'birthName', holds: isName, must: 'must hold family and a list of given names' },
  {
    name: 'usualName',
    holds: (value) => value === undefined || isName(value),
    must: 'must hold family and a list of given names, or be left out',
  },
  {
    name: 'birthDate',
    holds: (value) => isText(value) && /^\d{4}-\d{2}-\d{2}$/.test(value),
    must: 'must be a date, YYYY-MM-DD',
  },
  {
    name: 'gender',
    holds: (value) => isText(value) && /^(male|female|unknown)$/.test(value),
    must: 'must be male, female or unknown',
  },
  {
    name: 'birthPlace',
    holds: (value) => isText(value) && /^[0-9][0-9AB][0-9]{3}$/.test(value),
    must: 'must be a code of INSEE, five characters',
  },
  {
    name: 'email',
    holds: (value) => value === undefined || (isText(value) && /^[^\s@]+@[^\s@]+$/.test(value)),
    must: 'must be an address of e-mail, or be left out',
  },
  {
    name: 'post',
    holds: (value) => value === undefined || isPost(value),
    must: 'must hold line (a list), postalCode and city, or be left out',
  },
];

/** Reads a line. */
export function readLine(text: string): ReadLine {
  const given = parsed(text);
  if (given === undefined) return fault('The line is not one JSON object.');
  const known = MEMBERS.map(({ name }) => name);
  const sentences = [
    ...MEMBERS.filter(({ name, holds }) => !holds(given[name])).map(
      ({ name, must }) => `${name} ${must}.`,
    ),
    ...Object.keys(given)
      .filter((name) => !known.includes(name))
      .map((name) => `${name} is not known here: ${known.join(', ')} are.`),
    ...(given['email'] === undefined && given['post'] === undefined
      ? ['Neither email nor post says where to write to.']
      : []),
  ];
  if (sentences.length > 0) return { kind: 'fault', sentences };
  return { kind: 'person', person: given as unknown as Insured }; // each member was looked at
}

function fault(...sentences: string[]): ReadLine {
  return { kind: 'fault', sentences };
}

type Raw = Readonly<Record<string, unknown>>;

function parsed(text: string): Raw | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isSystem(value: unknown): boolean {
  return isText(value) && isInsSystem(value);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every(isText);
}

function isName(value: unknown): value is Name {
  return isRecord(value) && isText(value['family']) && isTexts(value['given']);
}

function isPost(value: unknown): value is Post {
  if (!isRecord(value) || !isTexts(value['line'])) return false;
  return isText(value['postalCode']) && isText(value['city']);
}

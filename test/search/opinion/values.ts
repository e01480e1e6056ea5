/**
 * What R4 says of a value and a parameter, in the plainest words: nothing here is of the server. A
 * resource is looked at as it was sent; there is no index.
 * https://hl7.org/fhir/R4/search.html
 */
import type { Json } from '../../fixtures/server.js';

/** A code with its system, if it has one. */
export interface Code {
  readonly system?: string;
  readonly code: string;
}

/** Milliseconds from and up to; nothing stands for no bound. */
export interface Period {
  readonly from?: number;
  readonly to?: number;
}

/** How a parameter is read. */
export type Param =
  | { readonly kind: 'token'; readonly of: (resource: Json) => readonly Code[] }
  | { readonly kind: 'string'; readonly of: (resource: Json) => readonly string[] }
  | { readonly kind: 'date'; readonly of: (resource: Json) => readonly Period[] }
  | { readonly kind: 'reference'; readonly of: (resource: Json) => readonly string[] };

const codes = (concepts: Json): Code[] =>
  [concepts ?? []].flat().flatMap((concept: Json) => concept.coding ?? []);
const identifiers = (resource: Json): Code[] =>
  (resource.identifier ?? []).map(({ system, value }: Json) => ({ system, code: value }));
const flag = (value: unknown): Code[] => (value === undefined ? [] : [{ code: String(value) }]);
const refers = (reference: Json): string[] =>
  [reference ?? []].flat().map((each: Json) => each.reference);

const identifier: Param = { kind: 'token', of: identifiers };

/** The parameters that are asked for, by type. */
export const PARAMS: Readonly<Record<string, Readonly<Record<string, Param>>>> = {
  Organization: {
    identifier,
    active: { kind: 'token', of: ({ active }) => flag(active) },
    type: { kind: 'token', of: ({ type }) => codes(type) },
    name: { kind: 'string', of: ({ name, alias = [] }) => [...(name ? [name] : []), ...alias] },
    partof: { kind: 'reference', of: ({ partOf }) => refers(partOf) },
  },
  PractitionerRole: {
    identifier,
    active: { kind: 'token', of: ({ active }) => flag(active) },
    specialty: { kind: 'token', of: ({ specialty }) => codes(specialty) },
    date: { kind: 'date', of: ({ period }) => (period === undefined ? [] : [periodOf(period)]) },
    organization: { kind: 'reference', of: ({ organization }) => refers(organization) },
  },
  Consent: {
    identifier,
    status: { kind: 'token', of: ({ status }) => flag(status) },
    date: { kind: 'date', of: ({ dateTime }) => (dateTime ? [spanOf(dateTime)] : []) },
    organization: { kind: 'reference', of: ({ organization }) => refers(organization) },
  },
};

/** The span that a date of some precision stands for. */
export function spanOf(text: string): Period & { from: number; to: number } {
  const [year = 0, month, day] = text.split('-').map(Number);
  if (month === undefined) return { from: Date.UTC(year, 0), to: Date.UTC(year + 1, 0) };
  if (day === undefined) return { from: Date.UTC(year, month - 1), to: Date.UTC(year, month) };
  return { from: Date.UTC(year, month - 1, day), to: Date.UTC(year, month - 1, day + 1) };
}

function periodOf({ start, end }: Json): Period {
  return {
    ...(start === undefined ? {} : { from: spanOf(start).from }),
    ...(end === undefined ? {} : { to: spanOf(end).to }),
  };
}

/** Whether a token asked for (`code`, `system|code`, `|code`, `system|`) is this code. */
export function isCode(asked: string, { system, code }: Code): boolean {
  const [left = '', right] = asked.split('|');
  if (right === undefined) return code === left;
  if (left === '') return system === undefined && code === right;
  return system === left && (right === '' || code === right);
}

/** Case, accents and punctuation make no difference. */
export function plain(text: string): string {
  const letters = text.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
  return letters
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

/** Whether a string is found; each word of a value may begin the match, a choice of the server. */
export function isText(asked: string, modifier: string, value: string): boolean {
  if (modifier === 'exact') return value === asked;
  const [looked, there] = [plain(asked), plain(value)];
  if (modifier === 'contains') return there.includes(looked);
  return there.startsWith(looked) || there.includes(` ${looked}`);
}

/** Whether a period stands to what is asked as the prefix says. */
export function isDate(asked: string, value: Period): boolean {
  const prefix = /^[a-z]{2}/.exec(asked)?.[0] ?? 'eq';
  const { from, to } = spanOf(asked.replace(/^[a-z]{2}/, ''));
  const [start, end] = [value.from ?? -Infinity, value.to ?? Infinity];
  const isWithin = from <= start && end <= to;
  switch (prefix) {
    case 'ne':
      return !isWithin;
    case 'lt':
      return start < from;
    case 'gt':
      return end > to;
    case 'le':
      return start < from || isWithin;
    case 'ge':
      return end > to || isWithin;
    case 'sa':
      return start >= to;
    case 'eb':
      return end <= from;
    case 'ap':
      return start < to && end > from;
    default:
      return isWithin;
  }
}

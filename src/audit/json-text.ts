/**
 * JSON written by hand, for events stand on every request's path. What varies passes through
 * `quoted` and so can never end its string or add a member (no injection into the audit).
 */

// FHIR strings know no control characters but tab, line feed and carriage return
// (https://hl7.org/fhir/R4/datatypes.html#string).
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

// Printable ASCII but the quote and the backslash: nothing to escape. Most texts are of this kind.
const PLAIN = /^[ !#-[\]-~]*$/;

/**
 * A FHIR string as JSON: quoted, escaped, each control character that FHIR forbids replaced by
 * U+FFFD.
 */
export function quoted(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  return JSON.stringify(text.replace(FORBIDDEN, '\ufffd'));
}

/** The same text without its quotes, to stand inside some. */
export function escapedIn(text: string): string {
  return quoted(text).slice(1, -1);
}

/**
 * Where a form leaves room for what is an act's own. No text of JSON holds this character, so none
 * that a caller gave can pass for a hole.
 */
export const HOLE = '\u0000';

/** `"name":"text"`, or undefined for an empty text: FHIR has no empty strings. */
export function member(name: string, text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : `"${name}":${quoted(text)}`;
}

/** An object of the members that are there. */
export function objectOf(...members: readonly (string | undefined)[]): string {
  let text = '';
  for (const one of members) {
    if (one !== undefined) text += text === '' ? one : `,${one}`;
  }
  return `{${text}}`;
}

/** A Coding. https://hl7.org/fhir/R4/datatypes.html#Coding */
export interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display?: string;
}

/** A Coding as JSON. */
export function codingJson(coding: Coding): string {
  return JSON.stringify(coding);
}

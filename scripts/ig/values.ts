/** Values of FHIR elements in a few words, for the cells of tables. */
import type { Conformance } from './conformance.js';
import { code, html, joined, type Content, type Html } from './html.js';

const LONGEST = 160;

/** The fixed or pattern value of an element, with which of the two it is. */
export function askedValue(element: object, known: Conformance): Content {
  for (const [name, value] of Object.entries(element)) {
    if (name.startsWith('pattern')) return html`contains ${valueHtml(value, known)}`;
    if (name.startsWith('fixed')) return html`is exactly ${valueHtml(value, known)}`;
  }
  return undefined;
}

/** A value: codes with their system, identifiers, else JSON. */
function valueHtml(value: unknown, known: Conformance): Html {
  if (typeof value !== 'object' || value === null) return code(String(value));
  // A cast: any element has members.
  const { coding, code: single, system, display, value: text } = value as Record<string, unknown>;
  if (Array.isArray(coding)) {
    return joined(
      coding.map((one) => valueHtml(one, known)),
      ', ',
    );
  }
  if (typeof single === 'string') {
    const from =
      typeof system === 'string' ? html` of ${known.link(system, lastOf(system))}` : undefined;
    return html`${code(single)}${typeof display === 'string' ? html` <q>${display}</q>` : undefined}${from}`;
  }
  if (typeof system === 'string' && typeof text === 'string') {
    return html`${code(text)} of ${code(system)}`;
  }
  return code(shortened(JSON.stringify(value)));
}

/** A text that is cut where it gets too long for a cell. */
export function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** The end of an address, by which its readers know it. */
export function lastOf(address: string): string {
  return address.slice(address.lastIndexOf('/') + 1);
}

/**
 * Characters of XML: what stands escaped in a value, and what no XML can hold.
 * https://www.w3.org/TR/xml/#charsets
 */
import { ALL_ENTITIES } from '@nodable/entities';
import { problem } from '../problem.js';

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // Written as they are, a reader makes spaces of them.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};
const PREDEFINED: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" },
};
const TO_ESCAPE = /[&<>"\u0000-\u001f\ufffe\uffff]/g;
const NO_CHARACTER = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const REFERENCE = /&(?:([A-Za-z][A-Za-z0-9]*)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));|&/g;
const NAMED = /&([A-Za-z][A-Za-z0-9]*);/g;

/** A text as the value of an attribute. Fails as `notInXml` on a character that XML has not. */
export function escaped(text: string): string {
  return text.replace(TO_ESCAPE, (character) => {
    const escape = ESCAPED[character];
    if (escape === undefined) throw notInXml();
    return escape;
  });
}

/** Whether a text has only characters that may stand in XML. */
export function isXmlText(text: string): boolean {
  return !NO_CHARACTER.test(text);
}

/**
 * The text that an attribute's value stands for: references resolved, a line break or tab a space;
 * undefined where it is not well-formed. No reference but those of XML itself is known.
 * https://www.w3.org/TR/xml/#AVNormalize
 */
export function unescaped(value: string): string | undefined {
  if (value.includes('<')) return undefined;
  const spaced = value.replace(/\r\n|[\t\n\r]/g, ' ');
  if (!spaced.includes('&')) return spaced;
  let isWhole = true;
  const text = spaced.replace(REFERENCE, (_, name?: string, decimal?: string, hex?: string) => {
    const character = characterOf(name, decimal, hex);
    if (character === undefined) isWhole = false;
    return character ?? '';
  });
  return isWhole ? text : undefined;
}

function characterOf(name?: string, decimal?: string, hex?: string): string | undefined {
  if (name !== undefined) return Object.hasOwn(PREDEFINED, name) ? PREDEFINED[name] : undefined;
  const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
  if (!(code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) return undefined;
  const character = String.fromCodePoint(code);
  return isXmlText(character) ? character : undefined;
}

/**
 * A narrative's `div` as it may stand in XML, which knows none of HTML's names for characters:
 * `&nbsp;` becomes the character itself. https://hl7.org/fhir/R4/narrative.html
 */
export function narrativeXml(div: string): string {
  if (!isXmlText(div)) throw notInXml();
  return div.replace(NAMED, (reference, name: string) => {
    if (Object.hasOwn(PREDEFINED, name)) return reference;
    const character = Object.hasOwn(ALL_ENTITIES, name) ? ALL_ENTITIES[name] : undefined;
    if (character === undefined) throw notInXml();
    return escaped(character);
  });
}

/** The failure of what JSON can say and XML cannot: 406, for it can be read as JSON. */
export function notInXml(): Error {
  return problem('not-acceptable', { offered: 'application/fhir+json' });
}

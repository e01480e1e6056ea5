/**
 * The clear texts of index tokens: one form for each way in which a value can be asked for. They
 * are
 * hashed under a key before they reach an index (`blobs/envelope.ts`), so that none is readable.
 * https://hl7.org/fhir/R4/search.html#token
 *
 * `key` is a parameter's code, or a path into a contained resource:
 * `author:Practitioner.identifier`.
 */
import type { Parameter } from '../parameters.js';

/** A code of any system. */
export function codeToken(key: string, code: string): string {
  return clear(key, 'code', code);
}

/** A code of one system; of none where `system` is ''. */
export function systemCodeToken(key: string, system: string, code: string): string {
  return clear(key, 'coding', system, code);
}

/** Any code of a system. */
export function systemToken(key: string, system: string): string {
  return clear(key, 'system', system);
}

/** Whether a clear token of a key is one of any code of a system. */
export function isSystem(key: string, token: string): boolean {
  return token.startsWith(systemToken(key, ''));
}

/** Any value at all. */
export function presenceToken(key: string): string {
  return clear(key, 'present');
}

/** A reference to `Type/id`, `Type/id/_history/n`, or an address elsewhere. */
export function referenceToken(key: string, target: string): string {
  return clear(key, 'reference', target);
}

/** A reference to a resource of this server with that id, whatever its type. */
export function referenceIdToken(key: string, id: string): string {
  return clear(key, 'id', id);
}

/** A uri, literally. */
export function uriToken(key: string, uri: string): string {
  return clear(key, 'uri', uri);
}

/** A folded word, whole. */
export function wordToken(key: string, word: string): string {
  return clear(key, 'word', word);
}

/** The beginning of a folded word. */
export function prefixToken(key: string, prefix: string): string {
  return clear(key, 'prefix', prefix);
}

/** A string as written. */
export function exactToken(key: string, text: string): string {
  return clear(key, 'exact', text);
}

/** Every resource of a type. */
export function typeToken(type: string): string {
  return clear('_type', 'code', type);
}

/** Under which key a reference's business identifier is indexed. */
export function logicalKey(key: string): string {
  return `${key}:identifier`;
}

/** Under which key the words beside a code are indexed. */
export function wordingKey(key: string): string {
  return `${key}:text`;
}

/** Under which prefix of a key the values of a contained resource of some type are indexed. */
export function containedKey(key: string, type: string): string {
  return `${key}:${type}.`;
}

/** Where the quantities of a unit are indexed: of a code in a system, or of a unit alone. */
export function unitKey(key: string, unit: string, system?: string): string {
  return system === undefined ? clear(key, 'unit', unit) : clear(key, 'unit', system, unit);
}

/** Two parts of one element, each in a form in which it can be asked for. */
export function pairKey(key: string, first: string, second: string): string {
  return clear(key, '$', first, second);
}

/** How the key of a range or text rests: opaque as tokens are, where it holds more than a code. */
export function restingKey(key: string, hash: (clear: string) => string): string {
  return key.includes('‖') ? `#${hash(key)}` : key;
}

/** The identifier of a type: system and code of the type, and the value. */
export function typedToken(key: string, { system, code }: TypeOf, value: string): string {
  return clear(key, 'of-type', system, code, value);
}

interface TypeOf {
  readonly system: string;
  readonly code: string;
}

/** A square of the earth that a position is in. */
export function cellToken(key: string, cell: string): string {
  return clear(key, 'cell', cell);
}

/** What a uri begins with. */
export function belowToken(key: string, uri: string): string {
  return clear(key, 'below', uri);
}

/** A code in the case it is compared in. */
export function cased(param: Parameter, code: string): string {
  return param.caseless === true ? code.toLowerCase() : code;
}

/** Made some hundred times for each deposit: no list of the parts is made anew. */
function clear(key: string, ...parts: string[]): string {
  let text = escaped(key);
  for (const part of parts) text += `‖${escaped(part)}`;
  return text;
}

/**
 * No value can pass for two: a system that holds the separator must not read as system and code.
 */
function escaped(part: string): string {
  // Nearly none has any: a look costs less than a replacement.
  if (!part.includes('‖') && !part.includes('\\')) return part;
  return part.replace(/[\\‖]/g, '\\$&');
}

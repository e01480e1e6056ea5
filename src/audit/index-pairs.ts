/**
 * What an AuditEvent is found by, in clear, noted while it is written so that its bytes are never
 * parsed again. https://hl7.org/fhir/R4/auditevent.html#search
 */
import type { Coding } from './json-text.js';

/**
 * A value of one search parameter. References stand as `Type/id` in `code`; the identifier of a
 * reference stands under `param:identifier`. No `system`: the element has none.
 */
export interface IndexPair {
  readonly param: string;
  readonly system?: string;
  readonly code: string;
}

/** Everything an event is found by, save its `date`, which is its `recorded`. */
export interface EventIndex {
  readonly pairs: IndexPair[];
  /** Strings as written, by search parameter: `address`, `agent-name`. */
  readonly texts: Record<string, string[]>;
  /** Search parameters of which each event has a value of its own, noted with its act. */
  readonly own: string[];
}

/** An index with nothing in it yet. */
export function emptyIndex(): EventIndex {
  return { pairs: [], texts: { address: [], 'agent-name': [] }, own: [] };
}

/** Notes a coding. */
export function noteCoding(index: EventIndex, param: string, coding: Coding): void {
  index.pairs.push({ param, system: coding.system, code: coding.code });
}

/** A reference as a value; a version is found as its resource is. */
export function referencePair(param: string, reference: string): IndexPair {
  const at = reference.indexOf('/_history/');
  return { param, code: at < 0 ? reference : reference.slice(0, at) };
}

/** Notes a string, unless it is empty. */
export function noteText(index: EventIndex, param: string, text: string | undefined): void {
  if (text !== undefined && text !== '') index.texts[param]?.push(text);
}

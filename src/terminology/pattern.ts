/**
 * Regular expressions of value sets, in time that grows with the text and not with what a pattern
 * might try: a pattern is one of RE2, without look-around and back-references, and matches a whole
 * value. https://hl7.org/fhir/R4/valueset-filter-operator.html
 */
import { RE2JS } from 're2js';

/** Whether a text matches; undefined for a text that is too long to say. */
export type Pattern = (text: string) => boolean | undefined;

const PATTERN_LENGTH_MAX = 500;
/** Steps of a compiled pattern: counts are written out in it. */
const PROGRAM_SIZE_MAX = 500;
const TEXT_LENGTH_MAX = 2_000;

/** A pattern, ready; undefined where it is malformed, too large, or none of RE2. */
export function makePattern(source: string): Pattern | undefined {
  if (source.length > PATTERN_LENGTH_MAX) return undefined;
  try {
    const compiled = RE2JS.compile(source);
    if (compiled.programSize() > PROGRAM_SIZE_MAX) return undefined;
    return (text) => (text.length > TEXT_LENGTH_MAX ? undefined : compiled.matches(text));
  } catch {
    return undefined;
  }
}

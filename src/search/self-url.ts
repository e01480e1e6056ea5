/**
 * The links of a search: its own repeats the parameters that had an effect, in the order sent, and
 * no others; those to other pages say how the answer is written, as the request did.
 * https://hl7.org/fhir/R4/search.html#conformance
 */
import type { Pair } from './conditions.js';

/** What a client may add to any query: how the answer is written. It is no criterion. */
const OF_THE_ANSWER: readonly string[] = ['_format', '_pretty'];

/** Whether a pair says how the answer is written, and nothing else. */
export function isOfTheAnswer([name]: Pair): boolean {
  return OF_THE_ANSWER.includes(name);
}

/** The address that repeats a search exactly, under `base` (with or without a last slash). */
export function selfUrl(base: string, path: string, used: readonly Pair[]): string {
  const pairs = used.map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  const address = `${base.replace(/\/+$/, '')}${path === '' ? '' : `/${path}`}`;
  return pairs.length === 0 ? address : `${address}?${pairs.join('&')}`;
}

/** Commas, colons and slashes mean nothing in a query and stay readable: `code=a,b`. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(/%2C|%3A|%2F/g, decodeURIComponent);
}

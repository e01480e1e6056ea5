/**
 * The self link of a search: the parameters that had an effect, in the order sent, and no others.
 * https://hl7.org/fhir/R4/search.html#conformance
 */
import type { Pair } from './conditions.js';

/** The address that repeats a search exactly, under `base` (with or without a last slash). */
export function selfUrl(base: string, path: string, used: readonly Pair[]): string {
  const pairs = used.map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  const address = `${base.replace(/\/+$/, '')}${path === '' ? '' : `/${path}`}`;
  return pairs.length === 0 ? address : `${address}?${pairs.join('&')}`;
}

/** Commas, colons and slashes mean nothing in a query and stay readable: `code=a,b`. */
function encoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD')).replace(
    /%2C|%3A|%2F/g,
    decodeURIComponent,
  );
}

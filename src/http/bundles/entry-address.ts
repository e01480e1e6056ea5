/**
 * What the url of an entry names: it is relative to the base, or absolute below it.
 * https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.request.url
 */
import type { Entry } from '../../fhir/bundle.js';
import { problem } from '../../fhir/problem.js';

/** The address of an entry, below the base. */
export interface EntryAddress {
  /** Its segments, decoded: `['Patient', '12']`. */
  readonly segments: readonly string[];
  /** What stands after the question mark, as it was given. */
  readonly query: string;
}

/** Understands the url of an entry; 400 for one that leads elsewhere, or is a bundle of its own. */
export function entryAddress({ url, method }: Entry, base: string): EntryAddress {
  const below = url.startsWith(`${base}/`) ? url.slice(base.length + 1) : url.replace(/^\//, '');
  const at = below.indexOf('?');
  const path = (at < 0 ? below : below.slice(0, at)).replace(/\/$/, '');
  const segments = path.split('/').map(decoded);
  if (!segments.every(isSegment) || (path === '' && method === 'POST')) {
    throw problem('invalid-request', {
      why: `The url of an entry is relative to the base, such as Patient/12 or Patient?name=…, and names no bundle.`,
      french:
        "L'url d'une entrée est relative à la base, telle que Patient/12 ou Patient?name=…, et ne désigne pas de bundle.",
      expression: 'request.url',
    });
  }
  return { segments, query: at < 0 ? '' : unformatted(below.slice(at + 1)) };
}

/** The entry's format is the bundle's. */
function unformatted(query: string): string {
  return query
    .split('&')
    .filter((pair) => !/^_(format|pretty)(=|$)/.test(pair))
    .join('&');
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function isSegment(segment: string | undefined): segment is string {
  return segment !== undefined && !/[/\\#:\s]/.test(segment) && segment !== '.' && segment !== '..';
}

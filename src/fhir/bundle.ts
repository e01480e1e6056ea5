/**
 * Bundles that come in: their entries, and the rewriting of references between entries
 * (https://hl7.org/fhir/R4/http.html#trules). Shared by ITI-65 and, later, plain transactions.
 */
import { isObject } from './elements.js';
import { problem } from './problem.js';
import type { Resource } from './resource.js';

/** Entries in one bundle, at most. */
export const ENTRIES_MAX = 5_000;

/** One entry of a transaction, in request order. */
export interface Entry {
  readonly at: number;
  readonly fullUrl?: string;
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'GET' | 'DELETE' | 'HEAD';
  /** The request url, relative to the base, as given. */
  readonly url: string;
  readonly resource?: Resource;
}

const METHODS = new Set(['POST', 'PUT', 'PATCH', 'GET', 'DELETE', 'HEAD']);

/**
 * The entries of a transaction; a missing request, resource or wrong shape is 400 naming the entry
 * (T-11).
 */
export function entriesOf(bundle: Resource): readonly Entry[] {
  const list = bundle['entry'] ?? [];
  if (!Array.isArray(list) || list.length > ENTRIES_MAX) {
    throw problem('invalid-request', {
      why: `Bundle.entry must be an array of at most ${ENTRIES_MAX} entries.`,
      expression: 'Bundle.entry',
    });
  }
  return list.map(entryOf);
}

function entryOf(entry: unknown, at: number): Entry {
  const { fullUrl, request, resource } = isObject(entry) ? entry : {};
  const { method, url } = isObject(request) ? request : {};
  if (typeof method !== 'string' || !METHODS.has(method) || typeof url !== 'string' || url === '') {
    throw misshapen(
      at,
      'request',
      'it needs request.method (POST, PUT, PATCH, GET or DELETE) and request.url',
    );
  }
  const body = resourceOf(resource);
  if (body === undefined && (method === 'POST' || method === 'PUT' || method === 'PATCH')) {
    throw misshapen(at, 'resource', `a ${method} needs a resource`);
  }
  return {
    at,
    method: method as Entry['method'], // one of METHODS
    url,
    ...(typeof fullUrl === 'string' ? { fullUrl } : {}),
    ...(body === undefined ? {} : { resource: body }),
  };
}

function misshapen(at: number, element: string, why: string): Error {
  return problem('invalid-request', {
    why: `Entry ${at} of the bundle: ${why}.`,
    expression: `Bundle.entry[${at}].${element}`,
  });
}

function resourceOf(value: unknown): Resource | undefined {
  if (!isObject(value) || typeof value['resourceType'] !== 'string') return undefined;
  return value as Resource;
}

/**
 * Elements whose text is a link and is rewritten when it names an entry; never identifiers or
 * canonicals.
 */
const LINKS = new Set(['reference', 'url', 'valueUri', 'valueUrl', 'uri']);
const IN_NARRATIVE = /\b(href|src)="(urn:(?:uuid|oid):[^"#]+)(#[^"]*)?"/g;

/** The resource with references that name this server's own base made relative. */
export function localised(resource: Resource, base: string): Resource {
  return stripped(resource, `${base}/`) as Resource; // objects stay objects
}

function stripped(value: unknown, prefix: string): unknown {
  if (Array.isArray(value)) return value.map((item) => stripped(item, prefix));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === 'reference' && typeof inner === 'string' && inner.startsWith(prefix)
        ? inner.slice(prefix.length)
        : stripped(inner, prefix),
    ]),
  );
}

/**
 * The resource with every link that names an entry replaced by what the entry became. `addresses`
 * maps a fullUrl to the new reference; a fragment after it stays (T-05 to T-07).
 */
export function rewriteLinks(resource: Resource, addresses: ReadonlyMap<string, string>): Resource {
  return rewritten(resource, '', addresses) as Resource; // objects stay objects
}

function rewritten(value: unknown, name: string, addresses: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return link(value, name, addresses);
  if (Array.isArray(value)) return value.map((item) => rewritten(item, name, addresses));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, rewritten(inner, key, addresses)]),
  );
}

function link(text: string, name: string, addresses: ReadonlyMap<string, string>): string {
  if (name === 'div') {
    return text.replace(IN_NARRATIVE, (whole, attribute: string, url: string, fragment = '') =>
      addresses.has(url) ? `${attribute}="${addresses.get(url)}${fragment}"` : whole,
    );
  }
  if (!LINKS.has(name)) return text;
  const [url = '', fragment] = text.split('#', 2);
  const address = addresses.get(url);
  if (address === undefined) return text;
  return fragment === undefined ? address : `${address}#${fragment}`;
}

/**
 * Bundles that come in: their entries, and the rewriting of references between entries
 * (https://hl7.org/fhir/R4/http.html#trules). Shared by ITI-65, batches and plain transactions.
 */
import { isObject } from './elements.js';
import { formatHttpDate, intervalOf } from './instant.js';
import { both, type Sentence } from './language.js';
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
  /** Its preconditions, as the headers that they stand for: `if-match`, `if-none-exist`, … */
  readonly conditions: Readonly<Record<string, string>>;
}

const METHODS = new Set(['POST', 'PUT', 'PATCH', 'GET', 'DELETE', 'HEAD']);

/** What stands under `entry`, not yet looked at. Fails where it is no list, or too long a one. */
export function listedIn(bundle: Resource): readonly unknown[] {
  const list = bundle['entry'] ?? [];
  if (Array.isArray(list) && list.length <= ENTRIES_MAX) return list;
  throw problem('invalid-request', {
    why: `Bundle.entry must be an array of at most ${ENTRIES_MAX} entries.`,
    french: `Bundle.entry doit être un tableau de ${ENTRIES_MAX} entrées au plus.`,
    expression: 'Bundle.entry',
  });
}

/**
 * The entries of a transaction; a missing request, resource or wrong shape is 400 naming the entry
 * (T-11).
 */
export function entriesOf(bundle: Resource): readonly Entry[] {
  return listedIn(bundle).map(entryOf);
}

const CONDITIONS: readonly (readonly [element: string, header: string])[] = [
  ['ifMatch', 'if-match'],
  ['ifNoneMatch', 'if-none-match'],
  ['ifNoneExist', 'if-none-exist'],
  ['ifModifiedSince', 'if-modified-since'],
];

/** One entry; 400 naming it where its shape is wrong. */
export function entryOf(entry: unknown, at: number): Entry {
  const { fullUrl, request, resource } = isObject(entry) ? entry : {};
  const { method, url } = isObject(request) ? request : {};
  if (typeof method !== 'string' || !METHODS.has(method) || typeof url !== 'string' || url === '') {
    throw misshapen(
      at,
      'request',
      both(
        'it needs request.method (POST, PUT, PATCH, GET or DELETE) and request.url',
        'il faut request.method (POST, PUT, PATCH, GET ou DELETE) et request.url',
      ),
    );
  }
  const body = resourceOf(resource);
  const isOperation = url.includes('$');
  if (body === undefined && !isOperation && ['POST', 'PUT', 'PATCH'].includes(method)) {
    throw misshapen(
      at,
      'resource',
      both(`a ${method} needs a resource`, `${method} demande une ressource`),
    );
  }
  return {
    at,
    method: method as Entry['method'], // one of METHODS
    url,
    conditions: conditionsOf(request as Record<string, unknown>, at), // an object, as seen above
    ...(typeof fullUrl === 'string' ? { fullUrl } : {}),
    ...(body === undefined ? {} : { resource: body }),
  };
}

function conditionsOf(request: Record<string, unknown>, at: number): Entry['conditions'] {
  const given = CONDITIONS.flatMap(([element, header]) => {
    const value = request[element];
    if (value === undefined) return [];
    if (typeof value !== 'string')
      throw misshapen(at, `request.${element}`, both('it must be a text', 'ce doit être un texte'));
    return [[header, element === 'ifModifiedSince' ? httpDate(value) : value] as const];
  });
  return Object.fromEntries(given);
}

/** An instant as a header says it; what is none is left to whoever reads the header. */
function httpDate(instant: string): string {
  const at = intervalOf(instant)?.lo;
  return at === undefined ? instant : formatHttpDate(at);
}

function misshapen(at: number, element: string, why: Sentence): Error {
  return problem('invalid-request', {
    why: `Entry ${at} of the bundle: ${why.why}.`,
    french: `Entrée ${at} du bundle : ${why.french}.`,
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
const LINKS = new Set([
  ...['reference', 'url', 'valueUri', 'valueUrl', 'valueOid', 'valueUuid', 'uri'],
  ...['instantiatesUri', 'sourceUri', 'address', 'endpoint', 'policy'],
]);
const IN_NARRATIVE = /\b(href|src)="(urn:(?:uuid|oid):[^"#]+)(#[^"]*)?"/g;

/** The resource with references that name this server's own base made relative. */
export function localised(resource: Resource, base: string): Resource {
  const prefix = `${base}/`;
  const change = (text: string, name: string): string =>
    name === 'reference' && text.startsWith(prefix) ? text.slice(prefix.length) : text;
  return withTexts(resource, '', change) as Resource; // objects stay objects
}

/**
 * The value with each text as `change` makes it of text and name. What holds no changed text stays
 * the same object: nearly all of a resource does.
 */
function withTexts(
  value: unknown,
  name: string,
  change: (text: string, name: string) => string,
): unknown {
  if (typeof value === 'string') return change(value, name);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => withTexts(item, name, change));
    return items.every((item, i) => item === value[i]) ? value : items;
  }
  let isSame = true;
  const members = Object.entries(value);
  for (const member of members) {
    const made = withTexts(member[1], member[0], change);
    isSame &&= made === member[1];
    member[1] = made;
  }
  return isSame ? value : Object.fromEntries(members);
}

/**
 * The resource with every link that names an entry replaced by what the entry became. `addresses`
 * maps a fullUrl to the new reference; a fragment after it stays (T-05 to T-07).
 */
export function rewriteLinks(resource: Resource, addresses: ReadonlyMap<string, string>): Resource {
  const change = (text: string, name: string): string => link(text, name, addresses);
  return withTexts(resource, '', change) as Resource; // objects stay objects
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

/**
 * What a reference names, from its text alone: a resource of this server, of another one, one
 * inside the same resource, or a name that a bundle resolves. Nothing is looked up.
 * https://hl7.org/fhir/R4/references.html#literal
 */
import { isId, type Address } from './resource.js';

/**
 * A literal reference, understood. Every text is one of these; `other` is not a reference at all.
 */
export type Reference =
  /** A resource of this server: relative, or absolute under our own base. */
  | { readonly kind: 'local'; readonly address: Address }
  /** A resource of another server; `url` is without the version. */
  | { readonly kind: 'remote'; readonly url: string; readonly type: string }
  /** `#x`: a resource contained in the one that refers. `#` alone names the container: id ''. */
  | { readonly kind: 'contained'; readonly id: string }
  /** `urn:uuid:…` or `urn:oid:…`. */
  | { readonly kind: 'urn'; readonly uri: string }
  /** `Patient?identifier=…`: allowed in transactions only. */
  | { readonly kind: 'conditional'; readonly type: string; readonly query: string }
  | { readonly kind: 'other'; readonly text: string };

const RESTFUL =
  /^(?:(https?:\/\/[^\s?#]+)\/)?([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/([A-Za-z0-9\-.]{1,64}))?$/;
const CONDITIONAL = /^([A-Z][A-Za-z]+)\?(.+)$/s;
const URN = /^urn:(?:uuid|oid):\S+$/;
const VERSION = /^[1-9]\d{0,14}$/;

/**
 * Understands a literal reference. `base` is this server's base URL, with or without a last slash.
 */
export function parseReference(text: string, base: string): Reference {
  if (text.startsWith('#')) return contained(text.slice(1)) ?? { kind: 'other', text };
  if (URN.test(text)) return { kind: 'urn', uri: text };
  const restful = RESTFUL.exec(text);
  if (restful !== null) return ofParts(restful, base) ?? { kind: 'other', text };
  const conditional = CONDITIONAL.exec(text);
  if (conditional === null) return { kind: 'other', text };
  return { kind: 'conditional', type: conditional[1] ?? '', query: conditional[2] ?? '' };
}

/** The address on this server that a reference names, or undefined when it names anything else. */
export function localReference(text: string, base: string): Address | undefined {
  const reference = parseReference(text, base);
  return reference.kind === 'local' ? reference.address : undefined;
}

function contained(id: string): Reference | undefined {
  return id === '' || isId(id) ? { kind: 'contained', id } : undefined;
}

function ofParts(parts: RegExpExecArray, base: string): Reference | undefined {
  const [, server, type = '', id = '', version] = parts;
  if (server !== undefined && server !== base.replace(/\/+$/, '')) {
    return { kind: 'remote', url: `${server}/${type}/${id}`, type };
  }
  if (version === undefined) return { kind: 'local', address: { type, id } };
  // Our versions are counted from 1: any other names nothing here.
  if (!VERSION.test(version)) return undefined;
  return { kind: 'local', address: { type, id, version: Number(version) } };
}

/**
 * A canonical without the version after `|`.
 * https://hl7.org/fhir/R4/references.html#canonical
 */
export function withoutVersion(canonical: string): string {
  return canonical.split('|')[0] ?? canonical;
}

/** What a FHIR address names, parsed once at the edge. https://hl7.org/fhir/R4/http.html#general */
import { problem } from '../fhir/problem.js';
import { isId, type Address } from '../fhir/resource.js';

/** The parameters of a route. */
export interface RouteParams {
  readonly type?: string;
  readonly id?: string;
  readonly vid?: string;
  readonly inner?: string;
}

const VERSION = /^[1-9]\d{0,8}$/;

/**
 * `Patient/12`; a type the server does not have is 404, an id that is none 404 too: nothing can be
 * there (H-08, H-11).
 */
export function parseAddress(params: RouteParams, knows: (type: string) => boolean): Address {
  const type = parseType(params, knows);
  if (!isId(params.id)) throw problem('unknown-resource');
  return { type, id: params.id };
}

/** `Patient/12/_history/3`; what is no version number is unknown. */
export function parseVersionAddress(
  params: RouteParams,
  knows: (type: string) => boolean,
): Required<Address> {
  const address = parseAddress(params, knows);
  if (params.vid === undefined || !VERSION.test(params.vid)) throw problem('unknown-resource');
  return { ...address, version: Number(params.vid) };
}

/** `Patient/12/List`: a type in a compartment, or `*`, all that are in it. */
export function parseCompartment(
  { type, id, inner }: RouteParams,
  knows: (type: string) => boolean,
): { readonly type?: string; readonly compartment: Address } {
  const isThere = inner === '*' || (inner !== undefined && knows(inner));
  if (type === undefined || !knows(type) || !isId(id) || !isThere) throw problem('unknown-route');
  const compartment = { type, id };
  return inner === '*' ? { compartment } : { type: inner, compartment };
}

/** The type, as it is spelled in FHIR. */
export function parseType(params: RouteParams, knows: (type: string) => boolean): string {
  const { type } = params;
  if (type === undefined || !knows(type)) throw problem('unknown-type');
  return type;
}

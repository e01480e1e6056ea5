/**
 * What every FHIR resource has, and how its ids and addresses are written.
 * https://hl7.org/fhir/R4/resource.html
 */
/** A parsed resource. Elements are as the JSON gave them; see `json.ts` for numbers. */
export interface Resource {
  resourceType: string;
  id?: string;
  meta?: Meta;
  [element: string]: unknown;
}

/** https://hl7.org/fhir/R4/resource.html#Meta */
export interface Meta {
  versionId?: string;
  lastUpdated?: string;
  profile?: string[];
  security?: { system?: string; code?: string }[];
  tag?: { system?: string; code?: string }[];
  [element: string]: unknown;
}

/** Where a resource, or one version of it, is found: `Patient/12`, `Patient/12/_history/3`. */
export interface Address {
  readonly type: string;
  readonly id: string;
  readonly version?: number;
}

const ID = /^[A-Za-z0-9\-.]{1,64}$/;

/**
 * Whether a text is a FHIR id: 1 to 64 letters, digits, hyphens and dots.
 * https://hl7.org/fhir/R4/datatypes.html#id
 */
export function isId(text: unknown): text is string {
  return typeof text === 'string' && ID.test(text);
}

/** `Patient/12` as written in a reference. */
export function relative(address: Address): string {
  const history = address.version === undefined ? '' : `/_history/${address.version}`;
  return `${address.type}/${address.id}${history}`;
}

/**
 * The profiles that a resource claims; what is no text names none, for nothing is validated yet.
 */
export function claimedProfiles({ meta }: Resource): string[] {
  const listed: unknown = meta?.profile;
  return Array.isArray(listed) ? listed.filter((url) => typeof url === 'string') : [];
}

/** Versions of a resource as they travel: bytes with their number and time. */

/**
 * A resource as shown to a caller: stored bytes, or the view of them that leaves hidden references
 * out.
 */
export interface Shown {
  readonly type: string;
  readonly id: string;
  /** meta.versionId of what is shown. */
  readonly version: number;
  /** meta.lastUpdated of what is shown, milliseconds since 1970. */
  readonly written: number;
  /** Empty for a deletion. */
  readonly body: Uint8Array;
  /** A deletion: a version without a resource. */
  readonly gone?: true;
}

/** The ETag of a version: `W/"3"`. https://hl7.org/fhir/R4/http.html#versionaware */
export function etag(version: number): string {
  return `W/"${version}"`;
}

/** The version an If-Match names, weak or strong; undefined when it is not of that form. */
export function versionOfEtag(text: string): number | undefined {
  const found = /^\s*(?:W\/)?"([1-9]\d{0,8})"\s*$/.exec(text);
  return found === null ? undefined : Number(found[1]);
}

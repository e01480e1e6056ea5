/**
 * What stands above a uri: itself, and what it is without its last segments. `urn:oid:` and its
 * like have no segments. https://hl7.org/fhir/R4/search.html#uri
 */

/** The uris above one, itself among them, down to the name of the server. */
export function above(uri: string): string[] {
  const [start] = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]+/i.exec(uri) ?? [uri];
  const rest = uri.slice(start.length);
  const ends = [...rest.matchAll(/\/(?=.)/g)].map(({ index }) => index);
  return [
    ...new Set([...ends.map((end) => start + rest.slice(0, end)), uri.replace(/\/$/, ''), uri]),
  ];
}

/**
 * URIs beyond their characters: absolute where R4 wants one that means the same everywhere, and
 * OIDs and UUIDs that are well-formed. https://hl7.org/fhir/R4/datatypes.html#uri
 */

const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:\S/;
const URN = /^urn:(oid|uuid):(.*)$/i;
const OID = /^[0-2](\.(0|[1-9][0-9]*))+$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** A canonical may name a version or a part after it. */
const AFTER = /[#|].*$/;

/** Whether a URI names its scheme: it means the same wherever it stands. */
export function isAbsolute(uri: string): boolean {
  return ABSOLUTE.test(uri);
}

/** Whether a URI is no OID or UUID, or one that is well-formed: a UUID in lower case. */
export function isWellFormedUrn(uri: string): boolean {
  const [, scheme = '', rest = ''] = URN.exec(uri) ?? [];
  if (scheme === '') return true;
  return (scheme.toLowerCase() === 'oid' ? OID : UUID).test(rest.replace(AFTER, ''));
}

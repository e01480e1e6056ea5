/**
 * A patch as received, in any of its formats, as a function from a resource to the next one.
 * https://hl7.org/fhir/R4/http.html#patch
 */
import { applyFhirPathPatch, parseFhirPathPatch } from './fhirpath-patch.js';
import { applyJsonPatch, parseJsonPatch } from './json-patch.js';
import { parseJson, parseJsonArray } from './json.js';
import type { Resource } from './resource.js';
import type { FhirXml } from './xml/fhir-xml.js';

/** Bytes and what they are. */
export interface PatchBody {
  readonly format: 'json-patch' | 'xml-patch' | 'fhirpath' | 'fhirpath-xml';
  readonly bytes: Buffer;
}

/** The patch, understood: `invalid-request`, `invalid-json`. Where it cannot be applied: 422. */
export function patchOf(
  xml: FhirXml,
  { format, bytes }: PatchBody,
): (current: Resource) => Resource {
  if (format === 'xml-patch') return xml.patch(bytes);
  if (format === 'json-patch') {
    const operations = parseJsonPatch(parseJsonArray(bytes));
    return (current) => applyJsonPatch(current, operations);
  }
  const parameters = format === 'fhirpath' ? parseJson(bytes) : xml.read(bytes).value;
  // The parser of the patch checks that it is a Parameters resource.
  const operations = parseFhirPathPatch(parameters as Resource);
  return (current) => applyFhirPathPatch(current, operations);
}

/**
 * FHIR XML beside JSON: the same resources, told from the same table of definitions.
 * https://hl7.org/fhir/R4/xml.html
 */
import type { JsonObject } from '../json.js';
import type { Resource } from '../resource.js';
import type { StructureTable } from '../structure.js';
import { applyXmlPatch, parseXmlPatch } from './patch.js';
import { readXml, type XmlBody } from './read.js';
import { parseXml } from './tree.js';
import { makeXmlTypes } from './types.js';
import { writeXml } from './write.js';

/** Reads and writes FHIR XML. */
export interface FhirXml {
  /**
   * The XML text of a resource as `parseJson` gives it. Fails with `not-acceptable` on what XML
   * cannot say.
   */
  readonly write: (resource: JsonObject) => string;
  /** The resource of UTF-8 bytes. Fails with `invalid-xml`, naming the element, and `too-large`. */
  readonly read: (bytes: Uint8Array) => XmlBody;
  /**
   * What the bytes of an XML Patch make of a resource. Fails with `invalid-xml`, `invalid-request`
   * at once; what it gives fails with `unprocessable` where the patch does not apply, and with
   * `invalid-xml` where no FHIR comes out of it.
   */
  readonly patch: (bytes: Uint8Array) => (current: Resource) => Resource;
}

/** FHIR XML of the types of a table. */
export function makeFhirXml(table: StructureTable): FhirXml {
  const types = makeXmlTypes(table);
  return {
    write: (resource) => writeXml(types, resource),
    read: (bytes) => readXml(types, parseXml(bytes)),
    patch: (bytes) => {
      const operations = parseXmlPatch(parseXml(bytes));
      return (current) => {
        const tree = parseXml(Buffer.from(writeXml(types, current)));
        applyXmlPatch(tree.root, operations);
        // Cast: what was read begins with its resourceType.
        return readXml(types, tree, { anyOrder: true }).value as Resource;
      };
    },
  };
}

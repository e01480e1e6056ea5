/**
 * The table of structure made ready for XML: for each type its JSON properties in the order in
 * which XML has their elements, each with the form it takes there. Made once per type, when a
 * resource first holds it. https://hl7.org/fhir/R4/xml.html
 */
import { elementsOf, isResource, propertyOf } from '../structure.js';
import type { ElementRow, StructureTable } from '../structure.js';

/**
 * How a value stands in XML: an attribute; an element with the attribute `value`; the `div` of a
 * narrative; an element around a resource; an element with elements.
 */
export type XmlForm = 'attribute' | 'primitive' | 'xhtml' | 'resource' | 'object';

/** One property of a type. */
export interface XmlProperty {
  /** Of the JSON property and the XML element alike: `valueQuantity`. */
  readonly name: string;
  /** As a FHIRPath names it: `value`. */
  readonly element: string;
  /** Of its element among those of the type; the properties of a choice share one. */
  readonly place: number;
  readonly form: XmlForm;
  readonly type: string;
  readonly isMany: boolean;
}

/** One type, or one group of elements. */
export interface XmlType {
  readonly name: string;
  /** In the order of XML. */
  readonly properties: ReadonlyMap<string, XmlProperty>;
}

/** Gives types by name. */
export interface XmlTypes {
  /** A data type or a group of elements. The name must be one of the table. */
  type(name: string): XmlType;
  /** A resource type that can stand alone; undefined for any other name. */
  resource(name: unknown): XmlType | undefined;
}

/** The types of a table. */
export function makeXmlTypes(table: StructureTable): XmlTypes {
  const made = new Map<string, XmlType>();
  const type = (name: string): XmlType => {
    const known = made.get(name) ?? { name, properties: propertiesOf(name, table) };
    made.set(name, known);
    return known;
  };
  return { type, resource: (name) => (isResource(name, table) ? type(name) : undefined) };
}

function propertiesOf(name: string, table: StructureTable): Map<string, XmlProperty> {
  const properties = elementsOf(name, table).flatMap(([element, row], place) =>
    row.types.map((type) => xmlPropertyOf({ element, row, place }, type, table)),
  );
  return new Map(properties.map((property) => [property.name, property]));
}

interface PlacedRow {
  readonly element: string;
  readonly row: ElementRow;
  readonly place: number;
}

function xmlPropertyOf(
  { element, row, place }: PlacedRow,
  type: string,
  table: StructureTable,
): XmlProperty {
  return {
    name: propertyOf(element, type),
    element: element.replace('[x]', ''),
    place,
    form: formOf(row, type, table),
    type,
    isMany: row.max !== undefined,
  };
}

function formOf(row: ElementRow, type: string, table: StructureTable): XmlForm {
  if (row.attribute === true) return 'attribute';
  if (type === 'xhtml') return 'xhtml';
  if (type === 'Resource' || isResource(type, table)) return 'resource';
  return Object.hasOwn(table.types, type) ? 'object' : 'primitive';
}

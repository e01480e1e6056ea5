/**
 * A resource as FHIR XML: elements in the order of the definitions, values in attributes, numbers
 * with the digits they were written with, a narrative as it is. https://hl7.org/fhir/R4/xml.html
 */
import { isObject } from '../elements.js';
import { isNumber, numberText, type JsonObject } from '../json.js';
import { escaped, narrativeXml, notInXml } from './characters.js';
import type { XmlProperty, XmlType, XmlTypes } from './types.js';

/** The namespace of FHIR. */
export const FHIR_NAMESPACE = 'http://hl7.org/fhir';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

/**
 * The XML text of a resource. What its type does not have is not left out but fails, as does what
 * XML cannot say: `not-acceptable`.
 */
export function writeXml(types: XmlTypes, resource: JsonObject): string {
  return DECLARATION + resourceXml(types, resource, ` xmlns="${FHIR_NAMESPACE}"`);
}

function resourceXml(types: XmlTypes, value: unknown, declared = ''): string {
  const resource = objectOf(value);
  const type = types.resource(resource['resourceType']);
  if (type === undefined) throw notInXml();
  const { children } = contentOf(types, resource, type);
  return `<${type.name}${declared}>${children}</${type.name}>`;
}

interface Content {
  readonly attributes: string;
  readonly children: string;
}

function contentOf(types: XmlTypes, object: JsonObject, type: XmlType): Content {
  let attributes = '';
  let children = '';
  for (const property of propertiesIn(types, object, type)) {
    const value = object[property.name];
    if (property.form === 'attribute') attributes += ` ${property.name}="${textOf(value)}"`;
    else if (property.form !== 'primitive') children += elementsOf(types, property, value);
    else children += primitivesOf(types, property, object);
  }
  return { attributes, children };
}

/** The properties that an object has, in the order of XML. */
function propertiesIn(types: XmlTypes, object: JsonObject, type: XmlType): XmlProperty[] {
  const present = new Set<XmlProperty>();
  for (const key of Object.keys(object)) {
    const property = propertyOf(type, key);
    if (property !== undefined) present.add(property);
    else if (key !== 'resourceType' || types.resource(type.name) === undefined) throw notInXml();
  }
  return [...present].sort((a, b) => a.place - b.place);
}

function propertyOf(type: XmlType, key: string): XmlProperty | undefined {
  const own = type.properties.get(key);
  if (own !== undefined || !key.startsWith('_')) return own;
  const beside = type.properties.get(key.slice(1));
  return beside?.form === 'primitive' ? beside : undefined;
}

function elementsOf(types: XmlTypes, property: XmlProperty, value: unknown): string {
  return listOf(value)
    .map((item) => elementXml(types, property, item))
    .join('');
}

function elementXml(types: XmlTypes, { name, form, type }: XmlProperty, value: unknown): string {
  if (form === 'xhtml') return typeof value === 'string' ? narrativeXml(value) : fail();
  if (form === 'resource') return `<${name}>${resourceXml(types, value)}</${name}>`;
  return tag(name, contentOf(types, objectOf(value), types.type(type)));
}

function primitivesOf(types: XmlTypes, { name }: XmlProperty, object: JsonObject): string {
  const values = listOf(object[name]);
  const beside = listOf(object[`_${name}`]);
  const count = Math.max(values.length, beside.length);
  let elements = '';
  for (let at = 0; at < count; at++) {
    const value = values[at] ?? undefined;
    const more = beside[at] ?? undefined;
    const { attributes, children } =
      more === undefined ? NOTHING : contentOf(types, objectOf(more), types.type('Element'));
    const text = value === undefined ? '' : ` value="${textOf(value)}"`;
    if (value !== undefined || more !== undefined)
      elements += tag(name, { attributes: attributes + text, children });
  }
  return elements;
}

const NOTHING: Content = { attributes: '', children: '' };

function tag(name: string, { attributes, children }: Content): string {
  return children === ''
    ? `<${name}${attributes}/>`
    : `<${name}${attributes}>${children}</${name}>`;
}

function textOf(value: unknown): string {
  if (isNumber(value)) return numberText(value);
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? escaped(value) : fail();
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : fail();
}

function fail(): never {
  throw notInXml();
}

/**
 * A tree of XML → the resource as FHIR JSON has it. Whatever the definitions do not have, or have
 * elsewhere or once, is refused by its name, never left out. What a value may be is not judged here
 * but by validation, as for JSON. https://hl7.org/fhir/R4/xml.html
 */
import { cutOut, cutOutIndex, numberFrom, type JsonObject } from '../json.js';
import { jsonDepthMax } from '../json-scan.js';
import type { Sentence } from '../language.js';
import { problem } from '../problem.js';
import { tooDeep } from '../said/json.js';
import {
  eitherOne,
  ELEMENT_FAULTS,
  misplaced,
  noAttribute,
  noElement,
  notBoolean,
  notNumber,
  otherNamespace,
  XML_FAULTS,
} from '../said/xml.js';
import { XHTML_NAMESPACE, type XmlElement, type XmlTree } from './tree.js';
import type { XmlProperty, XmlType, XmlTypes } from './types.js';
import { FHIR_NAMESPACE } from './write.js';

/** A long document that stands in a resource. */
export interface XmlDocument {
  /** Of its element, as FHIRPath. */
  readonly path: string;
  /** Its base64 text, white space as it was sent. */
  readonly text: string;
}

/** A resource, with a mark in the place of each long document (`cutOutIndex`), and those. */
export interface XmlBody {
  readonly value: JsonObject;
  readonly documents: readonly XmlDocument[];
}

/**
 * Reads a resource of any type. Fails with `invalid-xml`, naming the element. With `anyOrder` the
 * elements need not come in the order of the definitions.
 */
export function readXml(
  types: XmlTypes,
  tree: XmlTree,
  how: { readonly anyOrder: boolean } = { anyOrder: false },
): XmlBody {
  const reader = new Reader(types, tree.documents, how.anyOrder);
  const value = reader.resource(tree.root, { path: '', depth: 1 });
  return { value, documents: reader.documents };
}

/** Where an object stands: as FHIRPath, and how deep in the JSON. */
interface Place {
  readonly path: string;
  readonly depth: number;
}

class Reader {
  /** Those that stand where a document may, in the order met. */
  readonly documents: XmlDocument[] = [];
  readonly #types: XmlTypes;
  readonly #cut: readonly string[];
  readonly #anyOrder: boolean;

  constructor(types: XmlTypes, cut: readonly string[], anyOrder: boolean) {
    this.#types = types;
    this.#cut = cut;
    this.#anyOrder = anyOrder;
  }

  /** `at.path` is empty for the root, whose name then begins all paths. */
  resource(element: XmlElement, at: Place): JsonObject {
    const type = this.#types.resource(element.name);
    const path = at.path === '' ? clipped(element.name) : at.path;
    if (type === undefined) throw invalid(path, ELEMENT_FAULTS.noType(shown(element)));
    checkNamespace(element, FHIR_NAMESPACE, path);
    return { resourceType: type.name, ...this.#content(element, type, { ...at, path }) };
  }

  #content(element: XmlElement, type: XmlType, at: Place): JsonObject {
    if (at.depth > jsonDepthMax) throw invalid(at.path, tooDeep(jsonDepthMax));
    if (element.text !== '') throw invalid(at.path, ELEMENT_FAULTS.text(shown(element)));
    const object: JsonObject = {};
    for (const [name, value] of element.attributes) {
      if (type.properties.get(name)?.form !== 'attribute')
        throw invalid(at.path, noAttribute(shown(element), clipped(name)));
      object[name] = textOf(value, `${at.path}.${name}`);
    }
    const seen = new Seen(element, type, at.path);
    const children = this.#anyOrder ? inOrder(element.children, type) : element.children;
    for (const child of children) this.#put(object, seen.next(child), child, at);
    seen.lists().forEach((list) => settle(object, list));
    return object;
  }

  #put(object: JsonObject, property: XmlProperty, child: XmlElement, at: Place): void {
    const { name, isMany } = property;
    // Cast: what repeats is a list, made here.
    const list = (object[name] ??= isMany ? [] : undefined) as unknown[] | undefined;
    const path = `${at.path}.${property.element}${list === undefined ? '' : `[${list.length}]`}`;
    const inner: Place = { path, depth: at.depth + (isMany ? 2 : 1) };
    if (property.form === 'primitive') return this.#primitive(object, property, child, inner);
    const value = this.#value(child, property, inner);
    if (list === undefined) object[name] = value;
    else list.push(value);
  }

  #value(child: XmlElement, property: XmlProperty, at: Place): unknown {
    if (property.form === 'xhtml') return child.markup;
    if (property.form === 'resource') return this.#inner(child, at);
    const value = this.#content(child, this.#types.type(property.type), at);
    if (Object.keys(value).length > 0) return value;
    throw invalid(at.path, ELEMENT_FAULTS.empty(shown(child)));
  }

  #inner(child: XmlElement, at: Place): JsonObject {
    const [resource, ...others] = child.children;
    if (resource !== undefined && others.length === 0 && isBare(child))
      return this.resource(resource, at);
    throw invalid(at.path, ELEMENT_FAULTS.inner(shown(child)));
  }

  #primitive(object: JsonObject, property: XmlProperty, child: XmlElement, at: Place): void {
    const { value: text, ...element } = this.#element(child, at);
    const beside = Object.keys(element).length === 0 ? undefined : element;
    if (text === undefined && beside === undefined)
      throw invalid(at.path, ELEMENT_FAULTS.noValue(shown(child)));
    const value = text === undefined ? undefined : this.#valueOf(String(text), property, at.path);
    keep(object, property, property.name, value);
    keep(object, property, `_${property.name}`, beside);
  }

  /** What stands beside a primitive value: id and extensions; and the value as text. */
  #element(child: XmlElement, at: Place): JsonObject {
    const { attributes } = child;
    const value = attributes.get('value');
    if (value === undefined) return this.#content(child, this.#types.type('Element'), at);
    const others = new Map([...attributes].filter(([name]) => name !== 'value'));
    const element = { ...child, attributes: others };
    const content = this.#content(element, this.#types.type('Element'), at);
    return { ...content, value: textOf(value, at.path) };
  }

  #valueOf(text: string, property: XmlProperty, path: string): unknown {
    const index = cutOutIndex(text);
    if (index !== undefined) return this.#document(index, property, path);
    switch (property.type) {
      case 'boolean':
        if (text === 'true' || text === 'false') return text === 'true';
        throw invalid(path, notBoolean(clipped(text)));
      case 'decimal':
        return number(text, DECIMAL, path);
      case 'integer':
      case 'unsignedInt':
      case 'positiveInt':
        return number(text.replace(/^\+/, ''), INTEGER, path);
      default:
        return text;
    }
  }

  /** A long text where no document stands is only a long text. */
  #document(index: number, { name, type }: XmlProperty, path: string): string {
    const text = this.#cut[index] ?? '';
    if (name !== 'data' || type !== 'base64Binary') return text;
    this.documents.push({ path, text });
    return cutOut(this.documents.length - 1);
  }
}

/** Elements that the type does not have come last, where they are refused. */
function inOrder(elements: readonly XmlElement[], { properties }: XmlType): XmlElement[] {
  const place = ({ name }: XmlElement): number => properties.get(name)?.place ?? Infinity;
  return [...elements].sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
}

/** The children of an element as they come: each known, in order, as often as it may be there. */
class Seen {
  readonly #element: XmlElement;
  readonly #type: XmlType;
  readonly #path: string;
  readonly #lists = new Set<string>();
  #last: XmlProperty | undefined;

  constructor(element: XmlElement, type: XmlType, path: string) {
    this.#element = element;
    this.#type = type;
    this.#path = path;
  }

  /** The property of the next child. */
  next(child: XmlElement): XmlProperty {
    const property = this.#type.properties.get(child.name);
    if (property === undefined || property.form === 'attribute')
      throw invalid(this.#path, noElement(shown(this.#element), shown(child)));
    const namespace = property.form === 'xhtml' ? XHTML_NAMESPACE : FHIR_NAMESPACE;
    checkNamespace(child, namespace, `${this.#path}.${property.element}`);
    this.#checkPlace(property);
    if (property.isMany && property.form === 'primitive') this.#lists.add(property.name);
    this.#last = property;
    return property;
  }

  /** Lists of primitives. */
  lists(): readonly string[] {
    return [...this.#lists];
  }

  #checkPlace({ name, element, place, isMany }: XmlProperty): void {
    const last = this.#last;
    if (last === undefined || place > last.place) return;
    const path = `${this.#path}.${element}`;
    if (place < last.place) throw invalid(path, misplaced(name, last.name));
    if (name !== last.name) throw invalid(path, eitherOne(name, last.name));
    if (!isMany) throw invalid(path, ELEMENT_FAULTS.twice(`<${name}>`));
  }
}

function checkNamespace(element: XmlElement, expected: string, path: string): void {
  if (element.namespace === expected) return;
  throw invalid(path, otherNamespace(shown(element), clipped(element.namespace), expected));
}

function isBare({ attributes, text }: XmlElement): boolean {
  return attributes.size === 0 && text === '';
}

/** Keeps one value, or nothing, of a primitive; lists of values and of what is beside keep step. */
function keep(object: JsonObject, { isMany }: XmlProperty, key: string, value: unknown): void {
  if (!isMany) {
    if (value !== undefined) object[key] = value;
    else if (object[key] === undefined) delete object[key];
    return;
  }
  const list = (object[key] ??= []) as unknown[]; // made here and nowhere else
  list.push(value ?? null);
}

/** A list in which nothing stands is left out. */
function settle(object: JsonObject, name: string): void {
  for (const key of [name, `_${name}`]) {
    const list = object[key];
    if (Array.isArray(list) && list.every((item) => item === null)) delete object[key];
  }
}

const INTEGER = /^-?(0|[1-9][0-9]*)$/;
const DECIMAL = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;

function number(text: string, form: RegExp, path: string): unknown {
  if (form.test(text)) return numberFrom(text);
  throw invalid(path, notNumber(clipped(text), form === INTEGER ? 'whole number' : 'number'));
}

function textOf(value: string, path: string): string {
  if (value !== '') return value;
  throw invalid(path, XML_FAULTS.emptyAttribute);
}

function shown({ name }: XmlElement): string {
  return `<${clipped(name)}>`;
}

const SHOWN_LENGTH_MAX = 64;

function clipped(text: string): string {
  return text.slice(0, SHOWN_LENGTH_MAX);
}

function invalid(path: string, why: Sentence): Error {
  return problem('invalid-xml', { ...why, ...(path === '' ? {} : { expression: path }) });
}

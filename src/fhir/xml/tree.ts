/**
 * XML bytes → a tree of elements, names resolved in their namespaces. Nothing outside the bytes is
 * read and nothing is expanded: a document type, and with it every entity of its own, is refused
 * before a parser sees it. https://www.w3.org/TR/xml/, https://hl7.org/fhir/R4/security.html#XXE
 */
import { isUtf8 } from 'node:buffer';
import { XMLParser } from 'fast-xml-parser';
import { jsonDepthMax } from '../json-scan.js';
import type { Sentence } from '../language.js';
import { problem } from '../problem.js';
import { tooDeep } from '../said/json.js';
import {
  badAttribute,
  malformed,
  notWellFormed,
  prefixedDiv,
  tooManyTags,
  undeclared,
  XML_FAULTS,
} from '../said/xml.js';
import { isXmlText, unescaped } from './characters.js';
import { cutDocuments } from './cut.js';

/** Characters of XML beside the documents in it, at most. */
export const xmlTextLengthMax = 4 * 1024 * 1024;
/** Tags, comments and instructions in one text, at most. */
export const xmlTagsMax = 250_000;
const EXCERPT_LENGTH_MAX = 200;

/** The namespace of narratives. */
export const XHTML_NAMESPACE = 'http://www.w3.org/1999/xhtml';
const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
const SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';

/** One element. */
export interface XmlElement {
  /** Without prefix. */
  name: string;
  /** Empty where there is none. */
  namespace: string;
  /** What declares a namespace or names a schema is not among them. */
  attributes: Map<string, string>;
  children: XmlElement[];
  /** The character data directly in it, blank ones left out. */
  text: string;
  /** A `div` as it was written; what is in it is not taken apart. */
  markup?: string;
}

/** A tree, and the long base64 texts that marks in its attributes stand for; see `cut.ts`. */
export interface XmlTree {
  readonly root: XmlElement;
  readonly documents: readonly string[];
}

/** Parses UTF-8 bytes. Fails with `invalid-xml` and `too-large`. */
export function parseXml(bytes: Uint8Array): XmlTree {
  if (!isUtf8(bytes)) throw invalid(XML_FAULTS.notUtf8);
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  checkText(whole);
  const { text, documents } = cutDocuments(whole.startsWith('\uFEFF') ? whole.slice(1) : whole);
  if (text.length > xmlTextLengthMax) throw problem('too-large', { limit: xmlTextLengthMax });
  checkTags(text);
  return { root: new Tree(text).root(), documents };
}

const DECLARED_ENCODING = /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([^"']*)["']/;

function checkText(text: string): void {
  const encoding = DECLARED_ENCODING.exec(text.slice(0, EXCERPT_LENGTH_MAX))?.[1] ?? 'utf-8';
  if (!/^(utf-8|us-ascii)$/i.test(encoding)) throw invalid(XML_FAULTS.otherEncoding);
  if (!isXmlText(text)) throw invalid(XML_FAULTS.character);
  // Only comments and CDATA begin so besides, and neither has a reason to hold such a beginning.
  if (/<!(?!--|\[CDATA\[)/.test(text)) throw invalid(XML_FAULTS.doctype);
}

function checkTags(text: string): void {
  let count = 0;
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at + 1)) count++;
  if (count > xmlTagsMax) throw invalid(tooManyTags(xmlTagsMax));
}

const TEXT = '#text';
const ATTRIBUTES = ':@';

const parser = new XMLParser({
  preserveOrder: true,
  captureMetaData: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  // References are resolved below, where one that XML does not know is a fault.
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  jPath: false,
  maxNestedTags: jsonDepthMax,
  stopNodes: ['..div'],
  tagValueProcessor: (_name, text) => (text.trim() === '' ? '' : text),
});
// Cast: it is a symbol; the package's types name the object around one.
const WHERE = XMLParser.getMetaDataSymbol() as symbol;

/** A node as the parser gives it: one key is its name, one may be `:@`, one symbol says where. */
type ParsedNode = Readonly<Record<string | symbol, unknown>>;

/** The namespace of each prefix; that of no prefix is under the empty text. */
type Namespaces = ReadonlyMap<string, string>;

class Tree {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  root(): XmlElement {
    const nodes = this.#parsed();
    const [root, ...others] = nodes.filter((node) => !(TEXT in node));
    if (root === undefined || others.length > 0 || nodes.some((node) => TEXT in node))
      throw invalid(XML_FAULTS.notOne);
    return this.#element(root, new Map([['xml', XML_NAMESPACE]]), 1);
  }

  #parsed(): readonly ParsedNode[] {
    try {
      // Cast: with `preserveOrder` the parser gives a list of nodes.
      return parser.parse(this.#text, true) as ParsedNode[];
    } catch (cause) {
      // What the parser throws is about the text; a failure of ours would show in other tests.
      throw invalid(notWellFormed(faultOf(cause)));
    }
  }

  #element(node: ParsedNode, outer: Namespaces, depth: number): XmlElement {
    if (depth > jsonDepthMax) throw invalid(tooDeep(jsonDepthMax));
    const tag = Object.keys(node).find((key) => key !== ATTRIBUTES) ?? '';
    const written = Object.entries((node[ATTRIBUTES] ?? {}) as Record<string, string>);
    const namespaces = withDeclared(outer, written);
    const [prefix, name] = split(tag);
    const element: XmlElement = {
      name,
      namespace: namespaceOf(namespaces, prefix, tag),
      attributes: attributesOf(namespaces, written),
      children: [],
      text: '',
    };
    if (name === 'div') element.markup = this.#markup(node, tag);
    else this.#fill(element, node[tag] as ParsedNode[], namespaces, depth);
    return element;
  }

  #fill(
    element: XmlElement,
    nodes: readonly ParsedNode[],
    namespaces: Namespaces,
    depth: number,
  ): void {
    for (const node of nodes) {
      if (TEXT in node) element.text += textOf(String(node[TEXT]));
      else element.children.push(this.#element(node, namespaces, depth + 1));
    }
  }

  #markup(node: ParsedNode, tag: string): string {
    if (tag !== 'div') throw invalid(prefixedDiv(tag));
    const { startIndex, endIndex } = node[WHERE] as { startIndex: number; endIndex: number };
    const markup = this.#text.slice(startIndex, endIndex);
    if (UNKNOWN_REFERENCE.test(markup.replace(COMMENT, ''))) throw invalid(XML_FAULTS.narrative);
    return markup;
  }
}

const COMMENT = /<!--(?:[^-]|-[^-])*-->/g;
const UNKNOWN_REFERENCE = /&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9A-Fa-f]+);)/;

/** What the parser says, as the end of a sentence. It gives the place as `:line:column`. */
function faultOf(cause: unknown): Sentence {
  const said = cause instanceof Error ? cause.message : '';
  if (said.startsWith("Invalid '[")) return XML_FAULTS.notClosed;
  const [, what = said, line, column] = /^(.*?)\.?:(\d+):(\w+)$/s.exec(said) ?? [];
  const shown = what.replace('[SECURITY] ', '').slice(0, EXCERPT_LENGTH_MAX);
  return column === 'undefined' ? malformed(shown) : malformed(shown, line, column);
}

function withDeclared(outer: Namespaces, written: readonly [string, string][]): Namespaces {
  const declared = written.flatMap(([name, value]): [string, string][] => {
    const [prefix, local] = split(name);
    if (name === 'xmlns') return [['', valueOf(name, value)]];
    return prefix === 'xmlns' ? [[local, valueOf(name, value)]] : [];
  });
  return declared.length === 0 ? outer : new Map([...outer, ...declared]);
}

function attributesOf(
  namespaces: Namespaces,
  written: readonly [string, string][],
): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [name, value] of written) {
    const [prefix] = split(name);
    if (name === 'xmlns' || prefix === 'xmlns') continue;
    const namespace = prefix === '' ? '' : namespaceOf(namespaces, prefix, name);
    if (namespace !== SCHEMA_INSTANCE) attributes.set(name, valueOf(name, value));
  }
  return attributes;
}

function namespaceOf(namespaces: Namespaces, prefix: string, name: string): string {
  const namespace = namespaces.get(prefix);
  if (namespace !== undefined || prefix === '') return namespace ?? '';
  throw invalid(undeclared(name.slice(0, EXCERPT_LENGTH_MAX)));
}

function split(name: string): [prefix: string, local: string] {
  const colon = name.indexOf(':');
  return colon < 0 ? ['', name] : [name.slice(0, colon), name.slice(colon + 1)];
}

function valueOf(name: string, value: string): string {
  const text = unescaped(value);
  if (text !== undefined) return text;
  throw invalid(badAttribute(name.slice(0, EXCERPT_LENGTH_MAX)));
}

function textOf(data: string): string {
  const text = unescaped(data);
  if (text !== undefined) return text;
  throw invalid(XML_FAULTS.reference);
}

function invalid(why: Sentence): Error {
  return problem('invalid-xml', why);
}

/**
 * The XHTML of a narrative: one well-formed `div` of formatting elements, with nothing that runs,
 * loads a document type or hides an address. What is not on the list is refused, so that a
 * narrative shown by a browser does nothing. https://hl7.org/fhir/R4/narrative.html (txt-1, txt-2)
 */
import { cut, words, type Words } from '../report.js';

const NAMESPACE = 'http://www.w3.org/1999/xhtml';
const DEPTH_MAX = 100;

const ELEMENTS = namesIn(
  `a abbr acronym address b big blockquote br caption cite code col colgroup dd del dfn div dl dt em
  h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre q s samp small span strike strong sub sup table
  tbody td tfoot th thead tr tt u ul var`,
);

const ATTRIBUTES = namesIn(
  `abbr accesskey align alt axis bgcolor border cellhalign cellpadding cellspacing cellvalign char
  charoff charset cite class color colspan compact coords datetime dir face frame headers height
  href hreflang hspace id lang longdesc name noshade nowrap rel rev rowspan rules scope shape size
  span src start
  style summary tabindex title type valign value vspace width xml:lang xml:space xmlns`,
);

const ADDRESSES = namesIn('href src cite longdesc');
const TAG =
  /<(\/?)([A-Za-z][A-Za-z0-9:]*)((?:\s+[A-Za-z:_-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const ATTRIBUTE = /([A-Za-z:_-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const COMMENT = /<!--(?:[^-]|-[^-])*-->/g;
const BARE_AMPERSAND = /&(?!(?:[A-Za-z][A-Za-z0-9]*|#[0-9]+|#x[0-9A-Fa-f]+);)/;
const SAFE_ADDRESS =
  /^(?:https?:|ftp:|mailto:|tel:|urn:|data:\s*image\/(?:png|jpeg|gif);|[^:]*$|[^:]*[/?#])/i;

const STYLE_ADDRESS = /url\s*\(\s*(?:&quot;|'|")?([^)]*)/gi;
// A backslash or a numbered entity could spell any of the words.
const RUNNING_STYLE = /expression|@import|behaviou?r|-binding|[\\]|&#/i;

const AFTER_ITS_END = words('has something after its end', 'a quelque chose après sa fin');
const NOT_WELL_FORMED = words(
  'is not well-formed XHTML: one div whose tags are all closed',
  "n'est pas du XHTML bien formé : un div dont toutes les balises sont fermées",
);
const NO_DIV = words('does not begin with <div>', 'ne commence pas par <div>');
const TOO_DEEP = words(
  `is nested deeper than ${DEPTH_MAX}`,
  `a plus de ${DEPTH_MAX} niveaux imbriqués`,
);
const NO_NAMESPACE = words(`lacks xmlns="${NAMESPACE}"`, `n'a pas xmlns="${NAMESPACE}"`);
const RUNNING = words(
  'holds a style that runs or loads something',
  'porte un style qui exécute ou charge quelque chose',
);
/** In both languages, with … where the name at fault stands. */
type About = readonly [text: string, french: string];
const NOT_OPEN: About = ['closes <…> where it is not open', "ferme <…> là où il n'est pas ouvert"];
const NO_ELEMENT: About = [
  'holds <…>, which a narrative may not',
  "porte <…>, qui n'y est pas admis",
];
const NO_ATTRIBUTE: About = [
  'holds the attribute …, which a narrative may not',
  "porte l'attribut …, qui n'y est pas admis",
];
const NO_ADDRESS: About = [
  'holds an address in … that is not http, https, ftp, mailto, tel, urn or a fragment',
  "porte dans … une adresse qui n'est ni http, https, ftp, mailto, tel, urn, ni un fragment",
];

function about(name: string, text: string, french: string): Words {
  return words(
    text.replace('…', () => cut(name)),
    french.replace('…', () => cut(name)),
  );
}

/** What is wrong with a narrative's `div`, as the end of a sentence; undefined for a good one. */
export function narrativeFault(div: string): Words | undefined {
  const xhtml = div.replace(COMMENT, '').trim();
  const stray = BARE_AMPERSAND.exec(xhtml);
  if (stray) return words('has a bare "&": write &amp;', 'porte un « & » seul : écrire &amp;');
  const fault = tagFault(xhtml);
  if (fault !== undefined) return fault;
  return hasContent(xhtml)
    ? undefined
    : words('has neither text nor an image', "n'a ni texte ni image");
}

function hasContent(xhtml: string): boolean {
  return /<img\s/.test(xhtml) || /\S/.test(xhtml.replace(/<[^>]*>/g, ''));
}

/** Reads tag after tag; the first one opens the div, its end must be the end of the text. */
function tagFault(xhtml: string): Words | undefined {
  const open: string[] = [];
  for (let at = 0; at !== -1; at = xhtml.indexOf('<', at)) {
    if (at > 0 && open.length === 0) return AFTER_ITS_END;
    TAG.lastIndex = at;
    const tag = TAG.exec(xhtml);
    if (!tag) return NOT_WELL_FORMED;
    const fault = elementFault(tag, open);
    if (fault !== undefined) return fault;
    at = TAG.lastIndex;
  }
  const left = open.at(-1);
  if (left !== undefined) return about(left, 'does not close <…>', 'ne ferme pas <…>');
  return xhtml.endsWith('>') ? undefined : AFTER_ITS_END;
}

/** Checks one tag and keeps the list of open elements. */
function elementFault(tag: RegExpExecArray, open: string[]): Words | undefined {
  const [, closing, name = '', attributes = '', empty] = tag;
  if (closing) return open.pop() === name ? undefined : about(name, ...NOT_OPEN);
  if (open.length === 0 && (name !== 'div' || tag.index > 0)) return NO_DIV;
  if (!ELEMENTS.has(name)) return about(name, ...NO_ELEMENT);
  if (open.length >= DEPTH_MAX) return TOO_DEEP;
  if (open.length === 0 && !attributes.includes(NAMESPACE)) return NO_NAMESPACE;
  if (!empty) open.push(name);
  return attributesFault(attributes);
}

function attributesFault(attributes: string): Words | undefined {
  for (const [, name = '', quoted, single] of attributes.matchAll(ATTRIBUTE)) {
    if (!ATTRIBUTES.has(name)) return about(name, ...NO_ATTRIBUTE);
    const fault = valueFault(name, quoted ?? single ?? '');
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function valueFault(name: string, value: string): Words | undefined {
  if (ADDRESSES.has(name) && !isSafe(value)) {
    return about(name, ...NO_ADDRESS);
  }
  if (name === 'style' && !isSafeStyle(value)) return RUNNING;
  return undefined;
}

function isSafe(address: string): boolean {
  // An entity could spell "javascript:" so that no pattern sees it.
  return SAFE_ADDRESS.test(address.replace(/&(?!amp;)[^;]*;/g, ':').trim());
}

function isSafeStyle(style: string): boolean {
  if (RUNNING_STYLE.test(style)) return false;
  return [...style.matchAll(STYLE_ADDRESS)].every(([, address = '']) => isSafe(address));
}

function namesIn(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}

/**
 * The XHTML of a narrative: one well-formed `div` of formatting elements, with nothing that runs,
 * loads a document type or hides an address. What is not on the list is refused, so that a
 * narrative shown by a browser does nothing. https://hl7.org/fhir/R4/narrative.html (txt-1, txt-2)
 */

const NAMESPACE = 'http://www.w3.org/1999/xhtml';
const DEPTH_MAX = 100;

const ELEMENTS = words(
  `a abbr acronym address b big blockquote br caption cite code col colgroup dd del dfn div dl dt em
  h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre q s samp small span strike strong sub sup table
  tbody td tfoot th thead tr tt u ul var`,
);

const ATTRIBUTES = words(
  `abbr accesskey align alt axis bgcolor border cellhalign cellpadding cellspacing cellvalign char
  charoff charset cite class color colspan compact coords datetime dir face frame headers height
  href hreflang hspace id lang longdesc name noshade nowrap rel rev rowspan rules scope shape size
  span src start
  style summary tabindex title type valign value vspace width xml:lang xml:space xmlns`,
);

const ADDRESSES = words('href src cite longdesc');
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

/** What is wrong with a narrative's `div`, as the end of a sentence; undefined for a good one. */
export function narrativeFault(div: string): string | undefined {
  const xhtml = div.replace(COMMENT, '').trim();
  const stray = BARE_AMPERSAND.exec(xhtml);
  if (stray) return 'has a bare "&": write &amp;';
  const fault = tagFault(xhtml);
  if (fault !== undefined) return fault;
  return hasContent(xhtml) ? undefined : 'has neither text nor an image';
}

function hasContent(xhtml: string): boolean {
  return /<img\s/.test(xhtml) || /\S/.test(xhtml.replace(/<[^>]*>/g, ''));
}

/** Reads tag after tag; the first one opens the div, its end must be the end of the text. */
function tagFault(xhtml: string): string | undefined {
  const open: string[] = [];
  for (let at = 0; at !== -1; at = xhtml.indexOf('<', at)) {
    if (at > 0 && open.length === 0) return 'has something after its end';
    TAG.lastIndex = at;
    const tag = TAG.exec(xhtml);
    if (!tag) return 'is not well-formed XHTML: one div whose tags are all closed';
    const fault = elementFault(tag, open);
    if (fault !== undefined) return fault;
    at = TAG.lastIndex;
  }
  if (open.length > 0) return `does not close <${open.at(-1) ?? ''}>`;
  return xhtml.endsWith('>') ? undefined : 'has something after its end';
}

/** Checks one tag and keeps the list of open elements. */
function elementFault(tag: RegExpExecArray, open: string[]): string | undefined {
  const [, closing, name = '', attributes = '', empty] = tag;
  if (closing) return open.pop() === name ? undefined : `closes <${name}> where it is not open`;
  if (open.length === 0 && (name !== 'div' || tag.index > 0)) return 'does not begin with <div>';
  if (!ELEMENTS.has(name)) return `holds <${name}>, which a narrative may not`;
  if (open.length >= DEPTH_MAX) return `is nested deeper than ${DEPTH_MAX}`;
  if (open.length === 0 && !attributes.includes(NAMESPACE)) return `lacks xmlns="${NAMESPACE}"`;
  if (!empty) open.push(name);
  return attributesFault(attributes);
}

function attributesFault(attributes: string): string | undefined {
  for (const [, name = '', quoted, single] of attributes.matchAll(ATTRIBUTE)) {
    if (!ATTRIBUTES.has(name)) return `holds the attribute ${name}, which a narrative may not`;
    const fault = valueFault(name, quoted ?? single ?? '');
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function valueFault(name: string, value: string): string | undefined {
  if (ADDRESSES.has(name) && !isSafe(value)) {
    return `holds an address in ${name} that is not http, https, ftp, mailto, tel, urn or a fragment`;
  }
  if (name === 'style' && !isSafeStyle(value)) return 'holds a style that runs or loads something';
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

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}

/**
 * The words by which `_text` and `_content` find a resource: those of its narrative, or of all its
 * texts. Words alone, folded, in no order: there are no stems and no phrases.
 * https://hl7.org/fhir/R4/search.html#content
 */
import { ALL_ENTITIES } from '@nodable/entities';
import type { FullText, Parameter } from '../parameters.js';
import { fold } from '../query.js';
import type { Gathering } from './gather.js';
import { isElement, select, textOf, type Path } from './select.js';
import { wordToken } from './tokens.js';

/** Different words of one resource that are indexed; what comes after them is not found. */
const WORDS_MAX = 1_000;
/** Characters of one resource that are looked at. */
const LETTERS_MAX = 262_144;

/** The folded words of a text, in order. */
export function wordsIn(text: string): string[] {
  return fold(text)
    .split(' ')
    .filter((word) => word !== '');
}

/**
 * Puts the words where strings of the type stand, and gives them back. Those of the narrative stand
 * under `_text` alone: who asks for content asks for both.
 */
export function gatherWords(into: Gathering, { code, fullText }: Parameter): readonly string[] {
  const words = fullText === undefined ? [] : wordsOf(into.resource, fullText);
  const { tokens, texts } = into.found;
  if (into.strings === 'sealed' && words.length > 0) texts[code] = [words.join(' ')];
  if (into.strings === 'words') for (const word of words) tokens.add(wordToken(code, word));
  return words;
}

/** The first different words of a resource, at most 1 000 of 256 Ki characters. */
function wordsOf(resource: unknown, of: FullText): readonly string[] {
  const texts: string[] = [];
  let letters = LETTERS_MAX;
  for (const text of of === 'narrative' ? narrativeOf(resource) : stringsIn(resource)) {
    if (letters <= 0) break;
    texts.push(text.slice(0, letters));
    letters -= text.length;
  }
  // Folded together: once is cheaper than once for each.
  return [...new Set(wordsIn(texts.join(' ')))].slice(0, WORDS_MAX);
}

const NARRATIVE: Path = [{ kind: 'element', name: 'text' }];

function narrativeOf(resource: unknown): string[] {
  const [text] = select(resource, NARRATIVE);
  const div = textOf(text, 'div');
  return div === undefined ? [] : [plain(div.slice(0, DIV_MAX))];
}

/** Of a narrative's markup as much as may hold the characters that are looked at. */
const DIV_MAX = 4 * LETTERS_MAX;
/** Tags within a word; any other divides words. */
const INLINE = /<\/?(?:a|abbr|b|big|dfn|em|i|q|small|span|strong|sub|sup|tt|u)(?:\s[^<>]*)?>/gi;
/** No part is walked twice, whatever is left open. */
const MARKUP = /<!--(?:(?!<!--)[^])*?-->|<[^<>]*>/g;
const NAMED = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi;

/** What a reader sees of a narrative: without tags, characters that have names as themselves. */
function plain(div: string): string {
  const bare = div.replace(INLINE, '').replace(MARKUP, ' ');
  return bare.replace(NAMED, (_, decimal?: string, hex?: string, name = '') => {
    if (name !== '') return Object.hasOwn(ALL_ENTITIES, name) ? (ALL_ENTITIES[name] ?? ' ') : ' ';
    const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
  });
}

/** Names of elements that hold no words for readers: names within FHIR, bytes, other resources. */
const WITHOUT_WORDS: ReadonlySet<string> = new Set([
  ...['id', 'meta', 'resourceType', 'reference', 'data', 'hash'],
]);
/** Addresses, and moments: these have parameters of their own. */
const NO_WORDS =
  /^(?:https?:|urn:|mailto:|tel:)\S*$|^\d{4}-\d\d(?:-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?)?$/;

function stringsIn(value: unknown, found: string[] = []): readonly string[] {
  if (typeof value === 'string' && !NO_WORDS.test(value)) found.push(value);
  if (Array.isArray(value)) for (const item of value) stringsIn(item, found);
  if (!isElement(value) || textOf(value, 'div') !== undefined) return found;
  for (const name of Object.keys(value)) {
    if (!WITHOUT_WORDS.has(name)) stringsIn(value[name], found);
  }
  return found;
}

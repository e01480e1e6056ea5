/**
 * Strings as tokens, for types whose strings stand in no index in clear: each folded word is found
 * whole and by its beginnings. https://hl7.org/fhir/R4/search.html#string
 */
import { fold } from '../query.js';
import type { StringIndex } from '../parameters.js';
import { exactToken, prefixToken, wordToken } from './tokens.js';

/** Words of one value that are indexed; those after it are found by the exact text only. */
const WORDS_MAX = 100;

/** Lengths, in letters, of the beginnings of words that are indexed. */
const PREFIX = { min: 2, max: 8 };

/** How a parameter's strings are indexed. */
export interface Indexed {
  /** As its type's strings are. */
  readonly strings: StringIndex;
  /** Whether its words are found by their beginnings too, or whole only. */
  readonly prefixes: boolean;
}

/** The tokens by which a string is found: none where it is sealed. */
export function stringTokens(indexed: Indexed, key: string, text: string): string[] {
  if (indexed.strings === 'sealed') return [];
  const tokens = wordsOf(text).flatMap((word) => [
    wordToken(key, word),
    ...(indexed.prefixes ? beginnings(word) : []).map((prefix) => prefixToken(key, prefix)),
  ]);
  return indexed.strings === 'events' ? [...tokens, exactToken(key, text)] : tokens;
}

/** How far tokens answer a question: `whole` when whatever has all of them matches. */
export interface AskedTokens {
  readonly tokens: readonly string[];
  readonly whole: boolean;
}

/**
 * The tokens that every string holds that begins, at some word, with what is asked. `whole` when
 * one word is asked and its length is that of a token. Events keep no texts, so tokens alone answer
 * for them: several words in any order, and a word of one letter or more than eight must be whole.
 */
export function startingTokens(indexed: Indexed, key: string, asked: string): AskedTokens {
  const words = wordsOf(asked);
  const last = Array.from(words.at(-1) ?? '');
  const tokens = words.slice(0, -1).map((word) => wordToken(key, word));
  const isToken = indexed.prefixes && last.length >= PREFIX.min && last.length <= PREFIX.max;
  if (indexed.strings === 'events' && !isToken) {
    return { tokens: words.map((word) => wordToken(key, word)), whole: true };
  }
  if (indexed.prefixes && last.length >= PREFIX.min) {
    tokens.push(prefixToken(key, last.slice(0, PREFIX.max).join('')));
  }
  return { tokens, whole: indexed.strings === 'events' || (isToken && words.length === 1) };
}

/** The tokens that every string holds that is exactly what is asked. */
export function exactTokens({ strings }: Indexed, key: string, asked: string): AskedTokens {
  if (strings === 'events') return { tokens: [exactToken(key, asked)], whole: true };
  return { tokens: wordsOf(asked).map((word) => wordToken(key, word)), whole: false };
}

function wordsOf(text: string): string[] {
  return fold(text)
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, WORDS_MAX);
}

/** By code points, so that no letter is cut in two. */
function beginnings(word: string): string[] {
  const letters = Array.from(word);
  const count = Math.min(PREFIX.max, letters.length) - PREFIX.min + 1;
  return Array.from({ length: Math.max(0, count) }, (_, more) =>
    letters.slice(0, PREFIX.min + more).join(''),
  );
}

/**
 * Names and values of a query string or a form, in the order they were sent: a search means the
 * same by GET and by POST. https://url.spec.whatwg.org/#application/x-www-form-urlencoded
 */
import { both, type Sentence } from '../fhir/language.js';
import { problem } from '../fhir/problem.js';

/** A name with its value, decoded. */
export type Pair = readonly [name: string, value: string];

/**
 * The pairs of a text such as `code=a%7Cb&code=c`; a name without `=` has an empty value. Fails
 * with `invalid-request` on a malformed escape and on the character U+0000.
 */
export function pairsOf(text: string): Pair[] {
  return text
    .split('&')
    .filter((part) => part !== '')
    .map(pairOf);
}

function pairOf(part: string): Pair {
  const equals = part.indexOf('=');
  if (equals < 0) return [decoded(part), ''];
  return [decoded(part.slice(0, equals)), decoded(part.slice(equals + 1))];
}

function decoded(text: string): string {
  const plain = unescaped(text.replaceAll('+', ' '));
  if (plain.includes('\u0000'))
    throw malformed(
      both('the character U+0000, which no value has', "le caractère U+0000, qu'aucune valeur n'a"),
    );
  return plain;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw malformed(
      both(
        'an escape that is not % and two hexadecimal digits of UTF-8',
        "un échappement qui n'est pas % et deux chiffres hexadécimaux d'UTF-8",
      ),
      cause,
    );
  }
}

function malformed({ why, french }: Sentence, cause?: unknown): Error {
  return problem('invalid-request', {
    why: `A parameter holds ${why}.`,
    french: `Un paramètre contient ${french}.`,
    cause,
  });
}

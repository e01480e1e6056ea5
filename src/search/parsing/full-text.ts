/**
 * What `_text` and `_content` ask: words that must all be there, `and`, `or`, `not` in any case,
 * and parentheses; a comma divides alternatives, as everywhere. `not` binds tighter than `and`,
 * `and` tighter than `or`. What stands in double quotes are words, never operators; their order is
 * not compared. https://hl7.org/fhir/R4/search.html#content
 */
import { both, type Sentence } from '../../fhir/language.js';
import type { Condition } from '../conditions.js';
import { wordsIn } from '../indexing/full-text.js';
import type { Parameter } from '../parameters.js';
import { fault, textValues, type Asked } from './values.js';

/** Parentheses within parentheses, at most. */
const DEPTH_MAX = 20;
/** Words and operators of one search, at most. */
const WORDS_MAX = 100;

/** The condition. Fails with `invalid-search`. */
export function fullTextOf(
  asked: Asked & { readonly chained: boolean },
  param: Parameter,
): Condition {
  const of = textValues(asked).map((value) => {
    const reader: Reader = { asked, param, parts: partsOf(asked, value), at: 0, depth: 0 };
    const condition = either(reader);
    if (reader.at === reader.parts.length) return condition;
    throw wrong(
      asked,
      both(
        'a parenthesis is closed that was not opened',
        'une parenthèse est fermée sans avoir été ouverte',
      ),
    );
  });
  const [only] = of;
  return only !== undefined && of.length === 1 ? only : { kind: 'group', holds: 'any', of };
}

interface Reader {
  readonly asked: Asked & { readonly chained: boolean };
  readonly param: Parameter;
  readonly parts: readonly string[];
  at: number;
  depth: number;
}

const PART = /"[^"]*"?|[()]|[^\s()"]+/g;

function partsOf(asked: Asked, value: string): readonly string[] {
  const parts = value.match(PART) ?? [];
  if (parts.length <= WORDS_MAX) return parts;
  throw wrong(asked, both(`it has more than ${WORDS_MAX} words`, `il a plus de ${WORDS_MAX} mots`));
}

function either(reader: Reader): Condition {
  const of = [together(reader)];
  while (takes(reader, 'or')) of.push(together(reader));
  return of.length === 1 && of[0] !== undefined ? of[0] : { kind: 'group', holds: 'any', of };
}

/** Until an `or`, a parenthesis that closes, or the end. */
function together(reader: Reader): Condition {
  const of = [one(reader)];
  while (!ends(reader)) {
    takes(reader, 'and');
    of.push(one(reader));
  }
  return of.length === 1 && of[0] !== undefined ? of[0] : { kind: 'group', holds: 'all', of };
}

function ends({ parts, at }: Reader): boolean {
  const part = parts[at];
  return part === undefined || part === ')' || part.toLowerCase() === 'or';
}

function one(reader: Reader): Condition {
  if (takes(reader, 'not')) {
    if (reader.asked.chained)
      throw wrong(
        reader.asked,
        both('"not" stands at the end of a chain', "« not » se trouve à la fin d'une chaîne"),
      );
    return { kind: 'group', holds: 'none', of: [deeper(reader, one)] };
  }
  if (takes(reader, '(')) return deeper(reader, inParentheses);
  const { asked, param } = reader;
  const part = reader.parts[reader.at];
  if (part === undefined && reader.at === 0) return { kind: 'words', param, words: [] };
  if (part === undefined || [')', 'or', 'and'].includes(part.toLowerCase())) {
    throw wrong(
      asked,
      both(
        'a word is missing beside "and", "or", "not" or a parenthesis',
        "il manque un mot à côté de « and », « or », « not » ou d'une parenthèse",
      ),
    );
  }
  reader.at += 1;
  return { kind: 'words', param, words: wordsIn(part) };
}

function inParentheses(reader: Reader): Condition {
  const condition = either(reader);
  if (takes(reader, ')')) return condition;
  throw wrong(reader.asked, both('a parenthesis is not closed', "une parenthèse n'est pas fermée"));
}

function deeper(reader: Reader, read: (reader: Reader) => Condition): Condition {
  reader.depth += 1;
  if (reader.depth > DEPTH_MAX) {
    throw wrong(
      reader.asked,
      both(
        `it is nested deeper than ${DEPTH_MAX} levels`,
        `il a plus de ${DEPTH_MAX} niveaux imbriqués`,
      ),
    );
  }
  const condition = read(reader);
  reader.depth -= 1;
  return condition;
}

function takes(reader: Reader, text: string): boolean {
  if (reader.parts[reader.at]?.toLowerCase() !== text) return false;
  reader.at += 1;
  return true;
}

function wrong({ name }: Asked, what: Sentence): Error {
  return fault(
    name,
    what,
    both(
      'Send words, such as (bone or liver) and metastases',
      'Envoyer des mots, par exemple (os or foie) and métastases',
    ),
  );
}

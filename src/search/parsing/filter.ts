/**
 * `_filter`: conditions joined by `and`, `or`, `not` and parentheses. `not` binds tighter than
 * `and`, `and` tighter than `or`. https://hl7.org/fhir/R4/search_filter.html
 */
import { both, type Sentence } from '../../fhir/language.js';
import type { Condition } from '../conditions.js';
import { fault } from './values.js';

/** One test of a filter: `name co "pet"`. */
export interface Test {
  readonly path: string;
  readonly operator: string;
  readonly value: string;
}

/** Parentheses within parentheses, at most. */
const DEPTH_MAX = 20;
/** Tests of one filter, at most. */
const TESTS_MAX = 100;

/** The condition of a filter, each test made a condition by `of`. Fails with `invalid-search`. */
export function filterOf(text: string, of: (test: Test) => Condition): Condition {
  const reader = { words: wordsOf(text), at: 0, tests: 0, depth: 0, of };
  const condition = either(reader);
  const [more] = reader.words.slice(reader.at);
  if (more === undefined) return condition;
  throw wrong(
    both(
      `"${more.text}" stands where a filter ends`,
      `« ${more.text} » se trouve là où un filtre finit`,
    ),
  );
}

interface Word {
  readonly text: string;
  /** A JSON string: never a sign or a word of the language. */
  readonly quoted: boolean;
}

interface Reader {
  readonly words: readonly Word[];
  readonly of: (test: Test) => Condition;
  at: number;
  tests: number;
  depth: number;
}

const WORD = /\s*(?:("(?:[^"\\]|\\.)*")|([()])|([^\s()"]+))/gy;

function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  WORD.lastIndex = 0;
  const end = text.trimEnd().length;
  for (let at = 0; at < end; at = WORD.lastIndex) {
    const match = WORD.exec(text);
    if (match === null)
      throw wrong(
        both(
          `it cannot be read from "${text.slice(at, at + 20)}" on`,
          `il est illisible à partir de « ${text.slice(at, at + 20)} »`,
        ),
      );
    const [, quoted, sign, plain] = match;
    words.push(
      quoted === undefined
        ? { text: sign ?? plain ?? '', quoted: false }
        : { text: unquoted(quoted), quoted: true },
    );
  }
  return words;
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    throw wrong(both(`${text} is not a JSON string`, `${text} n'est pas une chaîne JSON`));
  }
}

function either(reader: Reader): Condition {
  return joined(reader, 'or', 'any', (each) => joined(each, 'and', 'all', one));
}

function joined(
  reader: Reader,
  by: 'and' | 'or',
  holds: 'all' | 'any',
  read: (reader: Reader) => Condition,
): Condition {
  const first = read(reader);
  const of = [first];
  while (taken(reader, by)) of.push(read(reader));
  return of.length === 1 ? first : { kind: 'group', holds, of };
}

function one(reader: Reader): Condition {
  if (taken(reader, 'not')) return { kind: 'group', holds: 'none', of: [deeper(reader, one)] };
  if (!taken(reader, '(')) return test(reader);
  const inner = deeper(reader, either);
  if (taken(reader, ')')) return inner;
  throw wrong(both('a parenthesis is not closed', "une parenthèse n'est pas fermée"));
}

function deeper(reader: Reader, read: (reader: Reader) => Condition): Condition {
  reader.depth += 1;
  if (reader.depth > DEPTH_MAX)
    throw wrong(
      both(
        `it is nested deeper than ${DEPTH_MAX} levels`,
        `il a plus de ${DEPTH_MAX} niveaux imbriqués`,
      ),
    );
  const condition = read(reader);
  reader.depth -= 1;
  return condition;
}

function test(reader: Reader): Condition {
  const [path, operator, value] = reader.words.slice(reader.at, reader.at + 3);
  if (path === undefined || operator === undefined || value === undefined || isSign(value)) {
    throw wrong(both('a test is not whole', "un test n'est pas complet"));
  }
  if (path.quoted || !PATH.test(path.text)) {
    throw wrong(
      both(
        `"${path.text}" is no parameter or chain; filters within a path are not supported`,
        `« ${path.text} » n'est ni un paramètre ni une chaîne ; les filtres dans un chemin ne sont pas pris en charge`,
      ),
    );
  }
  reader.at += 3;
  reader.tests += 1;
  if (reader.tests > TESTS_MAX)
    throw wrong(both(`it has more than ${TESTS_MAX} tests`, `il a plus de ${TESTS_MAX} tests`));
  return reader.of({ path: path.text, operator: operator.text, value: value.text });
}

const PATH = /^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*$/;

function isSign({ text, quoted }: Word): boolean {
  return !quoted && (text === '(' || text === ')');
}

function taken(reader: Reader, text: string): boolean {
  const word = reader.words[reader.at];
  if (word === undefined || word.quoted || word.text !== text) return false;
  reader.at += 1;
  return true;
}

function wrong(what: Sentence): Error {
  const form = both(
    'Send tests such as name co "pet", joined by and, or, not and parentheses',
    'Envoyer des tests tels que name co \"pet\", joints par and, or, not et des parenthèses',
  );
  return fault('_filter', what, form);
}

/**
 * What is wrong with a text that is no JSON, in both languages: the end of a sentence about the
 * body.
 */
import { both, type Sentence } from '../language.js';

/** What may be wrong, whatever stands in the text. */
export const JSON_FAULTS = {
  notUtf8: both('it is not UTF-8', "il n'est pas en UTF-8"),
  empty: both('it is empty', 'il est vide'),
  followed: both('something follows its end', 'quelque chose suit sa fin'),
  control: both(
    'a control character stands in a text, unescaped',
    'un caractère de contrôle est dans un texte, sans échappement',
  ),
  noEscape: both(
    'a backslash begins no escape',
    'une barre oblique inverse ne commence pas un échappement',
  ),
  nul: both(
    'a text holds the character U+0000, which FHIR forbids',
    'un texte contient le caractère U+0000, que FHIR interdit',
  ),
  halfPair: both(
    'a text holds one half of a surrogate pair',
    "un texte contient la moitié d'une paire de substitution (surrogate)",
  ),
  noDigit: both('a number lacks a digit', 'il manque un chiffre à un nombre'),
  early: both('it ends too early', 'il finit trop tôt'),
} as const;

/** What may be expected at a place. */
export const EXPECTED = {
  name: both('a property name was expected', 'un nom de propriété était attendu'),
  colon: both('a colon was expected', 'un deux-points était attendu'),
  value: both('a value was expected', 'une valeur était attendue'),
  objectGoesOn: both(
    'a comma or the end of the object was expected',
    "une virgule ou la fin de l'objet était attendue",
  ),
  arrayGoesOn: both(
    'a comma or the end of the array was expected',
    'une virgule ou la fin du tableau était attendue',
  ),
} as const;

/** The text begins as another kind of value than the one that it must be. */
export function notA(root: 'object' | 'array'): Sentence {
  const named = root === 'object' ? 'un objet' : 'un tableau';
  return both(`it is not an ${root}, which begins`, `ce n'est pas ${named} qui commence`);
}

/** Values within values beyond what is read. */
export function tooDeep(levels: number): Sentence {
  return both(
    `it is nested deeper than ${levels} levels`,
    `il a plus de ${levels} niveaux imbriqués`,
  );
}

/** A fault with the place where it was found, both counted from 1. */
export function placed({ why, french }: Sentence, line: number, column: number): Sentence {
  return both(
    `${why}, at line ${line}, column ${column}`,
    `${french}, à la ligne ${line}, colonne ${column}`,
  );
}

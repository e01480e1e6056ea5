/**
 * What is wrong with a text that is no FHIR XML, in both languages: the end of a sentence about the
 * body. What the parser finds is told in its own words, which are English.
 */
import { both, type Sentence } from '../language.js';

/** What may be wrong, whatever stands in the text. */
export const XML_FAULTS = {
  notUtf8: both('it is not UTF-8', "il n'est pas en UTF-8"),
  otherEncoding: both(
    'it says that its encoding is another than UTF-8',
    "il déclare un autre encodage qu'UTF-8",
  ),
  character: both(
    'it holds a character that XML has not',
    "il contient un caractère que XML n'admet pas",
  ),
  doctype: both(
    'it has a document type (<!DOCTYPE) or declares an entity, which is refused',
    'il a un type de document (<!DOCTYPE) ou déclare une entité, ce qui est refusé',
  ),
  notOne: both('it is not one element', "ce n'est pas un seul élément"),
  notClosed: both('its tags are not all closed', 'ses balises ne sont pas toutes fermées'),
  narrative: both(
    'a narrative has a reference that XML does not know',
    'un texte lisible (narrative) a une référence que XML ne connaît pas',
  ),
  reference: both(
    'a text has a reference that XML does not know',
    'un texte a une référence que XML ne connaît pas',
  ),
  emptyAttribute: both(
    'an attribute is empty: give it a value or leave it out',
    'un attribut est vide : lui donner une valeur, ou le retirer',
  ),
} as const;

/** More tags than are read. */
export function tooManyTags(most: number): Sentence {
  return both(`it has more than ${most} tags`, `il a plus de ${most} balises`);
}

/** What the parser finds, with the place where it says so. */
export function malformed(what: string, line?: string, column?: string): Sentence {
  if (line === undefined || column === undefined) return both(what, what);
  return both(
    `${what}, at line ${line}, column ${column}`,
    `${what}, à la ligne ${line}, colonne ${column}`,
  );
}

/** The text is no XML, for this reason. */
export function notWellFormed({ why, french }: Sentence): Sentence {
  return both(`it is not well-formed: ${why}`, `il n'est pas bien formé : ${french}`);
}

/** The div of a narrative is written with a prefix. */
export function prefixedDiv(tag: string): Sentence {
  return both(
    `the div of a narrative has a prefix: ${tag}`,
    `le div d'un texte lisible (narrative) a un préfixe : ${tag}`,
  );
}

/** A name has a prefix that stands for no namespace. */
export function undeclared(name: string): Sentence {
  return both(`the prefix of ${name} is not declared`, `le préfixe de ${name} n'est pas déclaré`);
}

/** An attribute holds what no attribute may. */
export function badAttribute(name: string): Sentence {
  return both(
    `the attribute ${name} has a < or a reference that XML does not know`,
    `l'attribut ${name} a un < ou une référence que XML ne connaît pas`,
  );
}

/** What may be wrong with an element, which is shown as its tag. */
export const ELEMENT_FAULTS = {
  noType: (tag: string) =>
    both(`${tag} is no resource type`, `${tag} n'est pas un type de ressource`),
  text: (tag: string) =>
    both(`${tag} has text between its tags`, `${tag} a du texte entre ses balises`),
  empty: (tag: string) =>
    both(
      `${tag} is empty: give it content or leave it out`,
      `${tag} est vide : lui donner un contenu, ou le retirer`,
    ),
  inner: (tag: string) =>
    both(
      `${tag} must hold one resource and nothing else`,
      `${tag} doit contenir une ressource et rien d'autre`,
    ),
  noValue: (tag: string) =>
    both(`${tag} has neither a value nor an extension`, `${tag} n'a ni valeur ni extension`),
  twice: (tag: string) => both(`${tag} is there twice`, `${tag} est présent deux fois`),
} as const;

/** An element has an attribute that its type does not have. */
export function noAttribute(tag: string, name: string): Sentence {
  return both(`${tag} has no attribute ${name}`, `${tag} n'a pas d'attribut ${name}`);
}

/** An element holds another that its type does not have there. */
export function noElement(tag: string, inner: string): Sentence {
  return both(`${tag} has no element ${inner}`, `${tag} n'a pas d'élément ${inner}`);
}

/** An element stands after one that its type has later. */
export function misplaced(name: string, last: string): Sentence {
  return both(
    `<${name}> stands after <${last}>, it belongs before`,
    `<${name}> se trouve après <${last}>, sa place est avant`,
  );
}

/** Two elements of which one alone may be there. */
export function eitherOne(name: string, last: string): Sentence {
  return both(
    `both <${last}> and <${name}> are there`,
    `<${last}> et <${name}> sont présents tous deux`,
  );
}

/** An element is in another namespace than its own; none is the empty text. */
export function otherNamespace(tag: string, found: string, expected: string): Sentence {
  return both(
    `${tag} is in ${found === '' ? 'no namespace' : `"${found}"`}, it must be in "${expected}"`,
    `${tag} est ${found === '' ? 'hors de tout espace de noms' : `dans « ${found} »`}, et doit être dans « ${expected} »`,
  );
}

/** A value is no boolean. */
export function notBoolean(text: string): Sentence {
  return both(`“${text}” is neither true nor false`, `« ${text} » n'est ni true ni false`);
}

/** A value is no number, or has a fraction where it must be whole. */
export function notNumber(text: string, form: 'whole number' | 'number'): Sentence {
  const named = form === 'number' ? 'un nombre' : 'un nombre entier';
  return both(`“${text}” is no ${form}`, `« ${text} » n'est pas ${named}`);
}

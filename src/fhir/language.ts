/**
 * The language in which a fault is told: English, or French for who prefers it. RFC 9110, 12.5.4.
 */

/** A language that faults are told in. */
export type Language = 'en' | 'fr';

/** Words in both languages: a sentence that says why something is refused, or a part of one. */
export interface Sentence {
  readonly why: string;
  readonly french: string;
}

/** Words in both languages, or none at all: never in one language only. */
export type Said = Sentence | { readonly why?: never; readonly french?: never };

/** The same words in English and in French. */
export function both(why: string, french: string): Sentence {
  return { why, french };
}

/** Items as a choice: *a, b or c*. They are names, and the same in both languages. */
export function oneOf(items: readonly string[]): Sentence {
  return both(enumerated(items, 'or'), enumerated(items, 'ou'));
}

/** Items all together: *a, b and c*. */
export function allOf(items: readonly string[]): Sentence {
  return both(enumerated(items, 'and'), enumerated(items, 'et'));
}

function enumerated(items: readonly string[], last: string): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`;
}

/** What a header Accept-Language prefers; English where neither is named, or both alike. */
export function languageOf(header: string | undefined): Language {
  // Nearly all name none, and every search asks.
  if (header === undefined) return 'en';
  const wanted = header.slice(0, LENGTH_MAX).split(',').map(weighed);
  const weightOf = (language: Language) =>
    Math.max(0, ...wanted.filter(({ name }) => name === language).map(({ weight }) => weight));
  return weightOf('fr') > weightOf('en') ? 'fr' : 'en';
}

const LENGTH_MAX = 400;

function weighed(item: string): { readonly name: string; readonly weight: number } {
  const [range = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
  const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const weight = q === undefined ? 1 : Number(q);
  return { name: range.split('-')[0] ?? '', weight: Number.isNaN(weight) ? 0 : weight };
}

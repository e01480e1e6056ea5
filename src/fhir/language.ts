/**
 * The language in which a fault is told: English, or French for who prefers it. RFC 9110, 12.5.4.
 */

/** A language that faults are told in. */
export type Language = 'en' | 'fr';

/** What a header Accept-Language prefers; English where neither is named, or both alike. */
export function languageOf(header: string | undefined): Language {
  const wanted = (header ?? '').slice(0, LENGTH_MAX).split(',').map(weighed);
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

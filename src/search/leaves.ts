/**
 * Criteria on single values, and how they are joined: what a search and a part of a composite ask
 * alike. https://hl7.org/fhir/R4/search.html
 */
import type { DateValue, QuantityValue, ReferenceValue } from './conditions.js';
import { referenceIdToken, referenceToken, restingKey, unitKey } from './indexing/tokens.js';
import { fold, type Criterion, type TextMatch, type Token } from './query.js';

/** What hashes the clear texts of an index. */
export interface Hashing {
  readonly token: (text: string) => Token;
}

/** Holds for nothing. */
export const NEVER: Criterion = { kind: 'any', of: [] };

/** All of these must hold. */
export function all(of: readonly Criterion[]): Criterion {
  const [only, ...others] = of;
  return only !== undefined && others.length === 0 ? only : { kind: 'all', of };
}

/** Any of these must hold. */
export function any(of: readonly Criterion[]): Criterion {
  const [only, ...others] = of;
  return only !== undefined && others.length === 0 ? only : { kind: 'any', of };
}

/** What a string under `param`, a key as it rests, must be. */
export function textOf(param: string, match: TextMatch, value: string): Criterion {
  if (match === 'exact') return { kind: 'text', param, match, value };
  const folded = fold(value);
  // Nothing is left of a value of signs alone; it must not be found in everything.
  return folded === '' ? NEVER : { kind: 'text', param, match, value: folded };
}

/** How dates or numbers under `param`, a key as it rests, must stand to any of what is asked. */
export function rangesOf(param: string, values: readonly DateValue[]): Criterion {
  return any(values.map(({ comparison, asked }) => ({ kind: 'range', param, comparison, asked })));
}

/** How quantities under a clear key must stand to what is asked. */
export function quantityOf(key: string, value: QuantityValue, { token }: Hashing): Criterion {
  return quantityIn(value, (unit) =>
    restingKey(unit === undefined ? key : unitKey(key, unit.unit, unit.system), token),
  );
}

/** The same where `resting` makes keys: as the quantity is written, and in base units. */
export function quantityIn(
  value: QuantityValue,
  resting: (unit: QuantityValue['unit']) => string,
): Criterion {
  const forms = value.inBases === undefined ? [value] : [value, value.inBases];
  return any(forms.map((form) => rangesOf(resting(form.unit), [form])));
}

/** The clear token of what a reference must name. */
export function referenceText(key: string, value: ReferenceValue): string {
  switch (value.form) {
    case 'local':
      return referenceToken(key, value.target);
    case 'id':
      return referenceIdToken(key, value.id);
    case 'url':
      return referenceToken(key, value.url);
  }
}

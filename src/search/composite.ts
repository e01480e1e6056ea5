/**
 * A composite as a criterion: both parts are asked of one element, by the keys under which
 * `indexing/composites.ts` put its pairs. https://hl7.org/fhir/R4/search.html#combining
 */
import type { Condition, Pairing } from './conditions.js';
import { codedToken } from './indexing/coded.js';
import { pairKey, restingKey, unitKey } from './indexing/tokens.js';
import { any, NEVER, quantityIn, rangesOf, referenceText, textOf, type Hashing } from './leaves.js';
import type { Parameter } from './parameters.js';
import type { Criterion } from './query.js';

/** The criterion of one pairing. */
export function compositeOf(
  param: Parameter,
  { first, second }: Pairing,
  hashing: Hashing,
): Criterion {
  const [one] = param.components ?? [];
  if (one === undefined) return NEVER;
  const key = param.same ?? param.code;
  const firsts = codedToken('', one, first);
  return any(firsts.map((text) => secondOf(second, (form) => pairKey(key, text, form), hashing)));
}

function secondOf(
  second: Condition,
  paired: (form: string) => string,
  hashing: Hashing,
): Criterion {
  const { token } = hashing;
  const tokens = (texts: readonly string[]): Criterion =>
    any(texts.map((text) => ({ kind: 'token', token: token(paired(text)) })));
  const resting = (form: string): string => restingKey(paired(form), token);
  switch (second.kind) {
    case 'token':
      return tokens(second.values.flatMap((value) => codedToken('', second.param, value)));
    case 'reference':
      return tokens(second.values.map((value) => referenceText('', value)));
    case 'date':
    case 'number':
      return rangesOf(resting(''), second.values);
    case 'quantity':
      return any(
        second.values.map((value) =>
          quantityIn(value, (unit) =>
            resting(unit === undefined ? '' : unitKey('', unit.unit, unit.system)),
          ),
        ),
      );
    case 'string':
      return any(second.values.map((value) => textOf(resting(''), second.match, value)));
    default:
      return NEVER; // no part of R4's composites is of another kind
  }
}

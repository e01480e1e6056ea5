/**
 * `minValue[x]`, `maxValue[x]` and `maxLength`.
 * https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.minValue_x_
 */
import { intervalOf } from '../../fhir/instant.js';
import { numberOf } from '../../fhir/json.js';
import { amountOf } from '../amount.js';
import type { Node } from './compiled.js';
import { inWords } from './equal.js';
import type { Judging } from './judging.js';
import type { Place } from './places.js';
import { say } from '../said/profiles.js';

/** Reports a value that is below or above its bounds, or longer than it may be. */
export function judgeBounds(one: Judging, node: Node, { value, at }: Place): void {
  const { minValue, maxValue, maxLength } = node;
  if (minValue !== undefined && isBelow(value, minValue)) {
    one.error('value', at, say.tooSmall(inWords(minValue)));
  }
  if (maxValue !== undefined && isBelow(maxValue, value)) {
    one.error('value', at, say.tooGreat(inWords(maxValue)));
  }
  if (maxLength !== undefined && typeof value === 'string' && [...value].length > maxLength) {
    one.error('too-long', at, say.tooLong(maxLength));
  }
}

/** Whether a value is certainly below another: what cannot be compared is not. */
function isBelow(value: unknown, other: unknown): boolean {
  const [one, two] = [value, other].map(numberOf);
  if (one !== undefined && two !== undefined) return one < two;
  if (typeof value === 'string' && typeof other === 'string') return isBefore(value, other);
  const [amount, bound] = [value, other].map(amountOf);
  return amount !== undefined && bound?.base === amount.base && amount.value < bound.value;
}

const TIME = /^\d\d:\d\d:\d\d(\.\d+)?$/;

function isBefore(value: string, other: string): boolean {
  if (TIME.test(value) && TIME.test(other)) return value < other;
  const [one, two] = [intervalOf(value), intervalOf(other)];
  return one !== undefined && two !== undefined && one.hi <= two.lo;
}

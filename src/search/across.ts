/**
 * Searches across streams: they are looked up by tokens of which every row must have one, so a
 * search that asks for none is given that of its type.
 */
import { typeToken } from './indexing/tokens.js';
import type { Criterion, Token } from './query.js';

/**
 * The criterion as it is where it holds only for rows that have some token asked for, else with the
 * token of the type besides.
 */
export function acrossStreams(
  criterion: Criterion,
  type: string,
  token: (text: string) => Token,
): Criterion {
  if (isBound(criterion)) return criterion;
  return { kind: 'all', of: [{ kind: 'token', token: token(typeToken(type)) }, criterion] };
}

function isBound(criterion: Criterion): boolean {
  if (criterion.kind === 'token') return true;
  if (criterion.kind === 'any') return criterion.of.every(isBound);
  return criterion.kind === 'all' && criterion.of.some(isBound);
}

/**
 * The values of a composite: what its two parts have in one and the same element, each pair under
 * one key, so that a pair is never found in two different elements.
 * https://hl7.org/fhir/R4/search.html#combining
 */
import { gather, hasValue, type Gathered, type Gathering } from './gather.js';
import type { Parameter } from '../parameters.js';
import { select } from './select.js';
import { isSystem, pairKey } from './tokens.js';

/** Puts the pairs of each node, and gives back the nodes that have both parts. */
export function gatherComposite(
  into: Gathering,
  param: Parameter,
  nodes: readonly unknown[],
): readonly unknown[] {
  const [first, second] = param.components ?? [];
  if (first === undefined || second === undefined) return [];
  return nodes.filter((node) => {
    const [one, other] = [partOf(into, first, node), partOf(into, second, node)];
    // A pair names a code: with any code of a system it would say nothing.
    const codes = [...one.found.tokens].filter((token) => !isSystem('', token));
    for (const token of codes) pair(into.found, { key: param.code, token }, other.found);
    return one.has && other.has;
  });
}

interface Part {
  readonly found: Gathered;
  readonly has: boolean;
}

function partOf(into: Gathering, part: Parameter, node: unknown): Part {
  const found: Gathered = { tokens: new Set(), ranges: {}, texts: {} };
  const nodes = part.paths.flatMap((path) => select(node, path));
  const values = gather({ ...into, strings: 'sealed', found }, '', part, nodes);
  return { found, has: values.some(hasValue) };
}

interface First {
  readonly key: string;
  readonly token: string;
}

function pair({ tokens, ranges, texts }: Gathered, { key, token }: First, other: Gathered): void {
  for (const each of other.tokens) tokens.add(pairKey(key, token, each));
  for (const [each, values] of Object.entries(other.ranges)) {
    (ranges[pairKey(key, token, each)] ??= []).push(...values);
  }
  const strings = other.texts[''] ?? [];
  if (strings.length > 0) (texts[pairKey(key, token, '')] ??= []).push(...strings);
}

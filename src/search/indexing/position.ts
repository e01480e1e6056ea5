/**
 * Where a Location is, as `near` finds it: the squares that it is in, and the position itself.
 * https://hl7.org/fhir/R4/location.html#positional
 */
import { numberOf } from '../../fhir/json.js';
import type { Parameter } from '../parameters.js';
import { cellsOf, isPosition, positionText, type Position } from '../positions.js';
import type { Gathering } from './gather.js';
import { isElement } from './select.js';
import { cellToken } from './tokens.js';

/** Puts the positions among `nodes`, and gives back those that are some. */
export function gatherPositions(
  into: Gathering,
  { code }: Parameter,
  nodes: readonly unknown[],
): readonly unknown[] {
  const positions = nodes.flatMap(positionOf);
  if (positions.length === 0) return [];
  into.found.texts[code] = positions.map(positionText);
  const cells = positions.flatMap(cellsOf);
  for (const cell of cells) into.found.tokens.add(cellToken(code, cell));
  return positions;
}

function positionOf(node: unknown): Position[] {
  if (!isElement(node)) return [];
  const latitude = numberOf(node['latitude']);
  const longitude = numberOf(node['longitude']);
  if (latitude === undefined || longitude === undefined) return [];
  const position = { latitude, longitude };
  return isPosition(position) ? [position] : [];
}

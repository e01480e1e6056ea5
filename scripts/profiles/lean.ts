/**
 * Leaves out of a compiled StructureDefinition what R4 itself says at length about each element,
 * and no rule hangs on: three quarters of the bytes of a snapshot.
 */
import type { Compiled } from './sushi.js';

const PROSE = new Set(['alias', 'comment', 'mapping', 'requirements', 'meaningWhenMissing']);

interface Snapshot {
  readonly element: readonly Readonly<Record<string, unknown>>[];
}

/** The resource, whose snapshot keeps names, definitions and rules; other resources as they are. */
export function lean(resource: Compiled): Compiled {
  const snapshot = resource['snapshot'];
  if (resource.resourceType !== 'StructureDefinition' || snapshot === undefined) return resource;
  // A cast: SUSHI writes the snapshot of a StructureDefinition.
  const { element } = snapshot as Snapshot;
  return { ...resource, snapshot: { element: element.map(leanElement) } };
}

function leanElement(element: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(element).filter(([name]) => !PROSE.has(name)));
}

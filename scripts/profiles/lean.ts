/**
 * What is left out of a compiled resource: what R4 itself says at length about each element of a
 * StructureDefinition, and no rule hangs on, three quarters of the bytes of a snapshot; and our
 * version of what stands under the address of another publisher.
 */
import type { Compiled } from './sushi.js';

const OURS = 'https://dossier.example/';
const PROSE = new Set(['alias', 'comment', 'mapping', 'requirements', 'meaningWhenMissing']);

interface Snapshot {
  readonly element: readonly Readonly<Record<string, unknown>>[];
}

/** The resource without that; an example as it is. */
export function lean(resource: Compiled): Compiled {
  return leanSnapshot(isForeign(resource) ? { ...resource, version: undefined } : resource);
}

function isForeign({ url }: Compiled): boolean {
  return typeof url === 'string' && !url.startsWith(OURS);
}

function leanSnapshot(resource: Compiled): Compiled {
  const snapshot = resource['snapshot'];
  if (resource.resourceType !== 'StructureDefinition' || snapshot === undefined) return resource;
  // A cast: SUSHI writes the snapshot of a StructureDefinition.
  const { element } = snapshot as Snapshot;
  return { ...resource, snapshot: { element: element.map(leanElement) } };
}

function leanElement(element: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(element).filter(([name]) => !PROSE.has(name)));
}

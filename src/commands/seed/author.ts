/** Who wrote a document, as it says itself: contained in the reference, printed on the page. */
import type { Persona } from '../../app.js';
import type { Json } from './client.js';
import { SYSTEMS, typedIdentifier } from './coding.js';

/** The resources contained for an author, and the references to them. */
export function containedAuthors(who: Persona): {
  readonly contained: readonly Json[];
  readonly author: readonly Json[];
} {
  const contained = [...personOf(who), ...organizationOf(who)];
  return { contained, author: contained.map(({ id }) => ({ reference: `#${String(id)}` })) };
}

/** The lines of a letterhead. */
export function letterhead({ name, structure }: Persona): readonly string[] {
  return structure === undefined || structure.name === name ? [name] : [structure.name, name];
}

function personOf(who: Persona): Json[] {
  if (who.professionalName !== undefined) {
    const identifier = [typedIdentifier('IDNPS', SYSTEMS.idNatPs, who.idNatPs ?? '')];
    return [
      { resourceType: 'Practitioner', id: 'author', identifier, name: [who.professionalName] },
    ];
  }
  const name = who.civil?.usualName ?? who.civil?.birthName;
  if (name === undefined) return [];
  return [{ resourceType: 'Patient', id: 'author', identifier: [who.ins], name: [name] }];
}

function organizationOf({ kind, name, structure }: Persona): Json[] {
  if (structure === undefined && kind !== 'feeder') return [];
  const identifier = structure && [typedIdentifier('IDNST', SYSTEMS.idNatSt, structure.idNatSt)];
  return [
    {
      resourceType: 'Organization',
      id: 'structure',
      ...(identifier === undefined ? {} : { identifier }),
      name: structure?.name ?? name,
    },
  ];
}

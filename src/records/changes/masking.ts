/** The label of a document that is masked as it comes in. */
import { isMaskedByDefault } from '../../access/masking.js';
import { objects } from '../../fhir/elements.js';
import type { Resource } from '../../fhir/resource.js';
import { visibilityLabel } from '../../terminology/confidentiality.js';
import type { Visit } from '../judge.js';
import { labelsOf } from './facts.js';

/** A resource about to be created, masked where the patient masks whatever is new. */
export function maskedByDefault(at: Visit, resource: Resource): Resource {
  if (resource.resourceType !== 'DocumentReference') return resource;
  if (!isMaskedByDefault(at.policy, at.entry, at.now)) return resource;
  return masked(resource);
}

/** A document with the label that hides it from professionals, once. */
export function masked(resource: Resource): Resource {
  if (labelsOf(resource).includes('MASQUE_PS')) return resource;
  // First, where practice software looks for it (decision 1).
  const label = { coding: [visibilityLabel('MASQUE_PS')] };
  return { ...resource, securityLabel: [label, ...objects(resource['securityLabel'])] };
}

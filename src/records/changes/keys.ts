/** The uniqueness keys a resource holds: what no second live resource may bear (decision 8). */
import type { Caller } from '../../access/caller.js';
import { codings, identifiers, object } from '../../fhir/elements.js';
import type { Resource } from '../../fhir/resource.js';
import { dossierOfId } from '../../ids.js';
import { isInsSystem } from '../../validation/identifier.js';
import { idKey, identityKey, patientKey, type Identity } from '../where.js';

/** The clear texts of a resource's keys; hashed before they reach a store. */
export function keysOf(space: Caller['space'], resource: Resource): string[] {
  const { resourceType: type, id = '' } = resource;
  const chosen = dossierOfId(id) === undefined ? [idKey(space, { type, id })] : [];
  return [...new Set([...chosen, ...identities(space, resource)])];
}

/** The clear texts of the keys of a Patient's national identities. */
export function patientKeysOf(space: Caller['space'], patient: Resource): string[] {
  return insOf(patient).map((identity) => patientKey(space, identity));
}

/** The national identity a Patient is found by. */
function insOf(patient: Resource): readonly Identity[] {
  return identifiers(patient['identifier']).filter(({ system }) => isInsSystem(system));
}

/**
 * The identifiers of a document or a list that are unique over all dossiers: uniqueId and
 * entryUUID.
 */
export function uniqueIdsOf(resource: Resource): readonly Identity[] {
  const listed = identifiers(resource['identifier']).filter(
    ({ types }) => types.includes('uniqueId') || types.includes('entryUUID'),
  );
  const master = identifiers(object(resource['masterIdentifier']));
  const both = isSubmissionSet(resource) ? identifiers(resource['identifier']) : listed;
  return [...master, ...both];
}

/** Whether a List is a submission set, in either spelling of the code's system. */
function isSubmissionSet(resource: Resource): boolean {
  return (
    resource.resourceType === 'List' &&
    codings(resource['code']).some(({ code }) => code === 'submissionset')
  );
}

function identities(space: Caller['space'], resource: Resource): string[] {
  switch (resource.resourceType) {
    case 'Patient':
      return patientKeysOf(space, resource);
    case 'DocumentReference':
    case 'List':
      return uniqueIdsOf(resource).map((identity) => identityKey(space, identity));
    default:
      return [];
  }
}

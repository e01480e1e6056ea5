/**
 * The submission set that a simplified publication implies, made from its document (ITI-105,
 * expected actions).
 */
import type { Clock } from '../clock.js';
import { object, text } from '../fhir/elements.js';
import { formatInstant } from '../fhir/instant.js';
import type { Resource } from '../fhir/resource.js';
import type { Ids } from '../ids.js';

const LIST_TYPES = 'https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes';
const IDENTIFIER_TYPE = 'https://profiles.ihe.net/ITI/MHD/CodeSystem/IHE.MHD.MHDIdentifierType';

/** The list, with a uniqueId of its own. */
export function derivedSubmissionSet(
  needs: { readonly clock: Clock; readonly ids: Ids },
  document: Resource,
  reference: string,
): Resource {
  const title = text(document['description']);
  return {
    resourceType: 'List',
    identifier: [
      {
        use: 'usual',
        type: { coding: [{ system: IDENTIFIER_TYPE, code: 'uniqueId' }] },
        system: 'urn:ietf:rfc:3986',
        value: uuidOid(needs.ids.uuid()),
      },
    ],
    status: 'current',
    mode: 'working',
    ...(title === undefined ? {} : { title }),
    code: { coding: [{ system: LIST_TYPES, code: 'submissionset' }] },
    subject: object(document['subject']),
    date: formatInstant(needs.clock.now()),
    entry: [{ item: { reference } }],
  };
}

/** A UUID as an OID: under 2.25, as one number (ITU-T X.667). */
function uuidOid(uuid: string): string {
  return `urn:oid:2.25.${BigInt(`0x${uuid.replaceAll('-', '')}`).toString()}`;
}

/**
 * What the server adds to a document's metadata: an entryUUID, one date from the other, labels in
 * order (decisions 1, 3, 4).
 */
import { identifiers, object, objects, text } from '../fhir/elements.js';
import type { Resource } from '../fhir/resource.js';
import type { Ids } from '../ids.js';
import { attachmentIn } from './content.js';
import { withOrderedLabels } from './labels.js';

const RFC_3986 = 'urn:ietf:rfc:3986';
const IDENTIFIER_TYPE = 'https://profiles.ihe.net/ITI/MHD/CodeSystem/IHE.MHD.MHDIdentifierType';

/** The document as it is stored; what the submitter said stays as said. */
export function completed(document: Resource, ids: Ids): Resource {
  return withOrderedLabels(withDates(withEntryUuid(document, ids)));
}

function withEntryUuid(document: Resource, ids: Ids): Resource {
  const given = identifiers(document['identifier']);
  if (
    given.some(({ types, value }) => types.includes('entryUUID') && value.startsWith('urn:uuid:'))
  )
    return document;
  const added = {
    use: 'official',
    type: { coding: [{ system: IDENTIFIER_TYPE, code: 'entryUUID' }] },
    system: RFC_3986,
    value: `urn:uuid:${ids.uuid()}`,
  };
  return { ...document, identifier: [...objects(document['identifier']), added] };
}

/**
 * `date` is when the document reference was made, `attachment.creation` when the document was: each
 * stands in for the other.
 */
function withDates(document: Resource): Resource {
  const date = text(document['date']);
  const creations = objects(document['content']).map((content) =>
    text(attachmentIn(content)['creation']),
  );
  const creation = creations.find((one) => one !== undefined);
  if (date === undefined)
    return creation === undefined ? document : { ...document, date: asInstant(creation) };
  const content = objects(document['content']).map((one) => {
    const attachment = object(one['attachment']);
    return attachment === undefined || text(attachment['creation']) !== undefined
      ? one
      : { ...one, attachment: { ...attachment, creation: date } };
  });
  return { ...document, content };
}

/** `DocumentReference.date` is an instant; a day alone becomes its first moment. */
function asInstant(dateTime: string): string {
  if (dateTime.length > 10) return dateTime;
  return `${dateTime}${'-01-01'.slice(dateTime.length - 4)}T00:00:00Z`;
}

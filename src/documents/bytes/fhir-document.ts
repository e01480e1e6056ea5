/**
 * FHIR documents of an ITI-65: a Bundle of type document in the place of a Binary. It rests and is
 * retrieved as a document's bytes, in the FHIR format that its attachment names; nothing in it is
 * rewritten, for a document may be signed.
 * https://profiles.ihe.net/ITI/MHD/ITI-65.html, https://hl7.org/fhir/R4/documents.html
 */
import { words } from '../../validation/report.js';
import type { Readable } from 'node:stream';
import type { DocumentFacts } from '../../access/facts.js';
import { text } from '../../fhir/elements.js';
import type { JsonObject } from '../../fhir/json.js';
import { problem, type Issue } from '../../fhir/problem.js';
import { AS_JSON, cutOutOf, withDocuments, type Writing } from '../../fhir/put-back.js';
import type { Resource } from '../../fhir/resource.js';
import type { Content } from '../../records/records.js';
import type { ProvideNeeds } from '../needs.js';
import { attachmentsOf, issue, type Carried, type Submission } from '../submission.js';
import { takeInBytes, type Deposits } from './deposits.js';

const FORMATS: ReadonlyMap<string, 'json' | 'xml'> = new Map([
  ['application/fhir+json', 'json'],
  ['application/json', 'json'],
  ['application/fhir+xml', 'xml'],
  ['application/xml', 'xml'],
  ['text/xml', 'xml'],
]);

/** What keeps the Bundles of a submission from being documents. */
export function fhirDocumentIssues(submission: Submission): Issue[] {
  return submission.fhirDocuments.flatMap((entry) => [
    ...kindIssues(entry),
    ...formatIssues(submission, entry),
  ]);
}

/**
 * Takes in the bytes of a FHIR document; undefined where it has no format, which is an issue of its
 * own. What was cut out of it is put back where it stood, and given up.
 */
export async function takeInFhirDocument(
  needs: ProvideNeeds,
  deposits: Deposits,
  submission: Submission,
  entry: Carried,
): Promise<DocumentFacts | undefined> {
  const contentType = contentTypesOf(submission, entry)[0]?.contentType ?? '';
  const format = formatOf(contentType);
  if (format === undefined) return undefined;
  const writing = format === 'json' ? AS_JSON : asXml(needs, entry);
  const inside = (index: number): Content => contentAt(deposits, index);
  const open = async (index: number): Promise<Readable> => deposits.records.open(inside(index));
  const content = await takeInBytes(deposits, withDocuments(entry.resource, writing, open));
  await deposits.records.discard(cutOutOf(entry.resource).map(inside));
  return { ...content, contentType };
}

/** The Binary that a FHIR document rests as. */
export function fhirDocumentBinary({ contentType }: DocumentFacts): Resource {
  return { resourceType: 'Binary', contentType };
}

function kindIssues({ resource, at }: Carried): Issue[] {
  if (resource['type'] === 'document') return [];
  const why = words(
    'A Bundle in an ITI-65 is a FHIR document: its type is document. Correct it.',
    'Un Bundle dans une ITI-65 est un document FHIR : son type est document. Le corriger.',
  );
  return [issue(`Bundle.entry[${at}].resource.type`, why)];
}

function formatIssues(submission: Submission, entry: Carried): Issue[] {
  const named = contentTypesOf(submission, entry);
  if (named.length === 0) {
    const why = words(
      'No document names this Bundle. Give its fullUrl as content.attachment.url of one.',
      "Aucun document ne nomme ce Bundle. Donner son fullUrl comme content.attachment.url de l'un.",
    );
    return [issue(`Bundle.entry[${entry.at}].fullUrl`, why)];
  }
  return named
    .filter(({ contentType }) => formatOf(contentType) === undefined)
    .map(({ at }) =>
      issue(
        `${at}.contentType`,
        words(
          'A FHIR document is kept as FHIR. Send application/fhir+json or application/fhir+xml.',
          'Un document FHIR est gardé comme FHIR. Envoyer application/fhir+json ou application/fhir+xml.',
        ),
      ),
    );
}

interface Named {
  readonly contentType: string;
  /** The attachment that says so. */
  readonly at: string;
}

/** What the attachments that name an entry say it is. */
function contentTypesOf(submission: Submission, { fullUrl }: Carried): Named[] {
  if (fullUrl === undefined) return [];
  return submission.documents.flatMap(({ resource, at: place }) =>
    attachmentsOf(resource, `Bundle.entry[${place}].resource`)
      .filter(({ attachment }) => attachment['url'] === fullUrl)
      .map(({ attachment, at }) => ({ contentType: text(attachment['contentType']) ?? '', at })),
  );
}

function formatOf(contentType: string): 'json' | 'xml' | undefined {
  return FORMATS.get((contentType.split(';')[0] ?? '').trim().toLowerCase());
}

/** As XML. U+0000 is no character of XML: a text drawn now, which no sender can have known. */
function asXml({ xml, ids }: ProvideNeeds, { at }: Carried): Writing {
  const place = ids.uuid();
  const write = (resource: JsonObject): string => {
    try {
      return xml.write(resource);
    } catch (cause) {
      const why = words(
        'XML cannot say all of this document. Send it as application/fhir+json.',
        "XML ne peut dire tout ce document. L'envoyer en application/fhir+json.",
      );
      const issues = [issue(`Bundle.entry[${at}].resource`, why)];
      throw problem('not-conformant', { issues, cause });
    }
  };
  return { write, place, placed: `"${place}"` };
}

function contentAt({ contents }: Deposits, index: number): Content {
  const content = contents[index];
  if (content === undefined) throw new Error('a cut-out document was taken in');
  return content;
}

/**
 * Step 3 of an ITI-65: the documents' bytes are measured, and size and hash compared with what
 * their metadata say (M-10; decision 6).
 */
import { words } from '../validation/report.js';
import { object, text } from '../fhir/elements.js';
import { numberOf } from '../fhir/json.js';
import type { Issue } from '../fhir/problem.js';
import type { Resource } from '../fhir/resource.js';
import type { DocumentFacts } from '../access/facts.js';
import { takeIn, type Deposits } from './bytes/deposits.js';
import { takeInFhirDocument } from './bytes/fhir-document.js';
import type { ProvideNeeds } from './needs.js';
import { attachmentsOf, issue, type Submission } from './submission.js';

/** The bytes behind each Binary and FHIR document, by fullUrl, and every fault found. */
export interface Measured {
  readonly documents: ReadonlyMap<string, DocumentFacts>;
  readonly issues: readonly Issue[];
}

/** Measures the bytes of every document and compares them with the attachments that name it. */
export async function checkContent(
  needs: ProvideNeeds,
  deposits: Deposits,
  submission: Submission,
): Promise<Measured> {
  const documents = new Map<string, DocumentFacts>();
  const issues: Issue[] = [];
  for (const { resource, fullUrl, at } of submission.binaries) {
    const where = `Bundle.entry[${at}].resource`;
    const content = await takeIn(deposits, resource['data']);
    const contentType = text(resource['contentType']) ?? 'application/octet-stream';
    if (content === undefined)
      issues.push(
        issue(
          `${where}.data`,
          words(
            'A Binary needs data: the document in base64.',
            "Un Binary porte data : le document en base64. L'ajouter.",
          ),
        ),
      );
    else if (fullUrl !== undefined) documents.set(fullUrl, { ...content, contentType });
  }
  for (const entry of submission.fhirDocuments) {
    const document = await takeInFhirDocument(needs, deposits, submission, entry);
    if (document !== undefined) documents.set(entry.fullUrl ?? '', document);
  }
  return { documents, issues: [...issues, ...compared(submission, documents)] };
}

/** Whether an attachment's hash says something else than the bytes. */
export function hashIssue(
  attachment: Record<string, unknown>,
  document: DocumentFacts,
  at: string,
): Issue[] {
  const hash = text(attachment['hash']);
  if (hash === undefined || hash === document.sha1) return [];
  return [
    issue(
      `${at}.hash`,
      words(
        'The SHA-1 of the document is another one. Send the base64 of the SHA-1 of the decoded bytes.',
        'Le SHA-1 du document est un autre. Envoyer le base64 du SHA-1 des octets décodés.',
      ),
    ),
  ];
}

/**
 * The attachment with size and hash as measured, and a warning where the size was said wrongly
 * (decision 6).
 */
export function measuredAttachment(
  attachment: Record<string, unknown>,
  document: DocumentFacts,
  at: string,
): { readonly attachment: Record<string, unknown>; readonly issues: readonly Issue[] } {
  const said = numberOf(attachment['size']);
  const wrong = said !== undefined && said !== document.size;
  return {
    attachment: { ...attachment, size: document.size, hash: document.sha1 },
    issues: wrong
      ? [
          {
            severity: 'warning',
            code: 'value',
            diagnostics: `The document has ${document.size} bytes, not ${said}. The true size was stored.`,
            french: `Le document a ${document.size} octets, et non ${said}. La vraie taille a été enregistrée.`,
            expression: [`${at}.size`],
          },
        ]
      : [],
  };
}

function compared(submission: Submission, documents: ReadonlyMap<string, DocumentFacts>): Issue[] {
  return submission.documents.flatMap(({ resource, at }) =>
    attachmentsOf(resource, `Bundle.entry[${at}].resource`).flatMap(({ attachment, at: where }) => {
      const url = text(attachment['url']) ?? '';
      const document = documents.get(url);
      if (document === undefined) return [];
      const isFhir = submission.fhirDocuments.some(({ fullUrl }) => fullUrl === url);
      const hash = hashIssue(attachment, document, where);
      return [
        ...(isFhir
          ? hash.map((one) => ({ ...one, diagnostics: FHIR_HASH.text, french: FHIR_HASH.french }))
          : hash),
        ...typeIssue(attachment, document, where),
      ];
    }),
  );
}

const FHIR_HASH = words(
  'The SHA-1 of the FHIR document is another one. It is that of its text without white space between elements; MHD leaves hash and size out.',
  "Le SHA-1 du document FHIR est un autre. C'est celui de son texte sans blancs entre les éléments ; MHD omet hash et size.",
);

function typeIssue(
  attachment: Record<string, unknown>,
  document: DocumentFacts,
  at: string,
): Issue[] {
  const said = text(attachment['contentType']);
  if (said === undefined || bare(said) === bare(document.contentType)) return [];
  return [
    issue(
      `${at}.contentType`,
      words(
        'The Binary has another contentType. Send the same in both.',
        'Le Binary a un autre contentType. Envoyer le même dans les deux.',
      ),
    ),
  ];
}

function bare(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

/** A Binary as it rests: without its data, which is behind it. */
export function withoutData(binary: Resource): Resource {
  const { data: _data, ...rest } = binary;
  return rest;
}

/** The object of an attachment inside a content element. */
export function attachmentIn(content: Record<string, unknown>): Record<string, unknown> {
  return object(content['attachment']) ?? {};
}

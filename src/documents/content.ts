/**
 * Step 3 of an ITI-65: the documents' bytes are measured, and size and hash compared with what
 * their metadata say (M-10; decision 6). What is not cut out of the request already is decoded
 * here.
 */
import { decodeBase64 } from '../fhir/base64.js';
import { object, text } from '../fhir/elements.js';
import { cutOutIndex, isCutOut, numberOf } from '../fhir/json.js';
import type { Issue } from '../fhir/problem.js';
import type { Resource } from '../fhir/resource.js';
import type { Content, Records } from '../records/records.js';
import type { DocumentFacts } from '../access/facts.js';
import { attachmentsOf, issue, type Submission } from './submission.js';

/**
 * Where the bytes of a request are: those cut out while it was read, and the door that takes the
 * others in.
 */
export interface Deposits {
  readonly records: Records;
  readonly contents: readonly Content[];
  /** Bytes taken in by this request besides `contents`, to be given up when it fails. */
  readonly taken: Content[];
}

/** The bytes behind each Binary entry, by fullUrl, and every fault found. */
export interface Measured {
  readonly documents: ReadonlyMap<string, DocumentFacts>;
  readonly issues: readonly Issue[];
}

/** Measures the bytes of every Binary entry and compares them with the attachments that name it. */
export async function checkContent(deposits: Deposits, submission: Submission): Promise<Measured> {
  const documents = new Map<string, DocumentFacts>();
  const issues: Issue[] = [];
  for (const { resource, fullUrl, at } of submission.binaries) {
    const where = `Bundle.entry[${at}].resource`;
    const content = await takeIn(deposits, resource['data']);
    const contentType = text(resource['contentType']) ?? 'application/octet-stream';
    if (content === undefined)
      issues.push(issue(`${where}.data`, 'A Binary needs data: the document in base64.'));
    else if (fullUrl !== undefined) documents.set(fullUrl, { ...content, contentType });
  }
  return { documents, issues: [...issues, ...compared(submission, documents)] };
}

/**
 * Takes in the text of a base64 element, or gives what was cut out in its place; undefined when it
 * is neither.
 */
export async function takeIn(deposits: Deposits, data: unknown): Promise<Content | undefined> {
  if (isCutOut(data)) return deposits.contents[cutOutIndex(data) ?? -1];
  const bytes = typeof data === 'string' ? decodeBase64(data) : undefined;
  if (bytes === undefined) return undefined;
  const content = await deposits.records.deposit(once(bytes));
  deposits.taken.push(content);
  return content;
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
      'The SHA-1 of the document is another one. Send the base64 of the SHA-1 of the decoded bytes.',
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
            expression: [`${at}.size`],
          },
        ]
      : [],
  };
}

function compared(submission: Submission, documents: ReadonlyMap<string, DocumentFacts>): Issue[] {
  return submission.documents.flatMap(({ resource, at }) =>
    attachmentsOf(resource, `Bundle.entry[${at}].resource`).flatMap(({ attachment, at: where }) => {
      const document = documents.get(text(attachment['url']) ?? '');
      return document === undefined
        ? []
        : [...hashIssue(attachment, document, where), ...typeIssue(attachment, document, where)];
    }),
  );
}

function typeIssue(
  attachment: Record<string, unknown>,
  document: DocumentFacts,
  at: string,
): Issue[] {
  const said = text(attachment['contentType']);
  if (said === undefined || bare(said) === bare(document.contentType)) return [];
  return [issue(`${at}.contentType`, 'The Binary has another contentType. Send the same in both.')];
}

function bare(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

// An async generator is what a sink takes; there is nothing to wait for.

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
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

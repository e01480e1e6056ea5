/**
 * The answer to a batch or a transaction: one entry for each that was sent, in their order. Bodies
 * are final bytes and go in as they are. https://hl7.org/fhir/R4/http.html#transaction-response
 */
import { STATUS_CODES } from 'node:http';
import { formatInstant } from '../../fhir/instant.js';

/** What became of an entry. */
export interface EntryAnswer {
  readonly status: number;
  /** `Type/id/_history/version` of what was written. */
  readonly location?: string | undefined;
  readonly etag?: string | undefined;
  /** Milliseconds since 1970. */
  readonly lastModified?: number | undefined;
  /** FHIR JSON of the resource that is given. */
  readonly resource?: Uint8Array | undefined;
  /** FHIR JSON of an OperationOutcome. */
  readonly outcome?: Uint8Array | undefined;
}

/** The bundle around the answers. */
export interface ResponseHead {
  readonly id: string;
  readonly type: 'batch-response' | 'transaction-response';
  readonly base: string;
}

/** The bytes of the bundle. Without entries it has no `entry` (T-13). */
export function responseBundle(head: ResponseHead, answers: readonly EntryAnswer[]): Buffer {
  const { id, type, base } = head;
  const link = [{ relation: 'self', url: base }];
  const start = JSON.stringify({ resourceType: 'Bundle', id, type, link }).slice(0, -1);
  if (answers.length === 0) return Buffer.from(`${start}}`);
  const entries = answers.flatMap((answer, at) => [text(at === 0 ? '{' : ',{'), ...parts(answer)]);
  return Buffer.concat([text(`${start},"entry":[`), ...entries, text(']}')]);
}

function parts({ resource, outcome, ...told }: EntryAnswer): Uint8Array[] {
  const { status, lastModified, location, etag } = told;
  const response = JSON.stringify({
    status: `${status} ${STATUS_CODES[status] ?? ''}`.trim(),
    location,
    etag,
    lastModified: lastModified === undefined ? undefined : formatInstant(lastModified),
  });
  return [
    ...(resource === undefined ? [] : [text('"resource":'), resource, text(',')]),
    text(`"response":${response.slice(0, -1)}`),
    ...(outcome === undefined ? [] : [text(',"outcome":'), outcome]),
    text('}}'),
  ];
}

function text(json: string): Buffer {
  return Buffer.from(json);
}

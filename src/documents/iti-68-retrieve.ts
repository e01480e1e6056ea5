/**
 * ITI-68 Retrieve Document: a document's bytes, by the URL its DocumentReference gives.
 * https://profiles.ihe.net/ITI/MHD/ITI-68.html
 */
import type { Readable } from 'node:stream';
import type { Caller } from '../access/caller.js';
import type { DocumentFacts } from '../access/facts.js';
import type { Shown } from '../fhir/version.js';
import type { Records } from '../records/records.js';

/** A document the caller may have: its Binary, what is known of it, and its bytes on demand. */
export interface Retrieved {
  readonly shown: Shown;
  readonly document: DocumentFacts;
  /** Bytes `first` to `last`, both included, or all. */
  readonly open: (range?: { readonly first: number; readonly last: number }) => Promise<Readable>;
}

/**
 * Decides and records the retrieval; fails as any read does, and then nothing is opened. `suits`
 * throws what keeps the document from being given as it is asked for.
 */
export async function retrieve(
  records: Records,
  caller: Caller,
  id: string,
  suits: (document: DocumentFacts) => void,
): Promise<Retrieved> {
  const { shown, document } = await records.readBinary(caller, id, suits);
  return { shown, document, open: (range) => records.open(document, range) };
}

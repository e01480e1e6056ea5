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

/** Decides and records the retrieval; fails as any read does, and then nothing is opened. */
export async function retrieve(records: Records, caller: Caller, id: string): Promise<Retrieved> {
  const { shown, document } = await records.readBinary(caller, id);
  return { shown, document, open: (range) => records.open(document, range) };
}

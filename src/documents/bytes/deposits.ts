/**
 * Where the bytes of a request are: those of long documents were cut out while it was received,
 * those of short ones are decoded here.
 */
import { decodeBase64 } from '../../fhir/base64.js';
import { cutOutIndex, isCutOut } from '../../fhir/json.js';
import type { Content, Records } from '../../records/records.js';

/** The documents of a request, and the door that takes more in. */
export interface Deposits {
  readonly records: Records;
  readonly contents: readonly Content[];
  /** Bytes taken in by this request besides `contents`, to be given up when it fails. */
  readonly taken: Content[];
}

/**
 * Takes in the text of a base64 element, or gives what was cut out in its place; undefined when it
 * is neither.
 */
export async function takeIn(deposits: Deposits, data: unknown): Promise<Content | undefined> {
  if (isCutOut(data)) return deposits.contents[cutOutIndex(data) ?? -1];
  const bytes = typeof data === 'string' ? decodeBase64(data) : undefined;
  return bytes === undefined ? undefined : takeInBytes(deposits, once(bytes));
}

/** Takes in bytes, which are given up with the request when it fails. */
export async function takeInBytes(
  deposits: Deposits,
  bytes: AsyncIterable<Uint8Array>,
): Promise<Content> {
  const content = await deposits.records.deposit(bytes);
  deposits.taken.push(content);
  return content;
}

// An async generator is what a sink takes; there is nothing to wait for.

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

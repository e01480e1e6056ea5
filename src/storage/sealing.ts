/**
 * What makes a draft whole: the bytes of an event, the header of a block. Pure; a store calls it
 * where it writes, so that the thread which serves need not.
 */
import { blockHeader } from '../audit/block.js';
import { filled } from '../fhir/json.js';
import type { Block, EventDraft, NewEvent, OpenBlock } from './kept.js';

/** The length of a salt in bytes. */
export const SALT_BYTES = 16;

/** The event of a draft, salted. */
export function sealEvent(draft: EventDraft, salt: Uint8Array): NewEvent {
  const { form, fills } = draft.shaped;
  return { ...draft, salt, body: Buffer.from(filled(form.pieces, fills)) };
}

/** The block of a draft: its entries whole, its header over them. */
export function sealBlock({ salts, prev, ...open }: OpenBlock): Block {
  const entries = open.entries.map((draft, i) => sealEvent(draft, saltOf(salts, i)));
  return { ...open, entries, ...blockHeader({ ...open, prev, entries }) };
}

/** The salt of the entry at a place. */
export function saltOf(salts: Uint8Array, place: number): Uint8Array {
  return salts.subarray(place * SALT_BYTES, (place + 1) * SALT_BYTES);
}

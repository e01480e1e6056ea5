/**
 * What is drawn at random, replaced by what is not, in the order in which it is first met: so two
 * builds of the guide are equal. An id stays the same from page to page.
 */
import { createHash } from 'node:crypto';

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
/** Ids of the server's own form: a stream's, then perhaps a resource's in it. */
const DRAWN = /\b(?=[a-z2-9]*\d)(?=[a-z2-9]*[a-z])[a-km-np-z2-9]{20}(?:-[a-km-np-z2-9]{16})?\b/g;
const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
/** Links to further pages carry the search, sealed. */
const SEALED = /_page=[\w-]{40,}/g;

/** Makes steady replacers; `fixed` is text whose UUIDs are nobody's draw. */
export function makeSteady(fixed: string): (text: string) => string {
  const kept = new Set(fixed.match(UUID) ?? []);
  const known = new Map<string, string>();
  const stand = (drawn: string, make: (number: number) => string): string => {
    const made = known.get(drawn) ?? make(known.size);
    known.set(drawn, made);
    return made;
  };
  const idOf = (id: string): string => {
    const [stream = '', within] = id.split('-');
    const first = stand(stream, (number) => letters(number, stream.length));
    return within === undefined
      ? first
      : `${first}-${stand(within, (n) => letters(n, within.length))}`;
  };
  return (text) =>
    text
      .replace(SEALED, '_page=sealed-by-the-server')
      .replace(DRAWN, idOf)
      .replace(UUID, (uuid) => (kept.has(uuid) ? uuid : stand(uuid, uuidOf)));
}

function digest(number: number): Buffer {
  return createHash('sha256').update(`guide ${number}`).digest();
}

function letters(number: number, length: number): string {
  return [...digest(number).subarray(0, length)].map((byte) => LETTERS.charAt(byte & 31)).join('');
}

function uuidOf(number: number): string {
  const hex = digest(number).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

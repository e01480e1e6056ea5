/** Whether a row is what the commit or block that accounts for it says. */
import { BSON, Long } from 'mongodb';
import type { Texts } from '../base.js';
import type { Doc } from '../bson.js';

/** The same values, field by field. Strings are compared opened: sealing may differ each time. */
export function isSame(texts: Texts, stream: string, expected: object, found: object): boolean {
  const [one, other] = [expected, found].map((row) => bytesOf(texts, stream, row as Doc));
  return one !== undefined && other !== undefined && Buffer.compare(one, other) === 0;
}

function bytesOf({ open }: Texts, stream: string, row: Doc): Uint8Array {
  const { texts, sorts, t, w, ...plain } = row;
  const fields = Object.entries({
    ...plain,
    t: longs(t),
    w: longs(w),
    texts: texts instanceof Uint8Array ? open(stream, texts) : undefined,
    sorts: sorts instanceof Uint8Array ? open(stream, sorts) : undefined,
  });
  const sorted = Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
  return BSON.serialize(sorted, { ignoreUndefined: true });
}

/** The driver gives small integers as numbers. */
function longs(values: unknown): unknown {
  if (!Array.isArray(values)) return undefined;
  return values.map((value) => (typeof value === 'number' ? Long.fromNumber(value) : value));
}

/** The Range header, one range at a time. https://www.rfc-editor.org/rfc/rfc9110#section-14 */

/** Bytes `first` to `last`, both included. */
export interface AskedRange {
  readonly first: number;
  readonly last: number;
}

/**
 * What is asked of `size` bytes; undefined for the whole: no header, another unit, several ranges,
 * or a form that is none.
 */
export function rangeOf(
  header: string | undefined,
  size: number,
): AskedRange | 'unsatisfiable' | undefined {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec((header ?? '').trim());
  if (found === null) return undefined;
  const [, from = '', to = ''] = found;
  if (from === '' && to === '') return undefined;
  const range = from === '' ? lastBytes(Number(to), size) : between(Number(from), to, size);
  return range.first > range.last || range.first >= size ? 'unsatisfiable' : range;
}

function lastBytes(count: number, size: number): AskedRange {
  return { first: Math.max(size - count, 0), last: count === 0 ? -1 : size - 1 };
}

function between(first: number, to: string, size: number): AskedRange {
  return { first, last: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
}

/**
 * What waits for a subscription, however much it is: some at the front, the rest in pages behind
 * it, of which only the first and the last are ever read. So nothing is dropped, and memory and the
 * size of a version are bounded.
 */
import type { Changed } from './interest.js';

/** A change that a subscriber is to be told of. */
export type Pending = Pick<Changed, 'type' | 'id' | 'version' | 'withdrawn' | 'at'>;

/** What was told, and what waits. */
export interface Progress {
  /** Events told since the subscription began. */
  readonly given: number;
  /** What is told next, oldest first. Empty only where nothing waits at all. */
  readonly pending: readonly Pending[];
  /** The pages behind it, where there are some: numbers of the first and the last. */
  readonly further?: { readonly first: number; readonly last: number };
}

/** A page to be written; without anything on it, to be deleted. */
export interface Page {
  readonly number: number;
  readonly pending: readonly Pending[];
}

/** The progress, and the pages that are written with it. */
export interface Paged {
  readonly progress: Progress;
  readonly pages: readonly Page[];
}

/** Reads a page; none is an empty one. */
export type ReadPage = (number: number) => Promise<readonly Pending[]>;

/** Changes of one page. A version of it is written for each: what is large is written seldom. */
export const PAGE_MAX = 40;

/** With the next page at the front, where what stood there was told. */
export async function refilled(progress: Progress, pageAt: ReadPage): Promise<Paged> {
  const { given, pending, further } = progress;
  if (pending.length > 0 || further === undefined) return { progress, pages: [] };
  const { first, last } = further;
  const next = {
    ...{ given, pending: await pageAt(first) },
    ...(first === last ? {} : { further: { first: first + 1, last } }),
  };
  return { progress: next, pages: [{ number: first, pending: [] }] };
}

/**
 * With one more at the end. Undefined where it waits there already: a change may come twice, of a
 * process that ended between.
 */
export async function joined(
  progress: Progress,
  one: Pending,
  pageAt: ReadPage,
): Promise<Paged | undefined> {
  const { pending, further } = progress;
  if (isAmong(pending, one)) return undefined;
  if (further === undefined && pending.length < PAGE_MAX) {
    return { progress: { ...progress, pending: [...pending, one] }, pages: [] };
  }
  const { first, last } = further ?? { first: 0, last: -1 };
  const behind = last < first ? [] : await pageAt(last);
  if (isAmong(behind, one)) return undefined;
  if (last >= first && behind.length < PAGE_MAX) {
    return { progress, pages: [{ number: last, pending: [...behind, one] }] };
  }
  const pages = [{ number: last + 1, pending: [one] }];
  return { progress: { ...progress, further: { first, last: last + 1 } }, pages };
}

function isAmong(pending: readonly Pending[], { type, id, version }: Pending): boolean {
  return pending.some((one) => type === one.type && id === one.id && version === one.version);
}

/**
 * Finds, each with the concern that its answer needs, and repeated while the server is away: a read
 * changes nothing.
 *
 * - `head`: linearizable, so that a primary that was deposed cannot answer with rights that are
 *   withdrawn.
 * - `majority`: what no loss of a primary can take back.
 * - `rows`: majority, and not before the head that the rows are read at.
 */
import type { Base } from '../base.js';
import type { Doc } from '../bson.js';
import type { Collection } from '../layout.js';
import { isOfDriver, pause, READ_PATIENCE_MS, unreachable } from './patience.js';

/** A read concern, as the server takes it. */
export type ReadConcern = Readonly<Record<string, unknown>>;

/** What cannot be taken back. */
export const MAJORITY: ReadConcern = { level: 'majority' };
const LINEARIZABLE: ReadConcern = { level: 'linearizable' };
const HEAD_MS_MAX = 5_000;

/** A find. */
export interface Finding {
  readonly filter: Doc;
  readonly projection?: Doc;
  readonly sort?: Doc;
  readonly limit?: number;
  readonly concern?: ReadConcern;
  /** The index to walk. */
  readonly hint?: string;
}

/** One document, or undefined. */
export async function findOne(
  base: Base,
  collection: Collection,
  finding: Finding,
): Promise<Doc | undefined> {
  const command = { ...commandOf(collection, finding), limit: 1, singleBatch: true };
  return firstOf(await patiently(base, () => base.connection.run(command)));
}

/** The document of a name, as it is now: with the moment of the server at which it was. */
export async function findNow(
  base: Base,
  collection: Collection,
  name: string,
): Promise<{ found: Doc | undefined; time: unknown }> {
  const finding = { filter: { _id: name }, concern: LINEARIZABLE };
  const only = { limit: 1, singleBatch: true, maxTimeMS: HEAD_MS_MAX };
  const command = { ...commandOf(collection, finding), ...only };
  const reply = await patiently(base, () => base.connection.run(command));
  return { found: firstOf(reply), time: reply['operationTime'] };
}

/** All documents that a find gives; it must be bounded by its filter or its limit. */
export async function findAll(
  base: Base,
  collection: Collection,
  finding: Finding,
): Promise<Doc[]> {
  const command = commandOf(collection, finding);
  return patiently(base, async () => {
    const reply = finding.limit === undefined ? undefined : await base.connection.run(command);
    if (reply !== undefined && isWhole(reply)) return [...batchOf(reply)];
    const found: Doc[] = [];
    for await (const document of base.connection.walk(command)) found.push(document);
    return found;
  });
}

/** What is made of documents, some at a time. */
export interface Making<T> {
  begin(): T;
  take(made: T, documents: readonly Doc[]): Promise<void>;
}

/**
 * Walks all that a find gives, so many at a time, and holds no more of it than what is made. A walk
 * that broke off is begun again.
 */
export async function walkAll<T>(
  base: Base,
  collection: Collection,
  finding: Finding & { readonly size: number },
  { begin, take }: Making<T>,
): Promise<T> {
  return patiently(base, async () => {
    const made = begin();
    let some: Doc[] = [];
    for await (const document of base.connection.walk(commandOf(collection, finding))) {
      if (some.push(document) < finding.size) continue;
      await take(made, some);
      some = [];
    }
    if (some.length > 0) await take(made, some);
    return made;
  });
}

/** How many documents a filter meets. */
export async function count(
  base: Base,
  collection: Collection,
  finding: Pick<Finding, 'filter' | 'concern' | 'hint'>,
): Promise<number> {
  const { filter, concern = MAJORITY, hint } = finding;
  const command = {
    aggregate: collection,
    pipeline: [{ $match: filter }, { $group: { _id: null, n: { $sum: 1 } } }],
    cursor: {},
    readConcern: concern,
    ...(hint === undefined ? {} : { hint }),
  };
  const found = firstOf(await patiently(base, () => base.connection.run(command)));
  return Number(found?.['n'] ?? 0);
}

/** Values of one answer, at most; more would be left out. */
const VALUES_MAX = 1_000;

/** The values that a field has in the documents that a filter meets, each once. */
export async function valuesOf(
  base: Base,
  collection: Collection,
  finding: Required<Pick<Finding, 'filter' | 'concern' | 'hint'>> & { readonly field: string },
): Promise<unknown[]> {
  const { field, filter, concern, hint } = finding;
  const command = {
    aggregate: collection,
    pipeline: [{ $match: filter }, { $group: { _id: `$${field}` } }],
    cursor: { batchSize: VALUES_MAX },
    readConcern: concern,
    hint,
  };
  const reply = await patiently(base, () => base.connection.run(command));
  return batchOf(reply).map(({ _id }) => _id);
}

/**
 * Documents in the order of their names, after one, in slices of so many; between two slices the
 * connection is free. What is written meanwhile may be met or not.
 */
export async function* everyName(
  base: Base,
  collection: Collection,
  slice: Pick<Finding, 'projection'> & {
    readonly filter?: Doc;
    readonly limit: number;
    readonly after?: string | undefined;
  },
): AsyncGenerator<Doc> {
  let last = slice.after ?? '';
  for (;;) {
    const filter = { ...slice.filter, _id: { $gt: last } };
    const { projection = {}, limit } = slice;
    const finding = { filter, projection, limit, sort: { _id: 1 } };
    const found = await findAll(base, collection, finding);
    yield* found;
    const end = found.at(-1);
    if (end === undefined || found.length < slice.limit) return;
    last = String(end['_id']);
  }
}

/** Repeats a read that failed on its way; fails with `unavailable` when patience ends. */
export async function patiently<T>(
  base: Base,
  read: () => Promise<T>,
  began = performance.now(),
  attempt = 0,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!isOfDriver(error)) throw error;
    if (performance.now() - began > READ_PATIENCE_MS) throw unreachable(error);
  }
  await pause(base, attempt);
  return patiently(base, read, began, attempt + 1);
}

function commandOf(collection: Collection, finding: Finding): Doc {
  const { filter, projection, sort, limit, concern = MAJORITY, hint } = finding;
  return {
    find: collection,
    filter,
    ...(projection === undefined ? {} : { projection }),
    ...(sort === undefined ? {} : { sort }),
    ...(limit === undefined ? {} : { limit, batchSize: limit }),
    ...(hint === undefined ? {} : { hint }),
    readConcern: concern,
  };
}

interface Cursor {
  readonly id: unknown;
  readonly firstBatch: readonly Doc[];
}

function cursorOf(reply: Doc): Cursor {
  return reply['cursor'] as Cursor; // of a command that answers with a cursor
}

/** Whether one answer held all; what is larger than a message comes in several. */
function isWhole(reply: Doc): boolean {
  return Number(cursorOf(reply).id) === 0;
}

function batchOf(reply: Doc): readonly Doc[] {
  return cursorOf(reply).firstBatch;
}

function firstOf(reply: Doc): Doc | undefined {
  return batchOf(reply)[0];
}

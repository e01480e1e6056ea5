/**
 * Writes, all durable on a majority before they count, all on single documents, all safe to arrive
 * late and twice. An answer that was lost is never taken for a failure: the same write is sent
 * again until it is acknowledged or refused.
 */
import type { Base, WriteKind } from '../base.js';
import type { Doc } from '../bson.js';
import type { Collection } from '../layout.js';
import { isOfDriver, isUnsent, pause, unreachable, WRITE_PATIENCE_MS } from './patience.js';
import { findOne } from './reading.js';

/** On the disk of a majority. */
export const DURABLE = { w: 'majority', j: true } as const;
/** What may be lost: the sweep does it again. */
const CASUAL = { w: 1 } as const;
const DUPLICATE = 11_000;

/** A write that was given up: whether it can have been, or can yet be, applied. */
export class Unanswered extends Error {
  readonly isSent: boolean;

  constructor(cause: unknown, isSent: boolean) {
    super('a write was not answered', { cause });
    this.isSent = isSent;
  }
}

/** For writes that count for nothing by themselves: given up, nothing has happened. */
export function unwritten(failure: unknown): never {
  throw failure instanceof Unanswered ? unreachable(failure.cause) : failure;
}

/** How a write is sent: what it is for, and where. */
export interface Writing {
  readonly kind: WriteKind;
  readonly on: Collection;
  /** Not waited for on the disk of a majority. */
  readonly casual?: true;
}

/** An update of one document. */
export interface Update {
  readonly q: Doc;
  readonly u: Doc;
}

/**
 * Inserts documents; gives the places in the list of those that are there already. Ordered, it
 * stops at the first of these.
 */
export async function insert(
  base: Base,
  to: Writing,
  documents: readonly object[],
  ordered = false,
): Promise<readonly number[]> {
  if (documents.length === 0) return [];
  const reply = await sent(base, to, { insert: to.on, documents, ordered });
  return errorsOf(reply).map(({ index }) => index);
}

/**
 * Inserts a document that no other may stand in for: undefined when it is there, else the one that
 * has its name. `isMine` knows this very document, whose answer was lost.
 */
export async function insertOwn(
  base: Base,
  to: Writing,
  document: { readonly _id: string; readonly p?: string },
  isMine: (found: Doc) => boolean,
): Promise<Doc | undefined> {
  const { _id, p } = document;
  const filter = { _id, ...(p === undefined ? {} : { p }) };
  const began = performance.now();
  for (let attempt = 0; ; attempt++) {
    const [duplicate] = await insert(base, to, [document]);
    if (duplicate === undefined) return undefined;
    const found = await findOne(base, to.on, { filter });
    if (found !== undefined) return isMine(found) ? undefined : found;
    // Refused for a document that no majority has yet: it counts when it is durable.
    if (performance.now() - began > WRITE_PATIENCE_MS) throw new Unanswered('not durable', true);
    await pause(base, attempt);
  }
}

/** Updates documents, one for each update; how many were met. */
export async function update(base: Base, to: Writing, updates: readonly Update[]): Promise<number> {
  if (updates.length === 0) return 0;
  const reply = await sent(base, to, { update: to.on, updates, ordered: false });
  return Number(reply['n']);
}

/** Removes documents by their exact names. */
export async function remove(base: Base, to: Writing, filter: Doc): Promise<void> {
  await sent(base, to, { delete: to.on, deletes: [{ q: filter, limit: 1 }] });
}

/** The reply of a write that was acknowledged or refused. */
async function sent(base: Base, to: Writing, command: Doc): Promise<Doc> {
  const wanted = { ...command, writeConcern: to.casual === true ? CASUAL : DURABLE };
  const began = performance.now();
  let isSent = false;
  for (let attempt = 0; ; attempt++) {
    const answer = await attempted(base, to, wanted);
    if ('reply' in answer) return answer.reply;
    isSent ||= !isUnsent(answer.lost);
    if (performance.now() - began > WRITE_PATIENCE_MS) throw new Unanswered(answer.lost, isSent);
    await pause(base, attempt);
  }
}

async function attempted(
  base: Base,
  to: Writing,
  command: Doc,
): Promise<{ readonly reply: Doc } | { readonly lost: unknown }> {
  try {
    const reply = await base.around(to.kind, () => base.connection.run(command));
    const isWhole = errorsOf(reply).every(({ code }) => code === DUPLICATE);
    return isWhole && reply['writeConcernError'] === undefined ? { reply } : { lost: reply };
  } catch (error) {
    if (!isOfDriver(error)) throw error;
    return { lost: error };
  }
}

interface WriteError {
  readonly index: number;
  readonly code: number;
}

function errorsOf(reply: Doc): readonly WriteError[] {
  // Cast: the form of a write command's reply.
  return (reply['writeErrors'] as readonly WriteError[] | undefined) ?? [];
}

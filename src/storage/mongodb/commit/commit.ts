/**
 * A commit, step by step. Its atomic point is one insert, that of the lead document: before it
 * nothing counts, after it whoever meets the commit finishes it by copying.
 *
 * ```
 * 1b bind documents ─┐
 * 2  claim keys ─────┤ side by side, naming the lead
 * 3  parts of other streams, last name first
 * 4  THE LEAD
 * 5  rows, events, outbox (copy)     6  heads     → answer     8  close, behind it
 * ```
 */
import { problem } from '../../../fhir/problem.js';
import type { Head } from '../../kept.js';
import type { Commit, Outcome, Part } from '../../store.js';
import { inBackground, someAtATime } from '../base.js';
import type { Base } from '../base.js';
import { sizeOf } from '../bson.js';
import type { Doc } from '../bson.js';
import { headNow, remember } from '../heads.js';
import { commitName } from '../layout.js';
import type { CommitDocument } from '../layout.js';
import { unreachable } from '../server/patience.js';
import { insertOwn, Unanswered, unwritten } from '../server/writing.js';
import { attemptAt } from './attempt.js';
import type { Attempt } from './attempt.js';
import { bind, unbind } from './bind.js';
import { packContent } from './content.js';
import { help } from './help.js';
import { claim, wantedTwice, yieldClaims } from './keys.js';
import { close, copy, moveHead } from './project.js';
import { rowsOf } from './rows.js';

/** A commit's document, in bytes. Documents themselves rest outside it. */
const COMMIT_BYTES_MAX = 12_000_000;
/** More would not be let in: see `gate.ts`. */
const HEADS_AT_ONCE = 32;

/** Commits, or says why not. */
export async function commit(base: Base, wanted: Commit): Promise<Outcome> {
  const attempt = attemptAt(base, wanted);
  const documents = attempt.parts.map((part) => documentOf(base, attempt, part));
  for (const document of documents) assertSize(document);
  if (!(await isCurrent(base, attempt))) return { kind: 'moved' };
  const refused = await prepare(base, attempt).catch(unwritten);
  if (refused !== undefined) {
    inBackground(base, giveUp(base, attempt));
    return refused;
  }
  return land(base, attempt, documents);
}

function documentOf(base: Base, { reference, commit }: Attempt, part: Part): CommitDocument {
  const { stream, decidedOn, at, header, hash, versions } = part;
  const n = decidedOn + 1;
  const _id = commitName(stream, n);
  const content = packContent(base.texts, stream, part);
  return {
    ...{ _id, p: stream, n, ...reference, at, whole: { header, hash, content } },
    ...(_id === reference.lead ? { documents: commit.documents.map(({ name }) => name) } : {}),
    replaces: versions.some(({ version }) => version > 1),
    step: 'project',
    due: base.clock.now(),
  };
}

function assertSize(document: CommitDocument): void {
  if (sizeOf(document as unknown as Doc) <= COMMIT_BYTES_MAX) return;
  throw problem('too-large', { limit: COMMIT_BYTES_MAX });
}

/**
 * Step 0, the last of it: a commit takes the number after a head only if that head was seen. Nearly
 * always it was, by whoever decided on it.
 */
async function isCurrent(base: Base, { parts }: Attempt): Promise<boolean> {
  const current = await Promise.all(
    parts.map(async ({ stream, decidedOn }) => {
      const known = base.remembered.get(stream)?.n ?? 0;
      if (known === decidedOn) return true;
      return known < decidedOn && ((await headNow(base, stream))?.n ?? 0) === decidedOn;
    }),
  );
  return current.every(Boolean);
}

type Refused = Exclude<Outcome, { kind: 'committed' }>;

/** Steps 1b and 2. */
async function prepare(base: Base, attempt: Attempt): Promise<Refused | undefined> {
  const twice = wantedTwice(attempt);
  if (twice?.kind === 'taken') return twice;
  const [documents, claimed] = await Promise.all([bind(base, attempt), claim(base, attempt)]);
  if (claimed.kind === 'moved') return claimed;
  if (documents.length > 0) return { kind: 'swept', documents };
  return claimed.kind === 'mine' ? undefined : claimed;
}

/** Tells others at once what they would have to wait for. */
async function giveUp(base: Base, attempt: Attempt): Promise<void> {
  await Promise.all([yieldClaims(base, attempt), unbind(base, attempt)]);
}

/** Steps 3 to 8. */
async function land(
  base: Base,
  attempt: Attempt,
  documents: readonly CommitDocument[],
): Promise<Outcome> {
  const [lead, ...others] = documents;
  if (lead === undefined) throw new Error('a commit has a part');
  const { written, refused } = await partsWritten(base, others);
  if (refused !== undefined) {
    if (written.length === 0) inBackground(base, giveUp(base, attempt));
    return lost(base, refused, written);
  }
  if (await isRefused(base, 'lead', lead).catch(unknown)) return lost(base, lead, written);
  return finish(base, attempt, documents).catch(unknown);
}

/** Step 3. Last name first: one order for all writers, so that no two wait for each other. */
async function partsWritten(
  base: Base,
  others: readonly CommitDocument[],
): Promise<{ written: readonly CommitDocument[]; refused?: CommitDocument }> {
  const written: CommitDocument[] = [];
  for (const document of [...others].reverse()) {
    const isLost = await isRefused(base, 'part', document).catch(unwritten);
    if (isLost) return { written, refused: document };
    written.push(document);
  }
  return { written };
}

/** Inserts a part; true when another commit has its number. */
async function isRefused(
  base: Base,
  kind: 'part' | 'lead',
  document: CommitDocument,
): Promise<boolean> {
  const isMine = ({ nonce }: Doc): boolean => nonce === document.nonce;
  return (await insertOwn(base, { kind, on: 'commits' }, document, isMine)) !== undefined;
}

/** The lead may be there or may yet arrive: nobody may say that nothing was written. */
function unknown(failure: unknown): never {
  if (!(failure instanceof Unanswered)) throw failure;
  if (!failure.isSent) throw unreachable(failure.cause);
  throw problem('outcome-unknown', { cause: failure.cause });
}

/**
 * Step 4b. The number is another's: that one is finished, and so are the own parts, dead by now or
 * ended here, so that they hold nobody up. Then the act is decided again, by whoever knows how.
 */
async function lost(
  base: Base,
  refused: CommitDocument,
  written: readonly CommitDocument[],
): Promise<Outcome> {
  await help(base, refused._id).catch(unwritten);
  await Promise.all(written.map(({ _id }) => help(base, _id, 0))).catch(unwritten);
  return { kind: 'moved' };
}

/** Steps 5 to 8: visible in all its streams before the answer. */
async function finish(
  base: Base,
  { parts, commit }: Attempt,
  documents: readonly CommitDocument[],
): Promise<Outcome> {
  await copy(
    base,
    parts.flatMap((part, i) => {
      const document = documents[i];
      return document === undefined ? [] : [rowsOf(base.texts, document, part)];
    }),
  );
  const heads = await someAtATime(HEADS_AT_ONCE, commit.parts, (part) => moved(base, part));
  inBackground(base, close(base, documents, 'landed'));
  return { kind: 'committed', heads };
}

async function moved(base: Base, part: Part): Promise<Head> {
  const { stream, decidedOn, hash, policy } = part;
  const swept = base.remembered.get(stream)?.swept ?? 0;
  const head = { stream, n: decidedOn + 1, hash, policy, swept };
  await moveHead(base, head);
  remember(base, head);
  return head;
}

/**
 * What became of the commit that something names. One rule: a commit lands by the insert of its
 * lead document. A reference `{lead, nonce}` has landed when the lead is there with its nonce, is
 * dead when the lead is there with another, and is open while it is not there. Both ends are for
 * ever; an open one is ended only by taking its number, never because it is old.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { randomHex } from '../base.js';
import type { Base } from '../base.js';
import type { Doc } from '../bson.js';
import { commitPlace } from '../layout.js';
import type { CommitDocument, HeadDocument, Reference } from '../layout.js';
import { findNow, findOne } from '../server/reading.js';
import { insertOwn } from '../server/writing.js';

/** What may become of it. */
export type Fate = 'landed' | 'dead' | 'open';

/** Courtesy of a writer that waits for another; not a matter of safety. */
export const WRITER_WAITS_MS = 2_000;
const POLL_MS = 40;
/** Random bytes of a nonce. */
export const NONCE_BYTES = 16;

/** The fate of a reference, as it is now. */
export async function fateOf(base: Base, { lead, nonce }: Reference): Promise<Fate> {
  const found = await findOne(base, 'commits', {
    filter: { _id: lead, p: commitPlace(lead).stream },
    projection: { nonce: 1 },
  });
  if (found === undefined) return 'open';
  return found['nonce'] === nonce ? 'landed' : 'dead';
}

/** The fate once it is decided: after a little patience an open one is ended. */
export async function decidedFate(
  base: Base,
  reference: Reference,
  patienceMs: number,
): Promise<Exclude<Fate, 'open'>> {
  const began = performance.now();
  for (;;) {
    const fate = await fateOf(base, reference);
    if (fate !== 'open') return fate;
    if (performance.now() - began < patienceMs) await sleep(POLL_MS);
    else await kill(base, reference.lead);
  }
}

/**
 * Ends an open commit: an empty one takes its number, so that its slow owner can only meet a
 * duplicate. A crash after it leaves an empty commit, finished as any other.
 */
async function kill(base: Base, lead: string): Promise<void> {
  const { stream, n } = commitPlace(lead);
  const head = await headDocument(base, stream);
  // Beyond it, the number is taken: the fate is known.
  if ((head?.n ?? 0) !== n - 1) return;
  const empty = emptyCommit(base, lead);
  await insertOwn(base, { kind: 'kill', on: 'commits' }, empty, ({ nonce }) => {
    return nonce === empty.nonce;
  });
}

/** The head's document, as it is now. */
export async function headDocument(base: Base, stream: string): Promise<HeadDocument | undefined> {
  const { found } = await findNow(base, 'heads', stream);
  return found as HeadDocument | undefined; // written here
}

/** The document of a commit, as no loss of a primary can take it back. */
export async function commitDocument(
  base: Base,
  name: string,
): Promise<CommitDocument | undefined> {
  const filter: Doc = { _id: name, p: commitPlace(name).stream };
  return (await findOne(base, 'commits', { filter })) as CommitDocument | undefined; // ours
}

function emptyCommit(base: Base, name: string): CommitDocument {
  const { stream: p, n } = commitPlace(name);
  const at = base.clock.now();
  const reference = { lead: name, nonce: randomHex(base, NONCE_BYTES) };
  return { _id: name, p, n, ...reference, at, replaces: false, step: 'project', due: at };
}

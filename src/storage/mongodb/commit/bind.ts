/**
 * Documents of an attempt: each record says for which commit it is, and shares its fate. A document
 * that the sweep took meanwhile is told, and stored anew by whoever has it.
 */
import type { Base } from '../base.js';
import type { BlobDocument, Reference } from '../layout.js';
import { findAll, findOne } from '../server/reading.js';
import { update } from '../server/writing.js';
import type { Attempt } from './attempt.js';
import { decidedFate, WRITER_WAITS_MS } from './fate.js';

/**
 * Step 1b. Binds the documents; the names of those that are not to be had. A crash after it leaves
 * records of a commit that is open or dead, for the sweep.
 */
export async function bind(base: Base, attempt: Attempt): Promise<readonly string[]> {
  const names = attempt.commit.documents;
  if (names.length === 0) return [];
  const free = { nonce: { $exists: false }, open: true };
  const met = await update(
    base,
    { kind: 'bind', on: 'blobs' },
    names.map((_id) => ({ q: { _id, ...free }, u: { $set: attempt.reference } })),
  );
  if (met === names.length) return [];
  return notMine(base, attempt);
}

/** Says on records that their attempt was given up: they name no commit any more. */
export async function unbind(base: Base, { commit, reference }: Attempt): Promise<void> {
  const { nonce } = reference;
  const updates = commit.documents.map((_id) => {
    return { q: { _id, nonce }, u: { $unset: { lead: true, nonce: true } } };
  });
  await update(base, { kind: 'yield', on: 'blobs', casual: true }, updates);
}

async function notMine(base: Base, attempt: Attempt): Promise<string[]> {
  const names = attempt.commit.documents;
  const found = await findAll(base, 'blobs', {
    filter: { _id: { $in: names } },
    projection: { bytes: 0 },
  });
  const ours = found as unknown as BlobDocument[]; // written by this adapter
  const records = new Map(ours.map((one) => [one._id, one]));
  const swept: string[] = [];
  for (const name of names) {
    if (!(await taken(base, attempt, records.get(name)))) swept.push(name);
  }
  return swept;
}

/** Takes a record over from an attempt that is dead, such as an earlier one at the same act. */
async function taken(
  base: Base,
  attempt: Attempt,
  record: BlobDocument | undefined,
): Promise<boolean> {
  if (record === undefined || record.open !== true) return false;
  const { _id, lead, nonce } = record;
  if (nonce === attempt.reference.nonce) return true;
  if (lead !== undefined && nonce !== undefined) {
    const fate = await decidedFate(base, { lead, nonce }, WRITER_WAITS_MS);
    if (fate === 'landed') return false;
  } else if (nonce !== undefined) return false; // doomed
  const q = { _id, open: true, nonce: nonce ?? { $exists: false } };
  await update(base, { kind: 'bind', on: 'blobs' }, [{ q, u: { $set: attempt.reference } }]);
  return isFor(base, _id, attempt.reference);
}

async function isFor(base: Base, name: string, { nonce }: Reference): Promise<boolean> {
  const found = await findOne(base, 'blobs', {
    filter: { _id: name },
    projection: { nonce: 1 },
  });
  return found?.['nonce'] === nonce;
}

/**
 * Documents of an attempt: each record says for which commit it is, and shares its fate. One that
 * the commit brings is written with that; an earlier attempt at the same act may have written it. A
 * document that the sweep took meanwhile is told, and stored anew by whoever has it.
 */
import type { NamedDocument } from '../../documents.js';
import { someAtATime } from '../base.js';
import type { Base } from '../base.js';
import type { BlobDocument, Reference } from '../layout.js';
import { findAll, findOne } from '../server/reading.js';
import { insertOwn, update } from '../server/writing.js';
import type { Attempt } from './attempt.js';
import { decidedFate, WRITER_WAITS_MS } from './fate.js';

const DOCUMENTS_AT_ONCE = 16;

/**
 * Step 1b. Binds the documents; the names of those that are not to be had. A crash after it leaves
 * records of a commit that is open or dead, for the sweep.
 */
export async function bind(base: Base, attempt: Attempt): Promise<readonly string[]> {
  const { documents } = attempt.commit;
  if (documents.length === 0) return [];
  const announced = documents.filter(({ bytes }) => bytes === undefined);
  const brought = documents.filter(({ bytes }) => bytes !== undefined);
  const [met, written] = await Promise.all([
    bindAnnounced(base, attempt, announced),
    someAtATime(DOCUMENTS_AT_ONCE, brought, (one) => isWritten(base, attempt, one)),
  ]);
  if (met === announced.length && written.every(Boolean)) return [];
  return notMine(base, attempt);
}

/** How many of them were free. */
function bindAnnounced(
  base: Base,
  { reference }: Attempt,
  documents: readonly NamedDocument[],
): Promise<number> {
  const free = { nonce: { $exists: false }, open: true };
  const updates = documents.map(({ name }) => {
    return { q: { _id: name, ...free }, u: { $set: reference } };
  });
  return update(base, { kind: 'bind', on: 'blobs' }, updates);
}

/** Whether the document was not there yet, and is now. */
async function isWritten(
  base: Base,
  { commit, reference }: Attempt,
  { name, bytes }: NamedDocument,
): Promise<boolean> {
  const [{ at }] = commit.parts;
  const record = { _id: name, at, open: true, bytes, ...reference } as const;
  const isMine = (found: object): boolean => 'nonce' in found && found.nonce === reference.nonce;
  const other = await insertOwn(base, { kind: 'bind', on: 'blobs' }, record, isMine);
  return other === undefined;
}

/** Says on records that their attempt was given up: they name no commit any more. */
export async function unbind(base: Base, { commit, reference }: Attempt): Promise<void> {
  const { nonce } = reference;
  const updates = commit.documents.map(({ name }) => {
    return { q: { _id: name, nonce }, u: { $unset: { lead: true, nonce: true } } };
  });
  await update(base, { kind: 'yield', on: 'blobs', casual: true }, updates);
}

async function notMine(base: Base, attempt: Attempt): Promise<string[]> {
  const names = attempt.commit.documents.map(({ name }) => name);
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

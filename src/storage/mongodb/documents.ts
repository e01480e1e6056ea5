/**
 * Records of documents, and the bytes of small ones. A record is bound when the commit that it
 * names has landed; it is doomed by compare-and-set, so that a slow commit cannot lose its
 * document.
 */
import { problem } from '../../fhir/problem.js';
import type { DocumentRecord, DocumentRecords } from '../documents.js';
import { randomHex } from './base.js';
import type { Base } from './base.js';
import { decidedFate, fateOf, NONCE_BYTES } from './commit/fate.js';
import type { BlobDocument } from './layout.js';
import { everyName, findAll, findOne } from './server/reading.js';
import { insertOwn, remove, unwritten, update } from './server/writing.js';

/** What stands in place of a nonce once the sweep has the document. */
const DOOMED = 'doomed';
/** A document of a commit under way is left to it so long; then the commit is ended. */
const SWEEP_WAITS_MS = 0;
const WALK_SLICE = 200;

/** The records of an open store. */
export function documentsOf(base: Base): DocumentRecords {
  return {
    announce: (name, at) => announce(base, name, at),
    find: (name) => find(base, name),
    bytes: (name) => bytesOf(base, name),
    all: (after) => all(base, after),
    unbound: (before, limit) => unbound(base, before, limit),
    doom: (name) => doom(base, name).catch(unwritten),
    forget: (name) =>
      remove(base, { kind: 'forget', on: 'blobs' }, { _id: name, nonce: DOOMED }).catch(unwritten),
    erase: (name) => remove(base, { kind: 'forget', on: 'blobs' }, { _id: name }).catch(unwritten),
  };
}

async function announce(base: Base, name: string, at: number): Promise<void> {
  const mark = randomHex(base, NONCE_BYTES);
  const record = { _id: name, at, mark, open: true } as const;
  const isMine = (found: object): boolean => 'mark' in found && found.mark === mark;
  const other = await insertOwn(base, { kind: 'announce', on: 'blobs' }, record, isMine).catch(
    unwritten,
  );
  if (other !== undefined) throw problem('internal', { cause: 'a document was announced twice' });
}

async function find(base: Base, name: string): Promise<DocumentRecord | undefined> {
  const record = await recordOf(base, name);
  return record === undefined ? undefined : told(base, record);
}

async function bytesOf(base: Base, name: string): Promise<Uint8Array | undefined> {
  const found = await findOne(base, 'blobs', { filter: { _id: name }, projection: { bytes: 1 } });
  return found?.['bytes'] as Uint8Array | undefined; // written here
}

async function* all(base: Base, after: string | undefined): AsyncGenerator<DocumentRecord> {
  const slice = { projection: { bytes: 0 }, limit: WALK_SLICE, after };
  for await (const record of everyName(base, 'blobs', slice)) {
    yield await told(base, record as unknown as BlobDocument); // written here
  }
}

/** Those that a landed commit has bound leave the list when they are met. */
async function unbound(base: Base, before: number, limit: number): Promise<DocumentRecord[]> {
  const records: DocumentRecord[] = [];
  let last = { at: Number.NEGATIVE_INFINITY, _id: '' };
  for (;;) {
    const found = await olderThan(base, before, limit, last);
    const states = await Promise.all(found.map((record) => settled(base, record)));
    records.push(...states.filter(({ state }) => state !== 'bound'));
    last = found.at(-1) ?? last;
    if (found.length < limit || records.length >= limit) return records.slice(0, limit);
  }
}

async function settled(base: Base, record: BlobDocument): Promise<DocumentRecord> {
  const one = await told(base, record);
  if (one.state === 'bound') await settle(base, record);
  return one;
}

async function olderThan(
  base: Base,
  before: number,
  limit: number,
  last: { readonly at: number; readonly _id: string },
): Promise<BlobDocument[]> {
  const further = [{ at: { $gt: last.at } }, { at: last.at, _id: { $gt: last._id } }];
  const found = await findAll(base, 'blobs', {
    filter: { open: true, at: { $lt: before }, $or: further },
    projection: { bytes: 0 },
    sort: { at: 1, _id: 1 },
    limit,
  });
  return found as unknown as BlobDocument[]; // written here
}

/** True when the document is doomed, by this call or before; false when a commit has it. */
async function doom(base: Base, name: string): Promise<boolean> {
  for (;;) {
    const record = await recordOf(base, name);
    if (record?.nonce === DOOMED) return true;
    if (record?.open !== true || (await isBound(base, record))) return false;
    const q = { _id: name, open: true, nonce: record.nonce ?? { $exists: false } };
    const u = { $set: { nonce: DOOMED }, $unset: { lead: true } };
    if ((await update(base, { kind: 'doom', on: 'blobs' }, [{ q, u }])) === 1) return true;
  }
}

/** Whether a commit has landed with it; one that might yet land is ended. */
async function isBound(base: Base, record: BlobDocument): Promise<boolean> {
  const { lead, nonce } = record;
  if (lead === undefined || nonce === undefined) return false;
  if ((await decidedFate(base, { lead, nonce }, SWEEP_WAITS_MS)) === 'dead') return false;
  await settle(base, record);
  return true;
}

/** A record whose commit has landed is no orphan any more. */
async function settle(base: Base, { _id, nonce }: BlobDocument): Promise<void> {
  const q = { _id, nonce };
  await update(base, { kind: 'close', on: 'blobs', casual: true }, [
    { q, u: { $unset: { open: true } } },
  ]);
}

async function told(base: Base, record: BlobDocument): Promise<DocumentRecord> {
  return { name: record._id, at: record.at, state: await stateOf(base, record) };
}

async function stateOf(
  base: Base,
  { open, lead, nonce }: BlobDocument,
): Promise<DocumentRecord['state']> {
  if (nonce === DOOMED) return 'doomed';
  if (open !== true) return 'bound';
  if (lead === undefined || nonce === undefined) return 'open';
  return (await fateOf(base, { lead, nonce })) === 'landed' ? 'bound' : 'open';
}

async function recordOf(base: Base, name: string): Promise<BlobDocument | undefined> {
  const found = await findOne(base, 'blobs', { filter: { _id: name }, projection: { bytes: 0 } });
  return found as BlobDocument | undefined; // written here
}

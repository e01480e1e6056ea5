/**
 * Taking in what another store holds. A commit is written as its writer would have, save that its
 * keys are not asked for: the order in which streams come is not the order in which keys were freed
 * and taken.
 */
import type { DocumentRecord } from '../documents.js';
import type { Intake } from '../intake.js';
import type { JournalCommit } from '../journal.js';
import type { NewVersion } from '../kept.js';
import { randomHex } from './base.js';
import type { Base } from './base.js';
import { packContent } from './commit/content.js';
import { indexAnew } from './commit/reindex.js';
import { headDocument, NONCE_BYTES } from './commit/fate.js';
import { close, copy, moveHead } from './commit/project.js';
import { rowsOf } from './commit/rows.js';
import { commitName, commitPlace, digits, NEVER } from './layout.js';
import type { ClaimDocument, CommitDocument, CurrentDocument } from './layout.js';
import { everyName, findAll, findOne } from './server/reading.js';
import { COPYING } from './server/migrate.js';
import { insert, insertOwn, remove, unwritten, update } from './server/writing.js';

const META = { kind: 'intake', on: 'meta' } as const;
const KEYS_SLICE = 100;
/** What stands in place of a stream in outbox entries that came from elsewhere. */
const ELSEWHERE = '-';

/** The intake of an open store. */
export function intakeOf(base: Base): Intake {
  const acts: Intake = {
    progress: async () => {
      const note = await findOne(base, 'meta', { filter: { _id: COPYING } });
      return note === undefined ? undefined : String(note['progress']);
    },
    note: (progress) => note(base, progress),
    commit: (commit, at) => takeCommit(base, commit, at),
    document: (record, bytes) => takeDocument(base, record, bytes),
    outbox: async (place, entry) => {
      const _id = `${ELSEWHERE}/${digits(0)}/${digits(place)}`;
      const document = { _id, p: ELSEWHERE, n: 0, at: place, entry, open: true };
      await insert(base, { kind: 'outbox', on: 'outbox' }, [document]);
    },
    expire: async (stream, n) => {
      const u = { $max: { swept: n } };
      await update(base, { kind: 'expire', on: 'heads' }, [{ q: { _id: stream }, u }]);
    },
    index: (stream, n, versions) => indexAnew(base, commitName(stream, n), versions),
    finish: async () => {
      await giveKeys(base);
      await remove(base, META, { _id: COPYING });
    },
  };
  return written(acts);
}

/** A write that was given up leaves the act to be done again. */
function written(acts: Intake): Intake {
  return {
    ...acts,
    note: (progress) => acts.note(progress).catch(unwritten),
    commit: (commit, at) => acts.commit(commit, at).catch(unwritten),
    document: (record, bytes) => acts.document(record, bytes).catch(unwritten),
    outbox: (place, entry) => acts.outbox(place, entry).catch(unwritten),
    expire: (stream, n) => acts.expire(stream, n).catch(unwritten),
    index: (...which) => acts.index(...which).catch(unwritten),
    finish: () => acts.finish().catch(unwritten),
  };
}

async function note(base: Base, progress: string): Promise<void> {
  await insert(base, META, [{ _id: COPYING, progress }]);
  await update(base, META, [{ q: { _id: COPYING }, u: { $set: { progress } } }]);
}

async function takeCommit(base: Base, commit: JournalCommit, at: number): Promise<void> {
  const { stream, n, hash, fate, policy } = commit;
  if (((await headDocument(base, stream))?.n ?? 0) >= n) return;
  const document = documentOf(base, commit, at);
  const isMine = (found: object): boolean => sameCommit(document, found as CommitDocument);
  const other = await insertOwn(base, { kind: 'lead', on: 'commits' }, document, isMine);
  if (other !== undefined) throw new Error(`${document._id} is there, and is another commit`);
  const content = { ...commit, outbox: [] };
  if (fate === 'landed') {
    await copy(base, [rowsOf(base.texts, document, content)]);
    await claimDeleted(base, document._id, commit.versions);
  }
  await moveHead(base, { stream, n, hash, ...(fate === 'landed' ? { policy } : {}) });
  await close(base, [document], fate);
}

function documentOf(base: Base, commit: JournalCommit, at: number): CommitDocument {
  const { stream, n, header, hash, fate, versions } = commit;
  const _id = commitName(stream, n);
  const content = packContent(base.texts, stream, { ...commit, outbox: [] });
  return {
    ...{ _id, p: stream, n, lead: _id, nonce: randomHex(base, NONCE_BYTES), at },
    ...(fate === 'landed' ? { whole: { header, hash, content } } : {}),
    replaces: versions.some(({ version }) => version > 1),
    step: 'project',
    due: base.clock.now(),
  };
}

function sameCommit({ whole, at }: CommitDocument, found: CommitDocument): boolean {
  return found.whole?.hash === whole?.hash && found.at === at;
}

async function takeDocument(
  base: Base,
  { name, at, state }: DocumentRecord,
  bytes: Uint8Array | undefined,
): Promise<void> {
  const mark = randomHex(base, NONCE_BYTES);
  const record = { _id: name, at, mark, ...(state === 'open' ? { open: true } : {}), bytes };
  await insert(base, { kind: 'announce', on: 'blobs' }, [record]);
}

/** By its key a deletion is found, while no live resource takes it: then that gets the claim. */
async function claimDeleted(
  base: Base,
  at: string,
  versions: readonly NewVersion[],
): Promise<void> {
  const deleted = new Set(versions.flatMap(({ gone, keys }) => (gone ? keys : [])));
  if (deleted.size === 0) return;
  const nonce = (await noncesOf(base, [at])).get(at) ?? '';
  const claims = [...deleted].map((key): ClaimDocument => ({ _id: key, lead: at, nonce, at }));
  await insert(base, { kind: 'claim', on: 'claims' }, claims);
}

/** A claim names the commit that wrote the version which holds the key. */
async function giveKeys(base: Base): Promise<void> {
  const filter = { keys: { $exists: true } };
  const projection = { p: 1, from: 1, to: 1, keys: 1 };
  let slice: CurrentDocument[] = [];
  for await (const row of everyName(base, 'current', { filter, projection, limit: KEYS_SLICE })) {
    slice.push(row as unknown as CurrentDocument); // written here
    if (slice.length < KEYS_SLICE) continue;
    await claimFor(base, slice);
    slice = [];
  }
  await claimFor(base, slice);
}

async function claimFor(base: Base, rows: readonly CurrentDocument[]): Promise<void> {
  const live = rows.filter(({ to }) => to === NEVER);
  const nonces = await noncesOf(base, [...new Set(live.map(({ p, from }) => commitName(p, from)))]);
  const claims: ClaimDocument[] = live.flatMap(({ p, from, keys = [] }) => {
    const at = commitName(p, from);
    return keys.map((key) => ({ _id: key, lead: at, nonce: nonces.get(at) ?? '', at }));
  });
  const there = await insert(base, { kind: 'claim', on: 'claims' }, claims);
  const updates = there
    .flatMap((i) => claims[i] ?? [])
    .map(({ _id, ...claim }) => {
      return { q: { _id }, u: { $set: claim, $unset: { dead: true } } };
    });
  await update(base, { kind: 'claim', on: 'claims' }, updates);
}

async function noncesOf(base: Base, names: readonly string[]): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const p = { $in: [...new Set(names.map((name) => commitPlace(name).stream))] };
  const filter = { p, _id: { $in: names } };
  const found = await findAll(base, 'commits', { filter, projection: { nonce: 1 } });
  return new Map(found.map(({ _id, nonce }) => [String(_id), String(nonce)]));
}

/** Builders for the store's contract suite: acts that show only what matters to their test. */
import { createHash, randomBytes } from 'node:crypto';
import type { Test } from 'tap';
import { blockHeader } from '../../../src/audit/block.js';
import { commitHeader, GENESIS } from '../../../src/audit/chain.js';
import type { IndexEntry, Token } from '../../../src/search/query.js';
import type { NamedDocument } from '../../../src/storage/documents.js';
import type { Block, Head, NewEvent, NewVersion } from '../../../src/storage/kept.js';
import type { Opaque, Version } from '../../../src/storage/kept.js';
import type { Commit, Hit, Outcome, Page, Part } from '../../../src/storage/store.js';
import type { Store, StoreQuery } from '../../../src/storage/store.js';

/** A store under test; `reopen` closes it and opens the same data again. */
export interface Opened {
  readonly store: Store;
  reopen(): Promise<Store>;
}

/** Makes an empty store for one test and sees to its end. */
export type Open = (t: Test) => Promise<Opened>;

/** A moment of test data. */
export const NOON = Date.UTC(2026, 0, 5, 12);

let drawn = 0;

/** A key of a stream that no other test uses. */
export function aStream(): string {
  drawn += 1;
  return `stream${drawn}${randomBytes(4).toString('hex')}`;
}

/** The token of a readable text. */
export function token(text: string): Token {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** The uniqueness key of a readable text. */
export function key(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** What a test says of a version; the rest is filled in. */
export interface Draft {
  readonly id: string;
  readonly type?: string;
  readonly version?: number;
  readonly written?: number;
  readonly gone?: boolean;
  readonly body?: string;
  readonly facts?: Opaque;
  readonly wrappedKey?: Uint8Array;
  readonly index?: Partial<IndexEntry>;
  readonly keys?: readonly string[];
}

/** What a test says of a part besides its versions. */
export interface PartDraft {
  readonly versions?: readonly Draft[];
  readonly events?: readonly NewEvent[];
  readonly outbox?: readonly string[];
  readonly policy?: Opaque;
  readonly decidedOn?: number;
  readonly at?: number;
}

/** A version; without a number it is the first. */
export function aVersion(draft: Draft): NewVersion {
  const { id, type = 'DocumentReference', version = 1, written = NOON, gone = false } = draft;
  const { body = gone ? '' : `${type}/${id}/${version}`, facts = {}, keys = [] } = draft;
  return {
    ...{ id, type, version, written, gone, facts, keys },
    body: Buffer.from(body),
    salt: randomBytes(16),
    ...(draft.wrappedKey === undefined ? {} : { wrappedKey: draft.wrappedKey }),
    index: { tokens: [], ranges: {}, texts: {}, at: NOON, wide: [], ...draft.index },
  };
}

/** A part decided on the stream's head, each version numbered after the newest. */
export async function aPart(store: Store, stream: string, draft: PartDraft = {}): Promise<Part> {
  const head = await store.head(stream);
  const { decidedOn = head?.n ?? 0, at = NOON, events = [], outbox = [] } = draft;
  const versions = await Promise.all(
    (draft.versions ?? []).map((version) => numbered(store, stream, version)),
  );
  const { policy = head?.policy ?? {} } = draft;
  const content = { versions, events, policy, policySalt: randomBytes(16) };
  const place = { stream, n: decidedOn + 1, prev: head?.hash ?? GENESIS, at };
  const link = commitHeader({ ...place, ...content, fate: 'landed' });
  return {
    ...{ stream, decidedOn, at, ...link, ...content },
    outbox: outbox.map((entry) => Buffer.from(entry)),
  };
}

/** The first part of a stream, made without looking. */
export function aFirstPart(stream: string, ...drafts: Draft[]): Part {
  const content = { versions: drafts.map(aVersion), events: [], policy: {} };
  const salted = { ...content, policySalt: randomBytes(16) };
  const link = commitHeader({ stream, n: 1, prev: GENESIS, at: NOON, ...salted, fate: 'landed' });
  return { stream, decidedOn: 0, at: NOON, ...link, ...salted, outbox: [] };
}

async function numbered(store: Store, stream: string, draft: Draft): Promise<NewVersion> {
  const { type = 'DocumentReference', id } = draft;
  const found = await standing(store, stream, id, type);
  return aVersion({ version: (found?.version?.version ?? 0) + 1, ...draft });
}

/** Commits one part and whatever documents it names. */
export async function act(
  store: Store,
  stream: string,
  draft: PartDraft,
  documents: readonly NamedDocument[] = [],
): Promise<Outcome> {
  return store.commit({ parts: [await aPart(store, stream, draft)], documents });
}

/** Commits versions in one stream. */
export async function put(store: Store, stream: string, ...versions: Draft[]): Promise<Outcome> {
  return act(store, stream, { versions });
}

/** A commit of several parts. */
export function together(first: Part, ...others: Part[]): Commit {
  return { parts: [first, ...others], documents: [] };
}

/** An event of a dossier, recorded at a moment. */
export function anEvent(p: string, id: string, recorded = NOON, ...tokens: string[]): NewEvent {
  const body = Buffer.from(`{"id":"${id}"}`);
  return { id, p, recorded, body, salt: randomBytes(16), tokens: tokens.map(token).sort() };
}

/** The block after another of its chain, or the first. */
export function aBlock(chain: string, after: Block | undefined, entries: NewEvent[]): Block {
  const place = { chain, n: (after?.n ?? 0) + 1, at: NOON, entries };
  return { ...place, ...blockHeader({ ...place, prev: after?.hash ?? GENESIS }) };
}

/** What stands at a stream's head under an id; undefined for a stream without a head. */
export async function standing(
  store: Store,
  stream: string,
  id: string,
  type = 'DocumentReference',
): Promise<{ head: Head; version: Version | undefined } | undefined> {
  const head = await store.head(stream);
  if (head === undefined) return undefined;
  const versions = await store.versions(head, [{ type, id }]);
  return { head, version: versions.get(`${type}/${id}`) };
}

/** The head of a stream that is there. */
export async function headOf(store: Store, stream: string): Promise<Head> {
  const head = await store.head(stream);
  if (head === undefined) throw new Error(`${stream} has no head`);
  return head;
}

/** A page whose hits have their bodies. */
export interface WholePage extends Omit<Page, 'hits'> {
  readonly head: Head;
  readonly hits: readonly (Omit<Hit, 'version'> & { readonly version: Version })[];
}

/** A search of all documents of a stream at its head, or at an older `n`, changed as the test says. */
export async function find(
  store: Store,
  stream: string,
  { n, ...query }: Partial<StoreQuery> & { readonly n?: number } = {},
): Promise<WholePage> {
  const head = await headOf(store, stream);
  const page = await store.search({
    within: { head, ...(n === undefined ? {} : { n }) },
    type: 'DocumentReference',
    where: { kind: 'all', of: [] },
    order: { by: 'id', descending: false },
    limit: 1_000,
    counted: true,
    ...query,
  });
  return { ...page, hits: await withBodies(store, page), head };
}

/** The hits of a page with their bodies, as the store gives them. */
export async function withBodies(store: Store, { hits }: Page): Promise<WholePage['hits']> {
  const versions = await store.whole(hits);
  return hits.map((hit, i) => {
    const version = versions[i];
    if (version === undefined) throw new Error('a hit without a body');
    return { ...hit, version };
  });
}

/** The ids of a page, in its order. */
export function idsOf(page: Pick<Page, 'hits'>): string[] {
  return page.hits.map(({ version }) => version.id);
}

/** The text of a body. */
export function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes).toString();
}

/** Everything an iteration gives. */
export async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

/** Rows that no commit or block accounts for: each collection walked, slice by slice. */
import type { Base } from '../base.js';
import type { Doc } from '../bson.js';
import { contentOf } from '../commit/content.js';
import { commitName, commitPlace, NEVER, rowName } from '../layout.js';
import type { AccessDocument, ClaimDocument, Collection, CommitDocument } from '../layout.js';
import type { CurrentDocument, EventDocument, HeadDocument } from '../layout.js';
import { everyName, findAll } from '../server/reading.js';

const SLICE = 100;

/** One line for each. */
export async function* leftOver(base: Base): AsyncGenerator<string> {
  const current = { p: 1, from: 1, to: 1, type: 1, keys: 1 };
  yield* walked(base, 'versions', current, rowFaults);
  yield* walked(base, 'current', current, rowFaults);
  yield* walked(base, 'current', current, keyFaults);
  yield* walked(base, 'events', { p: 1, id: 1, c: 1, b: 1 }, eventFaults);
  yield* walked(base, 'heads', { n: 1 }, headFaults);
}

type Judge = (base: Base, rows: readonly Doc[]) => Promise<string[]>;

async function* walked(
  base: Base,
  collection: Collection,
  projection: Doc,
  judge: Judge,
): AsyncGenerator<string> {
  let slice: Doc[] = [];
  for await (const row of everyName(base, collection, { projection, limit: SLICE })) {
    slice.push(row);
    if (slice.length < SLICE) continue;
    yield* await judge(base, slice);
    slice = [];
  }
  yield* await judge(base, slice);
}

async function rowFaults(base: Base, slice: readonly Doc[]): Promise<string[]> {
  const rows = slice as unknown as CurrentDocument[]; // written here
  const commits = await commitsNamed(
    base,
    rows.map(({ p, from }) => ({ stream: p, n: from })),
  );
  return rows.flatMap((row) => {
    const names = commits.get(commitName(row.p, row.from))?.rows ?? [];
    if (!names.includes(row._id)) return [`${row._id}: no commit wrote it`];
    const isEmptied = row.type === undefined;
    return isEmptied && row.to === NEVER ? [`${row._id}: it was emptied without an end`] : [];
  });
}

/** A live row that holds a key is what the key's claim leads to. */
async function keyFaults(base: Base, slice: readonly Doc[]): Promise<string[]> {
  const rows = (slice as unknown as CurrentDocument[]).filter(({ to }) => to === NEVER); // ours
  const keys = rows.flatMap((row) => row.keys ?? []);
  if (keys.length === 0) return [];
  const found = await findAll(base, 'claims', { filter: { _id: { $in: keys } } });
  const ours = found as unknown as ClaimDocument[]; // written by this adapter
  const claims = new Map(ours.map((one) => [one._id, one]));
  return rows.flatMap((row) =>
    (row.keys ?? [])
      .filter((key) => commitPlace(claims.get(key)?.at ?? '').stream !== row.p)
      .map(() => `${row._id}: a key that it holds does not lead to it`),
  );
}

async function eventFaults(base: Base, slice: readonly Doc[]): Promise<string[]> {
  const rows = slice as unknown as EventDocument[]; // written here
  const commits = await commitsNamed(
    base,
    rows.flatMap(({ c }) => (c === undefined ? [] : commitPlace(c))),
  );
  const blocks = await blocksNamed(
    base,
    rows.flatMap(({ b }) => b ?? []),
  );
  return rows.flatMap(({ _id, p, id, c, b }) => {
    const title = `${p}, AuditEvent/${id}`;
    if (_id !== `${p}/${id}`) return [`${title}: it stands under another name`];
    const ids = c === undefined ? blocks.get(b ?? '') : commits.get(c)?.events;
    return ids?.includes(id) === true ? [] : [`${title}: no commit or block wrote it`];
  });
}

async function headFaults(base: Base, slice: readonly Doc[]): Promise<string[]> {
  const heads = slice as unknown as HeadDocument[]; // written here
  const commits = await commitsNamed(
    base,
    heads.map(({ _id, n }) => ({ stream: _id, n })),
  );
  return heads
    .filter(({ _id, n }) => !commits.has(commitName(_id, n)))
    .map(({ _id }) => `${_id}, head: no such commit`);
}

/** What commits account for: names of rows, ids of events. */
interface Accounts {
  readonly rows: readonly string[];
  readonly events: readonly string[];
}

async function commitsNamed(
  base: Base,
  places: readonly { readonly stream: string; readonly n: number }[],
): Promise<ReadonlyMap<string, Accounts>> {
  if (places.length === 0) return new Map();
  const names = [...new Set(places.map(({ stream, n }) => commitName(stream, n)))];
  const p = { $in: [...new Set(places.map(({ stream }) => stream))] };
  const found = await findAll(base, 'commits', { filter: { p, _id: { $in: names } } });
  return new Map(
    (found as unknown as CommitDocument[]).map((one) => [one._id, accountsOf(base, one)]), // ours
  );
}

function accountsOf(base: Base, { p, whole, fate }: CommitDocument): Accounts {
  if (whole === undefined || fate === 'dead') return { rows: [], events: [] };
  const { versions, events } = contentOf(base.texts, p, whole.content);
  return {
    rows: versions.map(({ type, id, version }) => rowName(p, type, id, version)),
    events: events.map(({ id }) => id),
  };
}

async function blocksNamed(
  base: Base,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (names.length === 0) return new Map();
  const filter = { _id: { $in: [...new Set(names)] } };
  const found = await findAll(base, 'access', { filter, projection: { ids: 1 } });
  return new Map((found as unknown as AccessDocument[]).map(({ _id, ids }) => [_id, ids])); // ours
}

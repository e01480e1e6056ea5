/** Point reads: at a head, and of who took a key. */
import type { Head, StreamId, UniqueKey, Version, VersionFacts } from '../kept.js';
import type { ResourceName } from '../store.js';
import type { Base } from './base.js';
import { opaque } from './bson.js';
import type { Doc } from './bson.js';
import { holding } from './commit/keys.js';
import { atHead, headNow } from './heads.js';
import { commitPlace, resourceName, rowName, standingAt } from './layout.js';
import type { CurrentDocument, VersionDocument } from './layout.js';
import { findAll, findOne, valuesOf } from './server/reading.js';

/** The versions of resources that stand at a head, by `Type/id`: one find, however many. */
export async function readVersions(
  base: Base,
  head: Head,
  names: readonly ResourceName[],
): Promise<Map<string, Version>> {
  if (names.length === 0) return new Map();
  const filter = { p: head.stream, ...anyOf(head.stream, names), ...standingAt(head.n) };
  const rows = await atHead(base, head, head.n, async (concern) => {
    if (names.length > 1)
      return findAll(base, 'versions', { filter, concern, limit: names.length });
    return [(await findOne(base, 'versions', { filter, concern })) ?? []].flat();
  });
  return new Map(
    rows.map(versionOf).map((version) => [`${version.type}/${version.id}`, version] as const),
  );
}

/**
 * Each by its names. Several are also bounded by the first and the last of all: a server that does
 * not look up alternatives one by one walks those between, and not everything.
 */
function anyOf(stream: string, names: readonly ResourceName[]): Doc {
  const ranges = names
    .map(({ type, id }) => namedFor(stream, type, id))
    .sort((a, b) => (a.$gte < b.$gte ? -1 : 1));
  const [first, last] = [ranges[0], ranges.at(-1)];
  const _id = { $gte: first?.$gte, $lt: last?.$lt };
  return ranges.length === 1 ? { _id } : { _id, $or: ranges.map((range) => ({ _id: range })) };
}

/** Names of the versions of a resource. */
function namedFor(stream: string, type: string, id: string): { $gte: string; $lt: string } {
  const first = resourceName(stream, type, id);
  // After every digit.
  return { $gte: first, $lt: `${first}:` };
}

/** The types that a stream has rows of. */
export async function readTypes(base: Base, head: Head): Promise<Set<string>> {
  // Any type: what the index of pages has.
  const filter = { p: head.stream, type: { $gt: '' } };
  const found = await atHead(base, head, head.n, (concern) =>
    valuesOf(base, 'current', { field: 'type', filter, concern, hint: 'page' }),
  );
  return new Set(found.map(String));
}

/** One version at or before a head. */
export async function readVersion(
  base: Base,
  head: Head,
  { type, id }: ResourceName,
  version: number,
): Promise<Version | undefined> {
  const { stream, n } = head;
  const filter = { p: stream, _id: rowName(stream, type, id, version), from: { $lte: n } };
  const row = await atHead(base, head, n, (concern) =>
    findOne(base, 'versions', { filter, concern }),
  );
  return row === undefined ? undefined : versionOf(row);
}

/** Versions at or before a head, newest first. */
export async function readHistory(
  base: Base,
  head: Head,
  { type, id }: ResourceName,
  slice: { readonly before?: number; readonly limit: number },
): Promise<Version[]> {
  const { stream, n } = head;
  const end = slice.before === undefined ? {} : { $lt: rowName(stream, type, id, slice.before) };
  const filter = { p: stream, from: { $lte: n }, _id: { ...namedFor(stream, type, id), ...end } };
  const finding = { filter, sort: { _id: -1 }, limit: slice.limit };
  const rows = await atHead(base, head, n, (concern) =>
    findAll(base, 'versions', { ...finding, concern }),
  );
  return rows.map(versionOf);
}

/** The stream in which a key was taken last. */
export async function readClaimed(base: Base, key: UniqueKey): Promise<StreamId | undefined> {
  const found = await findOne(base, 'claims', { filter: { _id: key }, projection: { at: 1 } });
  return found === undefined ? undefined : commitPlace(String(found['at'])).stream;
}

/** The live resource that holds a key, at the head of the stream that its claim leads to. */
export async function readHolder(
  base: Base,
  key: UniqueKey,
): Promise<{ head: Head; version: Version } | undefined> {
  const stream = await readClaimed(base, key);
  const head = stream === undefined ? undefined : await headNow(base, stream);
  if (head === undefined) return undefined;
  const finding = { filter: holding(head.stream, head.n, key), projection: { type: 1, id: 1 } };
  const row = await atHead(base, head, head.n, (concern) =>
    findOne(base, 'current', { ...finding, concern }),
  );
  if (row === undefined) return undefined;
  const name = { type: String(row['type']), id: String(row['id']) };
  const [version] = (await readVersions(base, head, [name])).values();
  return version === undefined ? undefined : { head, version };
}

/** The version that a row holds, whole. */
export function versionOf(row: Doc | VersionDocument): Version {
  const document = row as unknown as VersionDocument; // written by this adapter
  return { ...factsOf(document), gone: document.gone === true, body: document.body };
}

/** The version that a row holds, without its body. */
export function factsOf(row: VersionDocument | CurrentDocument): VersionFacts {
  const { type, id, version, written, facts, wrapped } = row;
  return {
    ...{ type, id, version, written, gone: false, facts: opaque(facts) },
    ...(wrapped === undefined ? {} : { wrappedKey: wrapped }),
  };
}

/**
 * The layout of a database: made at the first start and by `dossier migrate`, refused when a newer
 * program made it. Whatever is done here may be done twice, and by several processes at once.
 */
import { connect } from './connection.js';
import type { Connection } from './connection.js';
import { assertSharded } from './deployment.js';
import type { Doc } from '../bson.js';
import type { Collection } from '../layout.js';
import { INDEXES, LAYOUT_VERSION, SHARD_KEYS } from './indexes.js';
import type { IndexSpec } from './indexes.js';
import { DURABLE } from './writing.js';

/** Names the note of a copy into the database that is under way. */
export const COPYING = 'copying';

/** What a migration tells while it goes on. */
type Telling = (line: string) => void;

/** Migrates the database of a URL. Rejects with a plain Error where it cannot. */
export async function migrateMongo(
  url: string,
  { sharded, telling }: { readonly sharded: boolean; readonly telling: Telling },
): Promise<void> {
  // An index of a large collection takes as long as it takes.
  const connection = await connect(url, { patient: true });
  try {
    if (sharded) await assertSharded(connection);
    await migrate(connection, telling);
    if (sharded) await shard(connection, telling);
  } finally {
    await connection.close();
  }
}

/**
 * Makes an empty database ready; refuses, with a plain Error, one that this program cannot read.
 */
export async function prepare(connection: Connection): Promise<void> {
  const found = await layoutVersion(connection);
  if (found === undefined) return migrate(connection);
  if (found === LAYOUT_VERSION) return;
  const cure =
    found > LAYOUT_VERSION ? 'Run a newer version of the program.' : 'Run dossier migrate first.';
  throw new Error(
    `the database has layout ${found}, this program reads ${LAYOUT_VERSION}. ${cure}`,
  );
}

/** Refuses, with a plain Error, a database that is not yet the whole copy of another store. */
export async function assertNoCopy(connection: Connection): Promise<void> {
  if ((await noteIn(connection, COPYING)) === undefined) return;
  throw new Error('a copy into the database is not finished: run dossier copy again.');
}

/** Refuses, with a plain Error, a database that no server has written, or a newer one has. */
export async function checkLayout(connection: Connection): Promise<void> {
  if ((await layoutVersion(connection)) === undefined) {
    throw new Error('the database is empty: no server has written it yet.');
  }
  await prepare(connection);
}

/** Builds what is missing: indexes, then the note that says so. Rows are not touched meanwhile. */
async function migrate(connection: Connection, telling: Telling = () => {}): Promise<void> {
  const found = await layoutVersion(connection);
  if (found !== undefined && found > LAYOUT_VERSION) return prepare(connection);
  for (const index of INDEXES) {
    telling(`index ${index.name} of ${index.on}`);
    await build(connection, index);
  }
  if (found === 1) await nameSpaces(connection, telling);
  const u = { $set: { version: LAYOUT_VERSION } };
  const updates = [{ q: { _id: 'layout' }, u, upsert: true }];
  await connection.run({ update: 'meta', updates, writeConcern: DURABLE });
  telling(`layout ${LAYOUT_VERSION}`);
}

/** Layout 2: a version says which space it is in, as the policy of its stream does. */
async function nameSpaces(connection: Connection, telling: Telling): Promise<void> {
  telling('the space of each version');
  const command = { find: 'heads', projection: { policy: 1 } };
  for await (const { _id: p, policy } of connection.walk(command)) {
    const { space = 'main' } = JSON.parse(String(policy)) as { space?: string };
    const q = { p, space: { $exists: false } };
    const updates = [{ q, u: { $set: { space } }, multi: true }];
    await connection.run({ update: 'versions', updates, writeConcern: DURABLE });
  }
}

/** Spreads the collections over the shards of a cluster; those that are spread already stay so. */
async function shard(connection: Connection, telling: Telling): Promise<void> {
  const database = connection.db.databaseName;
  await connection.admin({ enableSharding: database });
  for (const [collection, key] of Object.entries(SHARD_KEYS)) {
    telling(`shard key of ${collection}: ${JSON.stringify(key)}`);
    await connection.admin({ shardCollection: `${database}.${collection}`, key });
  }
}

/** Names of needed indexes that are not there, or not yet. */
export async function missingIndexes(connection: Connection): Promise<string[]> {
  const needed = INDEXES.filter((index) => index.needed);
  const collections = [...new Set(needed.map(({ on }) => on))];
  const found = await Promise.all(collections.map((on) => indexesOf(connection, on)));
  const there = new Map(collections.map((on, i) => [on, found[i] ?? []]));
  return needed
    .filter(({ on, name }) => there.get(on)?.includes(name) !== true)
    .map(({ on, name }) => `${name} of ${on}`);
}

async function build(connection: Connection, index: IndexSpec): Promise<void> {
  const { on, name, key, partial, expireAfterSeconds, unique } = index;
  const spec: Doc = {
    ...{ name, key },
    ...(partial === undefined ? {} : { partialFilterExpression: partial }),
    ...(expireAfterSeconds === undefined ? {} : { expireAfterSeconds }),
    ...(unique === undefined ? {} : { unique }),
  };
  await connection.run({ createIndexes: on, indexes: [spec] });
}

async function indexesOf(connection: Connection, on: Collection): Promise<string[]> {
  try {
    const names: string[] = [];
    for await (const { name } of connection.walk({ listIndexes: on })) names.push(String(name));
    return names;
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

const NAMESPACE_NOT_FOUND = 26;

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === NAMESPACE_NOT_FOUND;
}

async function layoutVersion(connection: Connection): Promise<number | undefined> {
  const version = (await noteIn(connection, 'layout'))?.['version'];
  return version === undefined ? undefined : Number(version);
}

async function noteIn(connection: Connection, name: string): Promise<Doc | undefined> {
  const command = { find: 'meta', filter: { _id: name }, limit: 1, singleBatch: true };
  const reply = await connection.run({ ...command, readConcern: { level: 'majority' } });
  // Cast: what a find answers.
  return (reply['cursor'] as { readonly firstBatch: readonly Doc[] }).firstBatch[0];
}

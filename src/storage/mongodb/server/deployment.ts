/**
 * What kind of deployment serves the database: refused when it cannot promise that what was
 * answered stays, and told when it cannot go on after the loss of its one server.
 */
import type { Connection } from './connection.js';
import type { Doc } from '../bson.js';
import { isOfDriver } from './patience.js';
import { DURABLE } from './writing.js';

/** What an operator should know. */
const NO_REPLICA_SET =
  'MongoDB runs without a replica set: there is no failover, and what its one disk loses is lost.';
const ARBITER =
  'The replica set has an arbiter: with one other member down, writes wait or are less safe.';
const NO_JOURNAL =
  'The replica set has writeConcernMajorityJournalDefault off: a majority may hold a write in memory only.';

/** What an operator should know of the deployment. */
export async function notesOn(connection: Connection): Promise<string[]> {
  const hello = await connection.run({ hello: 1 });
  if (isRouter(hello)) return [];
  if (hello['setName'] === undefined) return [NO_REPLICA_SET];
  return configurationNotes(connection);
}

/** Refuses, with a plain Error, a server that is no router of a sharded cluster. */
export async function assertSharded(connection: Connection): Promise<void> {
  if (isRouter(await connection.run({ hello: 1 }))) return;
  throw new Error('--sharded is for a sharded cluster: name its mongos in the URL.');
}

function isRouter(hello: Doc): boolean {
  return hello['msg'] === 'isdbgrid';
}

/** A write as durable as every commit will be. Rejects with a plain Error where it is refused. */
export async function tryWrite(connection: Connection): Promise<void> {
  const update = { q: { _id: 'durable' }, u: { $currentDate: { at: true } }, upsert: true };
  const command = { update: 'meta', updates: [update], writeConcern: DURABLE };
  const reply: Doc = await connection.run(command).catch((error: unknown) => {
    if (isOfDriver(error) && 'code' in error && error.code !== undefined)
      throw refusal(error.message);
    throw error;
  });
  const refused = reply['writeConcernError'] as { errmsg?: string } | undefined; // of a write reply
  if (refused !== undefined) throw refusal(refused.errmsg ?? '');
}

function refusal(why: string): Error {
  return new Error(
    `the server refuses writes with w: majority, j: true (${why.split('\n')[0]}). Nothing could be promised on it: use a replica set with journaling.`,
  );
}

/** What the set's configuration shows, where this user may see it. */
async function configurationNotes(connection: Connection): Promise<string[]> {
  const reply = await connection.admin({ replSetGetConfig: 1 }).catch(() => undefined);
  const config = reply?.['config'] as SetConfiguration | undefined; // of that command
  if (config === undefined) return [];
  return [
    ...(config.members.some(({ arbiterOnly }) => arbiterOnly === true) ? [ARBITER] : []),
    ...(config.writeConcernMajorityJournalDefault === false ? [NO_JOURNAL] : []),
  ];
}

interface SetConfiguration {
  readonly members: readonly { readonly arbiterOnly?: boolean }[];
  readonly writeConcernMajorityJournalDefault?: boolean;
}

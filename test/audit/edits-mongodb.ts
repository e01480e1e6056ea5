/** Edits by hand of a database, each undone after it. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { MongoClient, type Db, type Document } from 'mongodb';
import type { Test } from 'tap';
import type { Configuration } from '../../fastify.config.js';
import type { Edit } from './edit.js';

const DOCUMENT = { type: 'DocumentReference' };
const DOSSIER = /^[a-z2-9]{20}$/;

/** Which document of a collection is edited, and how; without a change it is taken away. */
interface Change {
  readonly of: string;
  readonly where: Document;
  readonly set?: (found: Document) => Document;
  readonly told: RegExp;
}

const EDITS: Readonly<Record<string, Change>> = {
  'the body of a row': {
    of: 'versions',
    where: DOCUMENT,
    set: ({ body }) => ({ body: swapped(body, 'current', 'CURRENT') }),
    told: /DocumentReference\/.* version \d: its row does not hold/,
  },
  'the facts of a row': {
    of: 'current',
    where: DOCUMENT,
    set: ({ facts }) => ({ facts: String(facts).replace('ps:8', 'ps:7') }),
    told: /DocumentReference\/.*its row does not hold/,
  },
  'a row taken away': { of: 'versions', where: { type: 'Binary' }, told: /Binary\/.* is missing/ },
  'a row of searches taken away': {
    of: 'current',
    where: { type: 'Binary' },
    told: /Binary\/.* is missing/,
  },
  'a row added': {
    of: 'current',
    where: { type: 'Binary' },
    set: ({ _id, ...row }) => ({ ...row, _id: String(_id).replace(/.$/, '7'), version: 7 }),
    told: /Binary\/.*: no commit wrote it/,
  },
  'tokens of a row': {
    of: 'current',
    where: DOCUMENT,
    set: ({ t: [, ...tokens] }) => ({ t: tokens }),
    told: /DocumentReference\/.*its row does not hold/,
  },
  'a range of a row': {
    of: 'current',
    where: DOCUMENT,
    set: () => ({ r: [] }),
    told: /DocumentReference\/.*its row does not hold/,
  },
  'the end of a row': {
    of: 'current',
    where: { to: { $lt: 1000 } },
    set: () => ({ to: 999_999 }),
    told: /its end is not where the next version begins/,
  },
  'an event taken away': { of: 'events', where: {}, told: /AuditEvent\/.*its row is missing/ },
  'the time of an event': {
    of: 'events',
    where: { b: { $exists: true } },
    set: ({ recorded }) => ({ recorded: Number(recorded) + 1 }),
    told: /AuditEvent\/.*its row does not hold what was written/,
  },
  'the entries of a block': {
    of: 'access',
    where: { n: 1 },
    set: ({ entries }) => ({ entries: changed(entries) }),
    told: /log .*: AuditEvent\/.*: does not match its digest/,
  },
  'an event added': {
    of: 'events',
    where: { b: { $exists: true } },
    set: ({ _id, id, ...row }) => ({ ...row, _id: `${String(_id)}x`, id: `${String(id)}x` }),
    told: /AuditEvent\/.*: no commit or block wrote it/,
  },
  'tokens of an event': {
    of: 'events',
    where: {},
    set: () => ({ t: [] }),
    told: /AuditEvent\/.*its row does not hold what was written/,
  },
  'a block taken away': { of: 'access', where: { n: 1 }, told: /log / },
  'a commit taken away': {
    of: 'commits',
    where: { n: 2, p: DOSSIER },
    told: /the link before it is missing or changed/,
  },
  'the header of a commit': {
    of: 'commits',
    where: { n: 2, p: DOSSIER },
    set: ({ whole }) => ({ whole: { ...whole, header: swapped(whole.header, '"n":2', '"n":3') } }),
    told: /the header does not match its hash/,
  },
  'the policy at a head': {
    of: 'heads',
    where: { policy: /activated/ },
    set: ({ policy }) => ({ policy: String(policy).replace('activated', 'created') }),
    told: /head: its policy is not that of the last commit/,
  },
  'a head put back': {
    of: 'heads',
    where: { policy: /activated/ },
    set: () => ({ n: 1 }),
    told: /head/,
  },
  'a head taken away': {
    of: 'heads',
    where: { _id: DOSSIER },
    told: /there is no head|it stands beyond its head/,
  },
  'a claim led astray': {
    of: 'claims',
    where: {},
    set: () => ({ at: 'elsewhere/0000000001' }),
    told: /a key that it holds does not lead to it/,
  },
};

/** Every edit, undone with its test. */
export const MONGODB_EDITS: readonly Edit[] = Object.entries(EDITS).map(([name, change]) => ({
  name,
  told: change.told,
  edited: (t, configuration) => edited(t, configuration, change),
}));

async function edited(
  t: Test,
  configuration: Configuration,
  change: Change,
): Promise<Configuration> {
  const client = await new MongoClient(configuration.mongodbUrl ?? '', {
    promoteBuffers: true,
    promoteLongs: false,
  }).connect();
  const collection = client.db().collection(change.of);
  const found = await collection.findOne(change.where, { sort: { _id: 1 } });
  if (found === null) throw new Error('nothing to be edited was found');
  const next = change.set === undefined ? undefined : { ...found, ...change.set(found) };
  const isAdded = next !== undefined && next._id !== found._id;
  await put(client.db(), change.of, { take: isAdded ? [] : [found], put: next });
  t.teardown(async () => {
    await put(client.db(), change.of, {
      take: next === undefined ? [] : [next],
      put: isAdded ? undefined : found,
    });
    await client.close();
  });
  return configuration;
}

async function put(
  db: Db,
  name: string,
  to: { readonly take: readonly Document[]; readonly put: Document | undefined },
): Promise<void> {
  for (const { _id } of to.take) await db.collection(name).deleteOne({ _id });
  if (to.put !== undefined) await db.collection(name).insertOne(to.put);
}

function swapped(bytes: unknown, from: string, to: string): Buffer {
  return Buffer.from(
    Buffer.from(bytes as Uint8Array)
      .toString('latin1')
      .replace(from, to),
    'latin1',
  );
}

/** The packed entries of a block, one letter of them another. */
function changed(entries: unknown): Buffer {
  const clear = inflateRawSync(entries as Uint8Array);
  return deflateRawSync(swapped(clear, 'AuditEvent', 'auditEvent'));
}

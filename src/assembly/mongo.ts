/** The store on MongoDB and the documents beside it, opened on one connection. */
import { commitHeader, GENESIS } from '../audit/chain.js';
import type { Blobs } from '../blobs/blobs.js';
import { openGridFs } from '../blobs/gridfs.js';
import { systemClock } from '../clock.js';
import { randomIds } from '../ids.js';
import { GRIDFS } from '../storage/mongodb/layout.js';
import { openMongo, type MongoSettings, type MongoStore } from '../storage/mongodb/store.js';

/** An open database. */
export interface MongoStores {
  readonly store: MongoStore;
  readonly blobs: Blobs;
}

/** Opens a database; a test says more of how. Rejects with an Error of one line. */
export async function openMongoStores(
  url: string,
  how: Partial<Pick<MongoSettings, 'readOnly' | 'copying' | 'around' | 'clock'>> = {},
): Promise<MongoStores> {
  const needs = { ids: randomIds(), clock: systemClock(), deadLink };
  const store = await openMongo({ ...needs, ...how, url });
  const { db } = store.connection;
  const { readOnly = false } = how;
  return {
    store,
    blobs: openGridFs({ db, bucketName: GRIDFS, readOnly, reading: store.patiently }),
  };
}

/** The header of a number that was given up: it promises nothing. */
const deadLink: MongoSettings['deadLink'] = ({ prev = GENESIS, ...place }) =>
  commitHeader({ ...place, prev, fate: 'dead', ...NOTHING });

const NOTHING = { versions: [], events: [], policy: {}, policySalt: new Uint8Array(0) };

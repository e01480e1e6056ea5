/** The index of a store made anew, so that searches know the parameters of loaded packages. */
import type { Configuration } from '../../../fastify.config.js';
import type { Envelope } from '../../blobs/envelope.js';
import { systemClock, type Clock } from '../../clock.js';
import { formatInstant } from '../../fhir/instant.js';
import { randomIds } from '../../ids.js';
import { keepPackages, keptPackages } from '../../records/packages.js';
import { reindexStore } from '../../records/reindex.js';
import type { Store } from '../../storage/store.js';
import { baseUrl, servingBase } from '../place.js';
import { readProfileFiles, type ProfileFiles } from '../profile-files.js';
import { makeRules } from '../rules.js';
import { openToIndex, type Opened } from './opening.js';
import { definedBy, searchedWhole, staleOf } from './searching.js';

/** A server looks for loads about every minute, and finishes what it is writing. */
const TAKEN_IN_AFTER_MS = 120_000;

/** What an index is made anew in. */
interface Indexing {
  readonly configuration: Configuration;
  readonly store: Store;
  readonly envelope: Envelope;
  readonly files: ProfileFiles;
}

/** What became of searches with a load. */
export interface SearchedSince {
  /** Parameters of packages, each type's apart. */
  readonly parameters: number;
  /** Versions whose index was made anew, so that all those are searched by. */
  readonly indexed: number;
  /** Types whose index is to be made anew yet: searches know no new parameters of these. */
  readonly stale: readonly string[];
}

/**
 * Makes the index of a database anew after loads, as a load into a folder does itself. Rejects with
 * an Error of one line when a server may not know of the load yet.
 */
export async function indexAfterLoads(
  configuration: Configuration,
  clock?: Clock,
): Promise<SearchedSince> {
  const files = readProfileFiles();
  const { store, envelope, close } = await openToIndex(configuration);
  try {
    const open = { store, envelope, configuration, files };
    const indexed = await indexPackages(open, clock);
    return { ...(await searchedSince({ ...open, envelope: undefined })), indexed };
  } finally {
    await close();
  }
}

/** What became of searches. Nobody else writes into a folder: its index is made anew at once. */
export async function searchedSince(
  open: Opened & { readonly configuration: Configuration; readonly files: ProfileFiles },
): Promise<SearchedSince> {
  const { store, envelope, files } = open;
  const indexed = envelope === undefined ? 0 : await indexPackages({ ...open, envelope });
  const load = await keptPackages(store);
  const parameters = definedBy(load.packages, files).defined.length;
  return { parameters, indexed, stale: staleOf(load, files) };
}

/**
 * Makes the index of all that the parameters of packages find anew, and searches by them from then
 * on; how many versions it changed. Interrupted, or after an Error, it may be done again: searches
 * know until then what they knew.
 */
async function indexPackages(
  { configuration, store, envelope, files }: Indexing,
  clock: Clock = systemClock(),
): Promise<number> {
  const kept = await keptPackages(store);
  const types = staleOf(kept, files);
  if (types.length === 0) return 0;
  if (configuration.mongodbUrl !== undefined) assertTakenIn(kept.changed, clock.now());
  const searched = searchedWhole(definedBy(kept.packages, files).defined);
  const load = { packages: kept.packages, searched };
  const base = (await servingBase(configuration.dataDir)) ?? (await baseUrl(configuration));
  const { rules } = makeRules(files, envelope, base, load);
  const count = await reindexStore({ store, rules, types });
  const needs = { store, clock, ids: randomIds() };
  if (await keepPackages(needs, kept.load, load)) return count;
  throw new Error('Packages were loaded meanwhile. Run the same command again.');
}

/** What a server writes before it knows of a load would be missed. */
function assertTakenIn(changed: number, now: number): void {
  const from = changed + TAKEN_IN_AFTER_MS;
  if (now >= from) return;
  throw new Error(
    `Servers may write without the new parameters until ${formatInstant(from)}. Run the same command then.`,
  );
}

/** Searches of a dossier that other processes change all the time, each checked. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openMongoStores } from '../../../src/assembly/mongo.js';
import type { Store } from '../../../src/storage/store.js';
import { headOf, idsOf, textOf, withBodies } from '../../contract/store/builders.js';
import { CURRENT, DOSSIER, fill, GROUPS, MASKED } from './churn.js';

/** What was seen. */
export interface Reading {
  readonly searches: number;
  /** Commits that the other processes made meanwhile. */
  readonly commits: number;
  readonly faults: readonly string[];
}

/** Searches so many times while two other processes change the dossier. */
export async function readWhileChanged(url: string, searches: number): Promise<Reading> {
  const { store } = await openMongoStores(url);
  await fill(store);
  const before = (await headOf(store, DOSSIER)).n;
  const script = fileURLToPath(new URL('./churn.js', import.meta.url));
  const writers = ['a', 'b'].map((name) => spawn(process.execPath, [script, url, name]));
  const faults: string[] = [];
  try {
    while ((await headOf(store, DOSSIER)).n === before) await new Promise(setImmediate);
    for (let i = 0; i < searches; i++) faults.push(...(await faultsOfOne(store)));
    return { searches, faults, commits: (await headOf(store, DOSSIER)).n - before };
  } finally {
    writers.forEach((writer) => writer.kill('SIGKILL'));
    await store.close();
  }
}

/** Three searches at one head: they must agree, and each must be whole. */
async function faultsOfOne(store: Store): Promise<string[]> {
  const head = await headOf(store, DOSSIER);
  const search = async (token?: string) => {
    const page = await store.search({
      ...{ within: { head }, type: 'DocumentReference', limit: 1_000, counted: true },
      where: token === undefined ? { kind: 'all', of: [] } : { kind: 'token', token },
      order: { by: 'id', descending: false },
    });
    return { ...page, hits: await withBodies(store, page) };
  };
  const [current, masked, all] = [await search(CURRENT), await search(MASKED), await search()];
  const stampOf = new Map(all.hits.map(({ version }) => [version.id, textOf(version.body)]));
  const torn = current.hits.filter(({ version }) => {
    const group = /^g(\d+)-/.exec(version.id)?.[1] ?? '';
    return stampOf.get(`companion${group}`) !== textOf(version.body);
  });
  const companions = idsOf(masked).filter((id) => id.startsWith('companion')).length;
  const shown = idsOf(current).filter((id) => idsOf(masked).includes(id)).length;
  return [
    ...(current.hits.length === GROUPS ? [] : [`${current.hits.length} of ${GROUPS} are current`]),
    ...(current.total === GROUPS ? [] : [`${current.total} of ${GROUPS} are counted`]),
    ...torn.map(({ version }) => `${version.id}: half of a commit`),
    ...(companions === shown ? [] : ['a group is masked by half']),
    ...(new Set(idsOf(all)).size === all.hits.length ? [] : ['a document is given twice']),
  ];
}

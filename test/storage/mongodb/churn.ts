/**
 * A process that replaces, masks and supersedes the documents of one dossier in a loop, until it is
 * ended. In every commit all that it writes bears one stamp; at every head exactly one document of
 * each group is current, and a group is masked whole or not at all. Started by
 * `snapshots.test.ts`; not a test by itself.
 */
import { openMongoStores } from '../../../src/assembly/mongo.js';
import type { Store } from '../../../src/storage/store.js';
import { aPart, headOf, idsOf, put, token, together } from '../../contract/store/builders.js';
import type { Draft } from '../../contract/store/builders.js';

/** Groups of documents in the dossier. */
export const GROUPS = 8;
/** The dossier. */
export const DOSSIER = 'churned';
/** What the current document of each group has. */
export const CURRENT = token('current');
/** What both documents of a masked group have. */
export const MASKED = token('masked');

/** The first documents: a current one in each group, and its companion. */
export async function fill(store: Store): Promise<void> {
  const groups = Array.from({ length: GROUPS }, (_, group) => group);
  await put(store, DOSSIER, ...groups.flatMap((group) => pair(group, 'first', false)));
}

function pair(group: number, stamp: string, masked: boolean): Draft[] {
  return [
    { id: `g${group}-0`, ...document(group, stamp, masked, true) },
    { id: `companion${group}`, ...document(group, stamp, masked, false) },
  ];
}

function document(group: number, stamp: string, masked: boolean, current: boolean) {
  const tokens = [
    ...(current ? [CURRENT] : []),
    ...(masked ? [MASKED] : []),
    token(`group ${group}`),
  ];
  return { body: stamp, index: { tokens: tokens.sort(), at: group } };
}

/** One change of one group, decided at one head: its current document is replaced, and maybe masked. */
async function change(store: Store, group: number, stamp: string): Promise<boolean> {
  const head = await headOf(store, DOSSIER);
  const of = [CURRENT, token(`group ${group}`)].map((one) => {
    return { kind: 'token', token: one } as const;
  });
  const page = await store.search({
    ...{ within: { head }, type: 'DocumentReference', where: { kind: 'all', of } },
    ...{ order: { by: 'id', descending: false }, limit: 9, counted: false },
  });
  const [old = ''] = idsOf(page);
  const masked = stamp.endsWith('1');
  const versions = [
    { id: old, ...document(group, stamp, masked, false) },
    { id: `g${group}-${stamp}`, ...document(group, stamp, masked, true) },
    { id: `companion${group}`, ...document(group, stamp, masked, false) },
  ];
  // Every tenth time nothing is replaced: the current one changes, and its companion with it.
  const part = await aPart(store, DOSSIER, {
    versions: stamp.endsWith('0') ? both(versions, old) : versions,
    decidedOn: head.n,
  });
  return (await store.commit(together(part))).kind === 'committed';
}

function both(versions: readonly Draft[], old: string): Draft[] {
  const [, next, companion] = versions;
  return next === undefined || companion === undefined ? [] : [{ ...next, id: old }, companion];
}

const [url, name = ''] = process.argv.slice(2);
if (url !== undefined && process.argv[1]?.endsWith('churn.js') === true) {
  const { store } = await openMongoStores(url);
  for (let i = 0; ; i++) {
    const isDone = await change(store, i % GROUPS, `${name}${i}`).catch(() => false);
    if (isDone) process.stdout.write('.');
  }
}

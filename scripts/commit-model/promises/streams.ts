/**
 * What each stream promises in every state: its commits, its head, and the rows that show there.
 */
import { Breach } from '../breach.js';
import { areSame, expectedAt, fateOf, hashAt } from '../journal.js';
import { lastNumber, shownAt, standingAt } from '../journal.js';
import { lastAnswered, type State } from '../state.js';
import { commitId, DOOMED, numberOf, streamOf } from '../store.js';
import type { Commit, Store, Version } from '../store.js';
import type { Table } from '../tables.js';

/** Every promise about one stream. */
export function checkStream(state: State, stream: string): void {
  checkNumbers(state, stream);
  checkChain(state, stream);
  checkLanded(state, stream);
  checkHead(state, stream);
  checkShown(state, stream);
}

function checkNumbers({ store, told }: State, stream: string): void {
  const last = lastNumber(store.commits, stream);
  const head = store.heads[stream]?.number ?? 0;
  const stray = Object.keys(store.commits).find(
    (id) => streamOf(id) === stream && numberOf(id) > last,
  );
  if (stray !== undefined) throw new Breach('chain', `${stray} is there without the one before`);
  if (head > last) {
    throw new Breach('durability', `the head of ${stream} is ${head}, its last commit ${last}`);
  }
  if (last > head + 1) {
    throw new Breach('succession', `two commits of ${stream} are beyond its head ${head}`);
  }
  const answered = lastAnswered(told, stream);
  if (head >= answered) return;
  throw new Breach('durability', `the head of ${stream} is ${head}; ${answered} was answered`);
}

function checkChain({ store }: State, stream: string): void {
  const last = lastNumber(store.commits, stream);
  for (let number = 1; number <= last; number++) {
    const id = commitId(stream, number);
    const previous = store.commits[id]?.previous;
    const before = hashAt(store.commits, stream, number - 1);
    if (previous === before) continue;
    throw new Breach('chain', `${id} carries ${previous}; the one before is ${before}`);
  }
}

function checkLanded({ store }: State, stream: string): void {
  const last = lastNumber(store.commits, stream);
  for (let number = 1; number <= last; number++) {
    const id = commitId(stream, number);
    const commit = store.commits[id];
    if (commit === undefined || fateOf(store.commits, commit) !== 'landed') continue;
    checkSuccession(commit, standingAt(store.commits, stream, number - 1).versions);
    if (!isDocumentThere(store, commit)) {
      throw new Breach('documents', `${id} names ${commit.document}, which is gone`);
    }
  }
}

function isDocumentThere({ documents }: Store, { document }: Commit): boolean {
  if (document === undefined) return true;
  const record = documents[document];
  return record !== undefined && record.nonce !== DOOMED;
}

function checkSuccession({ versions }: Commit, before: Table<Version>): void {
  for (const [resource, { version }] of Object.entries(versions)) {
    const last = before[resource]?.version ?? 0;
    if (version === last + 1) continue;
    throw new Breach('succession', `${resource} goes from version ${last} to ${version}`);
  }
}

function checkHead({ store }: State, stream: string): void {
  const head = store.heads[stream];
  if (head === undefined) return;
  const open = Object.entries(store.commits).find(
    ([id, commit]) =>
      streamOf(id) === stream &&
      numberOf(id) <= head.number &&
      fateOf(store.commits, commit) === 'open',
  );
  if (open !== undefined) {
    throw new Breach('all or nothing', `the head of ${stream} passed ${open[0]}, which is open`);
  }
  const hash = hashAt(store.commits, stream, head.number);
  if (head.hash !== hash) {
    throw new Breach('chain', `the head of ${stream} carries ${head.hash}, not ${hash}`);
  }
  const { policy } = standingAt(store.commits, stream, head.number);
  if (head.policy === policy) return;
  throw new Breach('policy', `the head of ${stream} says ${head.policy}, the commits ${policy}`);
}

function checkShown({ store }: State, stream: string): void {
  const head = store.heads[stream]?.number ?? 0;
  const shown = shownAt(store.current, stream, head);
  const expected = expectedAt(store.commits, stream, head);
  if (areSame(shown, expected)) return;
  const message = `a reader of ${stream} at ${head} gets [${shown}], should get [${expected}]`;
  throw new Breach('snapshot', message);
}

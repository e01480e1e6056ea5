/** What `verify-audit` does, over any store: every fault that the chains and the tables show. */
import { checkBlock } from '../../../src/audit/block.js';
import { checkCommit, GENESIS } from '../../../src/audit/chain.js';
import type { Store } from '../../../src/storage/store.js';
import { all } from './builders.js';

/** One line per fault; empty when the store holds what was written, all of it and nothing else. */
export async function faultsOf(store: Store): Promise<string[]> {
  return [
    ...(await all(store.strays())),
    ...(await journalFaults(store)),
    ...(await logFaults(store)),
  ];
}

async function journalFaults(store: Store): Promise<string[]> {
  const faults: string[] = [];
  const last = new Map<string, string>();
  for await (const commit of store.journal()) {
    faults.push(...checkCommit(commit, last.get(commit.stream) ?? GENESIS));
    last.set(commit.stream, commit.hash);
  }
  for await (const { stream, hash } of store.heads()) {
    if (last.get(stream) !== hash) faults.push(`${stream}: the head is not the last commit`);
    last.delete(stream);
  }
  return [...faults, ...Array.from(last.keys(), (stream) => `${stream}: has no head`)];
}

async function logFaults(store: Store): Promise<string[]> {
  const faults: string[] = [];
  const last = new Map<string, string>();
  for await (const block of store.blocks()) {
    faults.push(...checkBlock(block, last.get(block.chain) ?? GENESIS));
    last.set(block.chain, block.hash);
  }
  return faults;
}

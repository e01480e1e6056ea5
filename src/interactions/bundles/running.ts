/** A transaction while it runs: what it is built on, and what is known of its entries so far. */
import type { Caller } from '../../access/caller.js';
import type { Entry } from '../../fhir/bundle.js';
import type { Issue, Problem } from '../../fhir/problem.js';
import { localReference } from '../../fhir/reference.js';
import { relative, type Resource } from '../../fhir/resource.js';
import type { Shown } from '../../fhir/version.js';
import type { Records } from '../../records/records.js';
import type { ReferenceNeeds } from './conditional-references.js';
import type { Begun, Joining } from './joining.js';

/** What an entry that writes came to. */
export interface Outcome {
  readonly status: number;
  /** The version written, or the one that was there already. */
  readonly shown?: Shown | undefined;
  readonly issues: readonly Issue[];
}

/** What an entry that reads is answered, and why it is refused, if it is. */
export interface Told<A> {
  readonly answer: A;
  readonly failure?: Problem | undefined;
}

/** What a transaction is built on. */
export interface TransactionNeeds<A> extends ReferenceNeeds {
  readonly records: Records;
  readonly base: string;
  readonly validate: (bundle: Resource) => readonly Issue[];
  /** Does at a door what an entry that writes asks for. */
  readonly write: (entry: Entry, door: Records) => Promise<Outcome>;
  readonly read: (entry: Entry) => Promise<Told<A>>;
  /** The answer that tells an outcome. */
  readonly answer: (outcome: Outcome) => A;
}

/** A transaction on its way. Entries are known by their places. */
export interface Running<A> {
  readonly needs: TransactionNeeds<A>;
  readonly caller: Caller;
  readonly entries: readonly Entry[];
  readonly joining: Joining;
  /** `Type/id` of what each entry is about, as far as it is known. */
  readonly addresses: Map<number, string>;
  /** What each conditional reference names: an address, or the place of an entry. */
  readonly references: Map<string, string | number>;
  /** Entries that write and have planned, in the order in which they did. */
  readonly begun: Map<number, Begun<Outcome>>;
  /** What is settled. */
  readonly outcomes: Map<number, Outcome>;
}

/** Whether an entry only reads. */
export function reads({ method }: Entry): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** `Type/id` where the url of an entry names one resource, or a version of it. */
export function addressIn({ url }: Entry, base: string): string | undefined {
  const path = (url.split('?')[0] ?? '').replace(/^\//, '').replace(/\/_history\/?$/, '');
  const address = localReference(path, base);
  return address === undefined ? undefined : relative({ type: address.type, id: address.id });
}

/** Notes what an entry came to. */
export function settle<A>(running: Running<A>, at: number, outcome: Outcome): void {
  const { shown } = outcome;
  running.outcomes.set(at, outcome);
  if (shown !== undefined) running.addresses.set(at, relative({ type: shown.type, id: shown.id }));
}

/** Notes what an entry is about once it has planned, or what it came to where it wants nothing. */
export async function noteBegun<A>(running: Running<A>, entry: Entry): Promise<void> {
  const { at, resource } = entry;
  const begun = running.begun.get(at);
  if (begun === undefined) return;
  const { changes } = begun;
  if (changes.length === 0) return settle(running, at, await begun.commit([]));
  if (addressIn(entry, running.needs.base) !== undefined) return;
  const own = changes.find(({ type }) => type === resource?.resourceType) ?? changes[0];
  if (own !== undefined) running.addresses.set(at, `${own.type}/${own.id}`);
}

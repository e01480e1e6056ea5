/**
 * How far a subscription has been served: what it was told so far, and what waits to be told. It
 * stands beside the Subscription in its stream, so that a version of it for each notification is
 * none of the Subscription, and no address leads to it.
 */
import type { Facts } from '../../access/facts.js';
import { parseJson } from '../../fhir/json.js';
import { problem } from '../../fhir/problem.js';
import type { Resource } from '../../fhir/resource.js';
import type { Head, NewVersion, Version } from '../../storage/kept.js';
import { sealed } from '../changes/commit.js';
import type { Turns } from '../changes/turns.js';
import { policyOf } from '../judge.js';
import type { Needs } from '../needs.js';
import { nameOf, versionsAt } from '../versions-at.js';
import type { Changed } from './interest.js';

/** A change that a subscriber is to be told of. */
export type Pending = Pick<Changed, 'type' | 'id' | 'version' | 'withdrawn' | 'at'>;

/** What was told, and what waits. */
export interface Progress {
  /** Events told since the subscription began. */
  readonly given: number;
  /** Oldest first. */
  readonly pending: readonly Pending[];
}

/** A subscription's place: its stream, and its id. */
export interface SubscriptionPlace {
  readonly stream: string;
  readonly id: string;
}

/** What to write of the progress, with outbox entries; undefined: nothing. */
export type Advance = (
  now: Progress,
) => { readonly next: Progress; readonly entries: readonly Uint8Array[] } | undefined;

const TYPE = 'Parameters';
const NONE: Progress = { given: 0, pending: [] };
const ATTEMPTS_MAX = 12;
const SALT_BYTES = 16;

/** The progress of a subscription; none yet for one that is not known. */
export async function progressOf(needs: Needs, place: SubscriptionPlace): Promise<Progress> {
  const head = await needs.store.head(place.stream);
  return head === undefined ? NONE : read(await standing(needs, head, place));
}

/** Writes the next progress, decided on what stands; another process may write it too. */
export async function advance(
  needs: Needs,
  turns: Turns,
  place: SubscriptionPlace,
  step: Advance,
): Promise<void> {
  await turns.take([place.stream], async () => {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      if (await isWritten(needs, place, step)) return;
    }
    throw problem('unavailable');
  });
}

async function isWritten(needs: Needs, place: SubscriptionPlace, step: Advance): Promise<boolean> {
  const head = await needs.store.head(place.stream);
  if (head === undefined) return true;
  const before = await standing(needs, head, place);
  const made = step(read(before));
  if (made === undefined) return true;
  const at = needs.clock.now();
  const versions = [versionOf(needs, place, { before, next: made.next, written: at })];
  const policy = { ...policyOf(head) };
  const part = sealed(needs, head, { at, versions, policy, events: [], outbox: made.entries });
  const outcome = await needs.store.commit({ parts: [part], documents: [] });
  return outcome.kind === 'committed';
}

async function standing(
  needs: Needs,
  head: Head,
  { id }: SubscriptionPlace,
): Promise<Version | undefined> {
  const name = nameOf({ type: TYPE, id });
  return (await versionsAt(needs, { head }, [name])).get(name);
}

function read(version: Version | undefined): Progress {
  // Written below.
  return version === undefined ? NONE : (parseJson(version.body) as unknown as Stored).progress;
}

interface Stored {
  readonly progress: Progress;
}

function versionOf(
  needs: Needs,
  { id }: SubscriptionPlace,
  made: { before: Version | undefined; next: Progress; written: number },
): NewVersion {
  const { before, next, written } = made;
  const facts: Facts = { author: 'server', labels: [] };
  const resource: Resource & Stored = { resourceType: TYPE, id, progress: next };
  return {
    ...{ type: TYPE, id, version: (before?.version ?? 0) + 1, written, gone: false },
    facts: { ...facts },
    body: Buffer.from(JSON.stringify(resource)),
    salt: needs.ids.bytes(SALT_BYTES),
    index: needs.rules.index(resource, facts, { written, everywhere: false }),
    keys: [],
  };
}

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
import { sealed } from '../changes/sealed.js';
import type { Turns } from '../changes/turns.js';
import { policyOf } from '../judge.js';
import type { Needs } from '../needs.js';
import { nameOf, versionsAt } from '../versions-at.js';
import { joined, refilled, type Paged, type Pending, type Progress } from './pages.js';

/** A subscription's place: its stream, and its id. */
export interface SubscriptionPlace {
  readonly stream: string;
  readonly id: string;
}

/** What becomes of the progress. */
interface Step {
  readonly next: Progress;
  /** Entries of the outbox. */
  readonly entries: readonly Uint8Array[];
  /** What joins the end of what waits, if it does not wait there already. */
  readonly joins?: Pending;
}

/** Decides what to write of what stands. */
export type Advance = (now: Progress) => Step;

const TYPE = 'Parameters';
const NONE: Progress = { given: 0, pending: [] };
const ATTEMPTS_MAX = 12;
const SALT_BYTES = 16;

/** The progress of a subscription; none yet for one that is not known. */
export async function progressOf(needs: Needs, place: SubscriptionPlace): Promise<Progress> {
  const head = await needs.store.head(place.stream);
  return head === undefined ? NONE : read(await standing(needs, head, place.id));
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
  const before = read(await standing(needs, head, place.id));
  const { next, entries, joins } = step(before);
  const pageAt = async (page: number): Promise<readonly Pending[]> =>
    read(await standing(needs, head, pageId(page))).pending;
  const paged =
    joins === undefined ? await refilled(next, pageAt) : await joined(next, joins, pageAt);
  if (paged === undefined) return true;
  const at = needs.clock.now();
  const versions = await versionsOf(needs, head, place, { paged, before, at });
  const policy = { ...policyOf(head) };
  const part = sealed(needs, head, { at, versions, policy, events: [], outbox: entries });
  const outcome = await needs.store.commit({ parts: [part], documents: [] });
  return outcome.kind === 'committed';
}

/** Signs that no id of FHIR has: a page is never taken for the progress. */
function pageId(page: number): string {
  return `waiting_${page}`;
}

async function standing(needs: Needs, head: Head, id: string): Promise<Version | undefined> {
  const name = nameOf({ type: TYPE, id });
  return (await versionsAt(needs, { head }, [name])).get(name);
}

function read(version: Version | undefined): Progress {
  if (version === undefined || version.gone) return NONE;
  return (parseJson(version.body) as unknown as Stored).progress; // written below
}

interface Stored {
  readonly progress: Progress;
}

/** What changed: the progress, pages, or both. A page whose all is at the front is deleted. */
async function versionsOf(
  needs: Needs,
  head: Head,
  { id }: SubscriptionPlace,
  made: { readonly paged: Paged; readonly before: Progress; readonly at: number },
): Promise<NewVersion[]> {
  const { progress, pages } = made.paged;
  const written = [
    ...(progress === made.before ? [] : [{ id, progress }]),
    ...pages.map(({ number, pending }) => ({
      id: pageId(number),
      progress: { given: 0, pending },
    })),
  ];
  return Promise.all(
    written.map(async (one) => {
      const gone = one.id !== id && one.progress.pending.length === 0;
      const number = ((await standing(needs, head, one.id))?.version ?? 0) + 1;
      return versionOf(needs, { ...one, number, gone, written: made.at });
    }),
  );
}

function versionOf(
  needs: Needs,
  made: { id: string; progress: Progress; number: number; gone: boolean; written: number },
): NewVersion {
  const { id, progress, number, gone, written } = made;
  const facts: Facts = { author: 'server', labels: [] };
  const resource: Resource & Stored = { resourceType: TYPE, id, progress };
  return {
    ...{ type: TYPE, id, version: number, written, gone },
    facts: { ...facts },
    body: gone ? new Uint8Array(0) : Buffer.from(JSON.stringify(resource)),
    salt: needs.ids.bytes(SALT_BYTES),
    index: needs.rules.index(resource, facts, { written, everywhere: false }),
    keys: [],
  };
}

/** What the one door is built on. Every part of `records/` takes it whole. */
import type { Blobs } from '../blobs/blobs.js';
import type { Envelope } from '../blobs/envelope.js';
import type { Clock } from '../clock.js';
import type { Ids } from '../ids.js';
import type { Held } from './held.js';
import type { Interest } from './notices/interest.js';
import type { Hit, Store } from '../storage/store.js';
import type { AccessLog } from './traces/access-log.js';
import type { Rules } from './rules.js';

/** What the door is given: nine named things, none of them global. */
export interface GivenNeeds {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly envelope: Envelope;
  readonly rules: Rules;
  readonly log: AccessLog;
  readonly interest: Interest;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Base URL, without trailing slash, and limits. */
  readonly settings: RecordsSettings;
}

/** The same, with what the door remembers. */
export interface Needs extends GivenNeeds {
  readonly hidden: HiddenMemory;
  readonly held: Held;
}

/**
 * What was found hidden at a head, by the head and what hides it: neither changes, so it is as true
 * later. Bounded.
 */
export interface HiddenMemory {
  get(name: string): ReadonlySet<string> | undefined;
  set(name: string, references: ReadonlySet<string>): void;
  /** What was found to point at such references, by the search that found it. */
  pointing(references: ReadonlySet<string>): Map<string, readonly Hit[]>;
}

/** Settings of the one door. */
export interface RecordsSettings {
  readonly base: string;
  /** Documents up to this many bytes rest in the store, if they can be held; others in `blobs/`. */
  readonly documentInlineBytesMax: number;
}

/** What the one door is built on. Every part of `records/` takes it whole. */
import type { Blobs } from '../blobs/blobs.js';
import type { Envelope } from '../blobs/envelope.js';
import type { Clock } from '../clock.js';
import type { Ids } from '../ids.js';
import type { Interest } from './notices/interest.js';
import type { Store } from '../storage/store.js';
import type { AccessLog } from './traces/access-log.js';
import type { Rules } from './rules.js';

/** Nine named things, none of them global. */
export interface Needs {
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

/** Settings of the one door. */
export interface RecordsSettings {
  readonly base: string;
  /** Documents up to this many bytes rest in the store, larger ones in `blobs/`. */
  readonly documentInlineBytesMax: number;
}

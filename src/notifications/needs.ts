/** What serving subscriptions is built on. */
import type { Clock } from '../clock.js';
import type { Ids } from '../ids.js';
import type { Notices } from '../records/notices/notices.js';
import type { SearchParameters } from '../search/parameters.js';
import type { Send } from './send.js';

/** The parts of the notifier. */
export interface NotifierNeeds {
  readonly notices: Notices;
  readonly parameters: SearchParameters;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly base: string;
  readonly send: Send;
  /**
   * How long other processes on the same store may not know of a new Subscription, in milliseconds:
   * it is not served before. 0 where there are none.
   */
  readonly knownAfterMs: number;
  /** Is told of each failed request: the id of the Subscription, and a word or a status. */
  readonly failed: (id: string, why: string) => void;
}

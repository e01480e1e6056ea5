/** An edit of a store by hand, behind the back of the program. */
import type { Test } from 'tap';
import type { Configuration } from '../../fastify.config.js';

/** One edit, and what the fault must name. */
export interface Edit {
  readonly name: string;
  readonly told: RegExp;
  /** Makes it, and says where the edited store is; undone with the test. */
  edited(t: Test, configuration: Configuration): Promise<Configuration>;
}

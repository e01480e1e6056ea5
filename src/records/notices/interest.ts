/**
 * What somebody subscribes to, as commits know it: a commit of such a type carries an entry of the
 * outbox, any other costs a look into a set. Subscriptions themselves are always told.
 */
import type { Caller } from '../../access/caller.js';
import type { NewVersion } from '../../storage/kept.js';
import { isWithdrawn, type Facts } from '../../access/facts.js';

/** A change of a resource, as the outbox keeps it. */
export interface Changed {
  readonly kind: 'changed';
  readonly space: Caller['space'];
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly gone: boolean;
  /** Whether its author withdrew it. */
  readonly withdrawn: boolean;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A subscription that has something to do: a handshake, notifications that wait, a heartbeat. */
export interface Due {
  readonly kind: 'due';
  readonly stream: string;
  readonly id: string;
}

/** What the outbox tells. */
export type Notice = Changed | Due;

/** What a commit changes in one stream. */
interface Changes {
  readonly space: Caller['space'];
  readonly stream: string;
  readonly versions: readonly NewVersion[];
}

/** Who wants to know of which changes. */
export interface Interest {
  /** The outbox entries of a part of a commit. */
  entries(changes: Changes): readonly Uint8Array[];
  /** Replaces what is known: `space|Type`, or `space|*` for every type. */
  set(wanted: ReadonlySet<string>): void;
  /** Whether anybody wants to know of anything. */
  any(): boolean;
  /** Is called after entries were made. They are not committed yet. */
  whenTold(told: () => void): void;
}

/** Without any interest yet. */
export function makeInterest(): Interest {
  let wanted: ReadonlySet<string> = new Set();
  let told = (): void => undefined;
  const isWanted = ({ space }: Changes, { type }: NewVersion): boolean =>
    wanted.has(`${space}|${type}`) || wanted.has(`${space}|*`);
  return {
    entries: (changes) => {
      const notices = changes.versions.flatMap((version): Notice[] => {
        if (version.type === 'Subscription') return [dueOf(changes, version)];
        return isWanted(changes, version) ? [changedOf(changes, version)] : [];
      });
      if (notices.length > 0) told();
      return notices.map(entryOf);
    },
    set: (now) => {
      wanted = now;
    },
    any: () => wanted.size > 0,
    whenTold: (tell) => {
      told = tell;
    },
  };
}

/** A notice as the outbox keeps it. */
export function entryOf(notice: Notice): Uint8Array {
  return Buffer.from(JSON.stringify(notice));
}

/** And back. */
export function noticeOf(entry: Uint8Array): Notice {
  return JSON.parse(Buffer.from(entry).toString('utf8')) as Notice; // written by `entryOf`
}

function dueOf({ stream }: Changes, { id }: NewVersion): Due {
  return { kind: 'due', stream, id };
}

function changedOf({ space }: Changes, version: NewVersion): Changed {
  const { type, id, version: number, gone, written } = version;
  const withdrawn = isWithdrawn(version.facts as unknown as Facts); // written by `facts.ts`
  return { kind: 'changed', space, type, id, version: number, gone, withdrawn, at: written };
}

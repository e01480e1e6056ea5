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
  /** Whether the patient may see from now on what was invisible to them. */
  readonly revealed?: true;
  /** Whether somebody else than the patient's side wrote it. */
  readonly byOthers?: true;
  /** Of an AuditEvent: what kind of access it tells of. */
  readonly access?: Access;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** How somebody came into a dossier. */
export interface Access {
  readonly consults: boolean;
  /** Whether an emergency opened it. */
  readonly emergency: boolean;
}

/** An access as its AuditEvent tells it. */
interface Accessed {
  readonly space: Caller['space'];
  /** Id of the Patient. */
  readonly patient: string;
  readonly id: string;
  readonly at: number;
  readonly access: Access;
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
  /** Which of them took away what hid them from their patient. */
  readonly revealed?: ReadonlySet<NewVersion>;
}

/** Puts entries into the outbox that come with no commit; resolves when they are durable. */
export type Outbox = (entries: readonly Uint8Array[]) => Promise<void>;

/** Who wants to know of which changes. */
export interface Interest {
  /** The outbox entries of a part of a commit. */
  entries(changes: Changes): readonly Uint8Array[];
  /** The outbox entries of an access; none where nobody follows those of the dossier. */
  accessed(accessed: Accessed): readonly Uint8Array[];
  /**
   * Puts entries into the outbox that come with no commit, and when they are durable does what they
   * tell of: so it is never done and not told. What was told and not done is not there.
   */
  tell(entries: readonly Uint8Array[], act: () => Promise<void>): Promise<void>;
  /**
   * Replaces what is known: `space|Type`, `space|*` for every type, `space|AuditEvent|patient` for
   * the accesses of a dossier.
   */
  set(wanted: ReadonlySet<string>): void;
  /** Whether anybody wants to know of anything. */
  any(): boolean;
  /** Is called after entries were made. They are not committed yet. */
  whenTold(told: () => void): void;
}

/** Without any interest yet. */
export function makeInterest(outbox: Outbox): Interest {
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
    accessed: (one) => {
      if (!wanted.has(accessesOf(one.space, one.patient))) return [];
      const { patient: _patient, ...rest } = one;
      const change = { kind: 'changed', type: 'AuditEvent', version: 1 } as const;
      return [entryOf({ ...change, ...rest, gone: false, withdrawn: false })];
    },
    tell: async (entries, act) => {
      if (entries.length === 0) return act();
      await outbox(entries);
      await act();
      told();
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

/** How the interest in the accesses of a dossier is named. */
export function accessesOf(space: Caller['space'], patient: string): string {
  return `${space}|AuditEvent|${patient}`;
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

function changedOf({ space, revealed }: Changes, version: NewVersion): Changed {
  const { type, id, version: number, gone, written } = version;
  const facts = version.facts as unknown as Facts; // written by `facts.ts`
  return {
    ...{ kind: 'changed', space, type, id, version: number, gone, at: written },
    withdrawn: isWithdrawn(facts),
    ...(revealed?.has(version) === true ? { revealed: true } : {}),
    ...(facts.author.startsWith('patient:') ? {} : { byOthers: true }),
  };
}

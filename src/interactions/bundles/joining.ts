/**
 * Several interactions, one commit. Each runs as it would alone, through a door of its own at which
 * nothing is committed yet: what it wants committed is held until all have planned, and then goes
 * to the one door as a single plan, all or nothing. So a transaction plans as its entries plan
 * alone, and knows no rule of theirs.
 */
import type { Change, Plan, Written } from '../../records/changes/plan.js';
import type { Content, Records } from '../../records/records.js';

/** A plan that is held until it is known what becomes of it. */
interface Held {
  readonly plan: Plan;
  readonly done: (written: readonly Written[]) => void;
  readonly failed: (failure: unknown) => void;
}

/** An interaction that has planned, or has ended without a wish. */
export interface Begun<T> {
  /** What it wants committed; none where it wants nothing. */
  readonly changes: readonly Change[];
  /** Goes on once the commit is made. */
  readonly commit: (written: readonly Written[]) => Promise<T>;
  /** Goes on as after a refused commit: it may plan anew, or know an answer all the same. */
  readonly refuse: (failure: unknown) => Promise<Begun<T>>;
}

/** What the interactions of one transaction share. */
export interface Joining {
  /** Runs an interaction until it has planned. Rejects as it does. */
  begin<T>(run: (door: Records) => Promise<T>): Promise<Begun<T>>;
  /** Documents that interactions gave up: they are the transaction's to discard. */
  readonly givenUp: readonly Content[];
  /** Documents that interactions took in: nobody's, if the transaction is refused. */
  readonly takenIn: readonly Content[];
}

/** What interactions see of each other's plans while nothing is committed. */
interface Shared {
  /** Streams of Patients that are about to be written, by their ids. */
  readonly dossiers: Map<string, string>;
  /** `Type/id` of what is about to be deleted: conditions find it no more (T-03). */
  readonly deleted: Set<string>;
  readonly givenUp: Content[];
  readonly takenIn: Content[];
}

/** Begins a transaction at a door. */
export function joinAt(records: Records): Joining {
  const shared: Shared = {
    ...{ dossiers: new Map(), deleted: new Set() },
    ...{ givenUp: [], takenIn: [] },
  };
  const { givenUp, takenIn } = shared;
  return { begin: (run) => begin(records, shared, run), givenUp, takenIn };
}

async function begin<T>(
  records: Records,
  shared: Shared,
  run: (door: Records) => Promise<T>,
): Promise<Begun<T>> {
  let hold: (held: Held) => void = () => undefined;
  const planning = (): Promise<Held> => new Promise((resolve) => (hold = resolve));
  let planned = planning();
  const ended = run(doorOf(records, shared, (held) => hold(held)));
  const next = async (): Promise<Begun<T>> => {
    const held = await Promise.race([planned, ended.then(() => undefined)]);
    planned = planning();
    held?.plan.changes.forEach((change) => note(shared, change));
    return {
      changes: held === undefined ? [] : asOwnAct(held.plan),
      commit: (written) => {
        held?.done(written);
        return ended;
      },
      refuse: (failure) => {
        held?.failed(failure);
        return next();
      },
    };
  };
  return next();
}

/** The door with a commit that waits. */
function doorOf(records: Records, shared: Shared, hold: (held: Held) => void): Records {
  let isFreed = false;
  return {
    ...records,
    search: async (caller, request) => {
      const count = (request.query.wanted.count ?? 0) + shared.deleted.size;
      const wanted = { ...request.query.wanted, count };
      const query = shared.deleted.size === 0 ? request.query : { ...request.query, wanted };
      const pageSizeMax = request.pageSizeMax + shared.deleted.size;
      const found = await records.search(caller, { ...request, query, pageSizeMax });
      const entries = found.entries.filter((one) => !shared.deleted.has(nameOf(one)));
      isFreed ||= entries.length < found.entries.length;
      return { ...found, entries };
    },
    commit: (_caller, given) => {
      const plan = isFreed ? unconditional(given) : given;
      return new Promise((done, failed) => hold({ plan, done, failed }));
    },
    dossierFor: async (caller, subject) => {
      const stream = 'id' in subject ? shared.dossiers.get(subject.id) : undefined;
      if (stream === undefined || !('id' in subject)) return records.dossierFor(caller, subject);
      return { stream, patient: subject.id };
    },
    deposit: async (bytes) => {
      const content = await records.deposit(bytes);
      shared.takenIn.push(content);
      return content;
    },
    discard: async (contents) => void shared.givenUp.push(...contents),
  };
}

function note({ dossiers, deleted }: Shared, change: Change): void {
  const { type, id, stream } = change;
  if (change.removes === true) deleted.add(nameOf(change));
  else if (type === 'Patient') dossiers.set(id, stream);
}

function nameOf({ type, id }: { readonly type: string; readonly id: string }): string {
  return `${type}/${id}`;
}

/** The key of a condition may still be held by what is deleted in the same commit. */
function unconditional(plan: Plan): Plan {
  const [first, ...rest] = plan.changes.map(({ condition: _condition, ...change }) => change);
  return first === undefined ? plan : { ...plan, changes: [first, ...rest] };
}

/** Each interaction stays an act of its own in the trace. */
function asOwnAct({ act, changes }: Plan): readonly Change[] {
  return changes.map((change) => ({ ...change, act }));
}

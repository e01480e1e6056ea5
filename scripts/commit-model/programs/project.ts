/**
 * Copies a decided commit to its readers, then moves the head to it. All of it may be done twice,
 * by its writer and by helpers, and any of it late.
 */
import { go, RETURN, type Next, type ProjectFrame } from '../frames.js';
import { FIRST_POLICY, hashOf } from '../journal.js';
import { numberOf, rowId, streamOf, type Head, type Version } from '../store.js';
import type { Inserted, Turn, Updated } from '../turn.js';

type Job = `${'row' | 'end'} ${string}` | 'outbox' | 'event' | 'head';

/** The next job of the first phase that is not done. */
export function project(turn: Turn, frame: ProjectFrame): Next {
  const jobs = phasesOf(turn, frame)
    .map((phase) => phase.filter((job) => !frame.done.includes(job)))
    .find((phase) => phase.length > 0);
  const job = turn.model.scenario.anyOrder ? turn.pick(jobs ?? []) : jobs?.[0];
  if (job === undefined) return RETURN;
  if (doJob(turn, frame, job) === 'unknown') return go(frame);
  return go({ ...frame, done: [...frame.done, job].sort() });
}

function phasesOf({ rules }: Turn, frame: ProjectFrame): readonly (readonly Job[])[] {
  if (frame.isDead) return rules.deadNumber === 'pass' ? [['head']] : [];
  const { versions, notifies, traced } = frame.commit;
  const resources = Object.keys(versions);
  const replaced = resources.filter((resource) => (versions[resource]?.version ?? 1) > 1);
  const copies: Job[] = [
    ...resources.map((resource) => `row ${resource}` as const),
    ...replaced.map((resource) => `end ${resource}` as const),
    ...(notifies ? (['outbox'] as const) : []),
  ];
  const events: Job[] = traced ? ['event'] : [];
  if (rules.copying === 'head, rows') return [['head'], [...copies, ...events]];
  return rules.eventRows === 'before head'
    ? [[...copies, ...events], ['head']]
    : [copies, ['head'], events];
}

function doJob(turn: Turn, frame: ProjectFrame, job: Job): Inserted | Updated {
  const { id } = frame;
  const stream = streamOf(id);
  const commit = numberOf(id);
  if (job === 'outbox') return turn.insert('outbox', id, { delivered: false });
  if (job === 'event') return turn.insert('events', id, { stream, commit });
  if (job === 'head') return moveHead(turn, frame);
  const resource = job.slice('row '.length);
  const version = frame.commit.versions[resource];
  if (version === undefined) throw new Error(`${id} has no ${resource}`);
  const place = { stream, from: commit, resource };
  return job.startsWith('row ') ? insertRow(turn, place, version) : endRow(turn, place, version);
}

interface Place {
  readonly stream: string;
  readonly from: number;
  readonly resource: string;
}

/** The row's name says which version it is, so a copy that arrives late meets a duplicate. */
function insertRow(turn: Turn, place: Place, version: Version): Inserted {
  const { stream, resource, from } = place;
  return turn.insert('current', rowId(stream, resource, version.version), {
    ...{ resource, from },
    ...version,
  });
}

function endRow(turn: Turn, { stream, resource, from }: Place, { version }: Version): Updated {
  const named = rowId(stream, resource, version - 1);
  const id = turn.rules.ending === 'exact row' ? named : openRow(turn, stream, resource, version);
  if (id === undefined) return 'unmatched';
  return turn.update({ collection: 'current', id, where: { to: undefined }, set: { to: from } });
}

/** A wrong choice: whatever row of the resource is open, save the new one. */
function openRow(
  { state }: Turn,
  stream: string,
  resource: string,
  version: number,
): string | undefined {
  const open = Object.entries(state.store.current).find(
    ([id, row]) =>
      streamOf(id) === stream &&
      row.resource === resource &&
      row.version !== version &&
      row.to === undefined,
  );
  return open?.[0];
}

/** From the number before only; where it is there already, somebody did it. */
function moveHead(turn: Turn, { id, commit, isDead }: ProjectFrame): Inserted | Updated {
  const [stream, number] = [streamOf(id), numberOf(id)];
  const hash = hashOf(commit, isDead ? 'dead' : 'landed');
  const policy = isDead ? undefined : commit.policy;
  const told = policy === undefined ? {} : { policy };
  if (turn.rules.headGuard === 'none') return moveBlindly(turn, stream, { number, hash, ...told });
  if (number === 1) {
    return turn.insert('heads', stream, { number, hash, policy: policy ?? FIRST_POLICY });
  }
  const where = { number: number - 1 };
  return turn.update({ collection: 'heads', id: stream, where, set: { number, hash, ...told } });
}

function moveBlindly(turn: Turn, stream: string, to: Partial<Head>): Updated {
  const head = turn.find('heads', stream) ?? { number: 0, hash: '', policy: FIRST_POLICY };
  turn.say(() => `sets head ${stream}`);
  turn.put('heads', stream, { ...head, ...to });
  return 'done';
}

/**
 * The one way anything is written: decide and make every change at the heads, then one commit, all
 * or nothing. A head that moved meanwhile means: decide again. What is refused leaves its trace
 * too.
 */
import { commitHeader, GENESIS } from '../../audit/chain.js';
import type { Caller } from '../../access/caller.js';
import { object, objects, text } from '../../fhir/elements.js';
import { problem, Problem } from '../../fhir/problem.js';
import type { Head, NewVersion, Outcome, Part } from '../../storage/store.js';
import { draft, referenceTo, versionOf, type Draft } from './draft.js';
import { visit, type Visit } from '../judge.js';
import type { Needs } from '../needs.js';
import type { Change, Plan, Written } from './plan.js';
import { firstPolicy, policyAfter } from './policy-after.js';
import { againOf, changeEvents, refusalOf } from '../traces/tale.js';
import { markRecorded } from '../traces/refused.js';
import { record } from '../traces/trace.js';
import type { Turns } from './turns.js';
import { shownVersion } from '../view.js';
import { settle } from '../where.js';

/** Attempts at a commit whose heads keep moving. */
const ATTEMPTS_MAX = 5;
const SALT_BYTES = 16;

/** Commits a plan. Answers in the order of its changes. */
export async function commit(
  needs: Needs,
  turns: Turns,
  given: Caller,
  plan: Plan,
): Promise<readonly Written[]> {
  const caller = await settle(needs, given);
  const streams = [...new Set(plan.changes.map((change) => change.stream))].sort();
  try {
    return await turns.take(streams, () => attempts(needs, caller, plan, streams));
  } catch (failure) {
    if (!(failure instanceof Problem) || failure.status >= 500) throw failure;
    return refusedOrAgain(needs, caller, plan, failure);
  }
}

async function refusedOrAgain(
  needs: Needs,
  caller: Caller,
  plan: Plan,
  failure: Problem,
): Promise<readonly Written[]> {
  const earlier = await plan.again?.(failure);
  if (earlier === undefined) {
    await record(needs, ...(await refusalOf(needs, caller, plan, failure)));
    throw markRecorded(failure);
  }
  await record(needs, ...(await againOf(needs, caller, plan, earlier)));
  return earlier.written;
}

async function attempts(
  needs: Needs,
  caller: Caller,
  plan: Plan,
  streams: readonly string[],
): Promise<readonly Written[]> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const made = await Promise.all(streams.map((stream) => partOf(needs, caller, plan, stream)));
    const outcome = await needs.store.commit({
      parts: made.map((one) => one.part) as [Part, ...Part[]], // a plan has at least one change
      documents: plan.changes.flatMap((change) => change.document?.name ?? []),
    });
    if (outcome.kind === 'committed') return answers(needs, caller, plan, made);
    refuse(outcome);
  }
  throw problem('overloaded', { seconds: 1 });
}

/** Throws what an outcome means for the caller; `moved` means: once more. */
function refuse(outcome: Exclude<Outcome, { kind: 'committed' }>): void {
  switch (outcome.kind) {
    case 'moved':
      return;
    case 'taken':
      throw problem('identifier-taken');
    case 'swept':
      throw problem('unavailable');
  }
}

interface Made {
  readonly drafts: readonly Draft[];
  readonly versions: readonly NewVersion[];
  readonly part: Part;
}

async function partOf(needs: Needs, caller: Caller, plan: Plan, stream: string): Promise<Made> {
  const changes = plan.changes.filter((change) => change.stream === stream);
  const at = needs.clock.now();
  const place = await placeOf(needs, caller, stream, changes);
  const drafts: Draft[] = [];
  for (const change of changes) drafts.push(await draft(needs, place, change, at));
  const versions = drafts.map((made) =>
    versionOf(needs, place, made, { namedBy: namers(made, drafts), written: at }),
  );
  const resources = drafts.map(({ resource, change: { state } }) => ({
    ...{ resource, at },
    ...(state === undefined ? {} : { state }),
  }));
  const policy = await policyAfter(needs, caller, place.policy, resources);
  const told = { plan, visit: place, versions, recorded: at };
  return {
    drafts,
    versions,
    part: sealed(needs, place.head, { at, versions, policy, events: changeEvents(needs, told) }),
  };
}

/**
 * The head to decide on; a stream that does not exist yet stands at 0, and may only begin with its
 * own resource.
 */
async function placeOf(
  needs: Needs,
  caller: Caller,
  stream: string,
  changes: readonly Change[],
): Promise<Visit> {
  const head = await needs.store.head(stream);
  if (head !== undefined) return visit(needs, caller, head);
  const begins = changes.some(
    ({ type, expects }) => expects !== 'present' && (type === 'Patient' || stream.includes('/')),
  );
  if (!begins) throw problem('unknown-patient');
  const patient = changes.find((change) => change.type === 'Patient')?.id;
  const policy = firstPolicy(caller, stream.includes('/') ? undefined : patient);
  return visit(needs, caller, { stream, n: 0, hash: GENESIS, policy: { ...policy } });
}

function sealed(
  needs: Needs,
  head: Head,
  content: Pick<Part, 'at' | 'versions' | 'events'> & { policy: object },
): Part {
  const { stream, n, hash: prev } = head;
  const policy = { ...content.policy } as Part['policy'];
  const whole = { ...content, policy, policySalt: needs.ids.bytes(SALT_BYTES) };
  const link = commitHeader({ ...whole, stream, n: n + 1, prev, fate: 'landed' });
  return { ...whole, ...link, stream, decidedOn: n, outbox: [] };
}

/** The documents of the same act that name a Binary. */
function namers(binary: Draft, drafts: readonly Draft[]): readonly string[] {
  if (binary.change.type !== 'Binary') return [];
  const reference = referenceTo(binary);
  return drafts.filter((made) => names(made, reference)).map(referenceTo);
}

function names(made: Draft, reference: string): boolean {
  if (made.change.type !== 'DocumentReference') return false;
  return objects(made.resource['content']).some((content) =>
    text(object(content['attachment'])?.['url'])?.endsWith(`/${reference}`),
  );
}

async function answers(
  needs: Needs,
  caller: Caller,
  plan: Plan,
  made: readonly Made[],
): Promise<readonly Written[]> {
  const written = new Map<Change, Written>();
  for (const { drafts, versions, part } of made) {
    const head = {
      stream: part.stream,
      n: part.decidedOn + 1,
      hash: part.hash,
      policy: part.policy,
    };
    const at = await visit(needs, caller, head);
    const given = await Promise.all(
      versions.map((version, index) => answer(needs, at, version, drafts[index])),
    );
    given.forEach((one, index) => keep(written, drafts[index], one));
  }
  return plan.changes.flatMap((change) => written.get(change) ?? []);
}

async function answer(
  needs: Needs,
  at: Visit,
  version: NewVersion,
  made: Draft | undefined,
): Promise<Written> {
  return {
    shown: await shownVersion(needs, at, version.type, version),
    status: made?.before === undefined || made.before.gone ? 201 : 200,
    issues: made?.issues ?? [],
  };
}

function keep(written: Map<Change, Written>, made: Draft | undefined, one: Written): void {
  if (made !== undefined) written.set(made.change, one);
}

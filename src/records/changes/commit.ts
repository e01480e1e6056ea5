/**
 * The one way anything is written: decide and make every change at the heads, then one commit, all
 * or nothing. A head that moved meanwhile means: decide again. What is refused leaves its trace
 * too.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { GENESIS } from '../../audit/chain.js';
import type { Caller } from '../../access/caller.js';
import { enterAsNamed } from '../../access/delegating.js';
import { object, objects, text } from '../../fhir/elements.js';
import { problem, Problem } from '../../fhir/problem.js';
import type { Head, NewVersion, UniqueKey } from '../../storage/kept.js';
import type { Outcome, Part } from '../../storage/store.js';
import { blaming } from './blame.js';
import { draft, referenceTo, versionOf, type Draft } from './draft.js';
import { isUnbegun, visit, type Visit } from '../judge.js';
import type { Needs } from '../needs.js';
import { sealed } from './sealed.js';
import type { Change, Plan, Written } from './plan.js';
import { firstPolicy, policyAfter } from './policy-after.js';
import { againOf, changeEvents, refusalOf } from '../traces/tale.js';
import { markRecorded } from '../traces/refused.js';
import { record } from '../traces/trace.js';
import { nameOf, versionsAt, type Snapshot } from '../versions-at.js';
import { outboxOf } from './outbox-of.js';
import { slotsOf } from './slots.js';
import type { Turns } from './turns.js';
import { shownVersion } from '../view.js';
import { settle } from '../where.js';

/** Attempts at a commit whose heads keep moving: other processes change the same dossier. */
const ATTEMPTS_MAX = 12;
const STREAMS_AT_ONCE = 32;
const FIRST_PAUSE_MS = 5;
const PAUSE_MS_MAX = 200;

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
    const made = await allParts(streams, (stream) => partOf(needs, caller, plan, stream));
    const names = plan.changes.flatMap((change) => change.document?.name ?? []);
    const outcome = await needs.store.commit({
      parts: made.map((one) => one.part) as [Part, ...Part[]], // a plan has at least one change
      documents: names.map((name) => needs.held.named(name)),
    });
    if (outcome.kind === 'committed') {
      needs.held.drop(names);
      return answers(needs, plan, made, outcome.heads);
    }
    refuse(outcome, made);
    await pause(needs, attempt);
  }
  throw problem('conflict', {
    why: 'Others keep changing the same dossier. Nothing was stored. Send the request again.',
    french:
      "D'autres modifient sans cesse le même dossier. Rien n'a été enregistré. Envoyer la requête à nouveau.",
  });
}

/** Some streams at a time: an act over many must not take all of the store's attention. */
async function allParts(
  streams: readonly string[],
  make: (stream: string) => Promise<Made>,
): Promise<readonly Made[]> {
  const made: Made[] = [];
  for (let from = 0; from < streams.length; from += STREAMS_AT_ONCE) {
    made.push(...(await Promise.all(streams.slice(from, from + STREAMS_AT_ONCE).map(make))));
  }
  return made;
}

/** Longer each time, and never in step with those who wait for the same head. */
async function pause({ ids }: Needs, attempt: number): Promise<void> {
  const [random = 0] = ids.bytes(1);
  await sleep((Math.min(FIRST_PAUSE_MS * 2 ** attempt, PAUSE_MS_MAX) * random) / 256);
}

/** Throws what an outcome means for the caller; `moved`, or a slot that is taken: once more. */
function refuse(outcome: Exclude<Outcome, { kind: 'committed' }>, made: readonly Made[]): void {
  switch (outcome.kind) {
    case 'moved':
      return;
    case 'taken':
      if (made.some(({ slots }) => slots.includes(outcome.key))) return;
      return blaming(claimant(made, outcome))(problem('identifier-taken'));
    case 'swept':
      throw problem('unavailable');
  }
}

/** The change that wanted a key; of several, one that does not hold it. */
function claimant(
  made: readonly Made[],
  { key, holder }: Outcome & { kind: 'taken' },
): Change | undefined {
  const wanting = made.flatMap(({ part, versions, drafts }) =>
    versions.flatMap((version, index) => {
      const isHolder = nameOf(version) === nameOf(holder) && part.stream === holder.stream;
      return version.keys.includes(key) ? [{ change: drafts[index]?.change, isHolder }] : [];
    }),
  );
  return (wanting.find(({ isHolder }) => !isHolder) ?? wanting[0])?.change;
}

interface Made {
  readonly place: Visit;
  readonly drafts: readonly Draft[];
  readonly versions: readonly NewVersion[];
  /** Keys that are as good as their neighbours: where one is taken, another one is looked for. */
  readonly slots: readonly UniqueKey[];
  readonly part: Part;
}

async function partOf(needs: Needs, caller: Caller, plan: Plan, stream: string): Promise<Made> {
  const changes = plan.changes.filter((change) => change.stream === stream);
  const at = needs.clock.now();
  const head = await placeOf(needs, caller, stream, changes).catch(blaming(changes[0]));
  const place = await lookedUp(needs, head, changes);
  const drafts: Draft[] = [];
  for (const change of changes)
    drafts.push(await draft(needs, place, change, at).catch(blaming(change)));
  const resources = drafts.map(({ resource, change, before }) => ({
    ...{ resource, at, removed: change.removes === true, planned: change },
    ...(before === undefined ? {} : { before }),
  }));
  const policy = await policyAfter(needs, place, resources);
  const slots = await slotsOf(needs, place, policy, drafts);
  const versions = drafts.map((made) =>
    versionOf(needs, place, made, {
      ...{ namedBy: namers(made, drafts), written: at },
      slots: slots.get(made) ?? [],
    }),
  );
  const acts = changes.map((change) => change.act ?? plan.act);
  const before = drafts.map((made) => made.before);
  const told = { acts, visit: place, versions, before, recorded: at };
  const events = changeEvents(needs, told);
  const outbox = outboxOf(needs, place, { drafts, versions, events });
  return {
    ...{ place, drafts, versions, slots: [...slots.values()].flat() },
    part: sealed(needs, place.head, { at, versions, policy, events, outbox }),
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
  if (head !== undefined && !isUnbegun(head)) return visitFor(needs, caller, head, changes);
  const begins = changes.some(
    ({ type, expects }) =>
      (expects === 'absent' || expects === 'either') &&
      (type === 'Patient' || stream.includes('/')),
  );
  if (!begins) throw problem('unknown-patient');
  const patient = changes.find((change) => change.type === 'Patient')?.id;
  const policy = firstPolicy(caller, stream.includes('/') ? undefined : patient);
  const none = { stream, n: 0, hash: GENESIS, swept: 0 };
  return visit(needs, caller, { ...(head ?? none), policy: { ...policy } });
}

/** The visit; of whom a delegation names, to answer it, by that delegation. */
function visitFor(needs: Needs, caller: Caller, head: Head, changes: readonly Change[]): Visit {
  const at = visit(needs, caller, head);
  const [answered] = changes.filter((change) => change.asNamed === true);
  const entry = answered && enterAsNamed(caller, at.policy, answered.id);
  return entry === undefined ? at : { ...at, caller, entry };
}

/** The visit with all that the changes are about to look at, in one look-up. */
async function lookedUp(
  needs: Needs,
  at: Visit,
  changes: readonly Change[],
): Promise<Visit & Required<Snapshot>> {
  const fresh = changes.filter((change) => change.fresh === true || at.head.n === 0);
  const unknown = new Set(fresh.map(nameOf));
  const names = changes.flatMap((change) => [nameOf(change), ...(change.looksAt ?? [])]);
  const asked = at.head.n === 0 ? [] : names.filter((name) => !unknown.has(name));
  const found = await versionsAt(needs, at, [...new Set(asked)]);
  return { ...at, known: new Map(names.map((name) => [name, found.get(name)])) };
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
  plan: Plan,
  made: readonly Made[],
  heads: readonly Head[],
): Promise<readonly Written[]> {
  const written = new Map<Change, Written>();
  for (const [index, { place, drafts, versions }] of made.entries()) {
    const head = heads[index];
    if (head === undefined) throw new Error('a part that is committed has a head');
    const at = { ...visit(needs, place.caller, head), known: knownAfter(place, versions) };
    const given = await Promise.all(
      versions.map((version, index) => answer(needs, at, version, drafts[index])),
    );
    given.forEach((one, index) => keep(written, drafts[index], one));
  }
  return plan.changes.flatMap((change) => written.get(change) ?? []);
}

/** What was known at the head before, and what now stands in its place. */
function knownAfter(
  { known }: Visit,
  versions: readonly NewVersion[],
): Required<Snapshot>['known'] {
  const after = new Map(known);
  for (const version of versions) after.set(nameOf(version), version);
  return after;
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

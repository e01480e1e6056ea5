/** The events that a change, or its refusal, leaves in each dossier it concerns. */
import type { Caller } from '../../access/caller.js';
import { isWithdrawn, type Facts, type VisibilityCode } from '../../access/facts.js';
import type { ActEntity } from '../../audit/act.js';
import type { Problem } from '../../fhir/problem.js';
import type { NewEvent, NewVersion, Version } from '../../storage/kept.js';
import { byClass, type Concerned } from './classes.js';
import { factsOf, hiddenAmong, policyOf, visit, type Visit } from '../judge.js';
import type { Needs } from '../needs.js';
import { nameOf, versionsAt } from '../versions-at.js';
import type { Earlier, Plan, PlannedAct } from '../changes/plan.js';
import { outcomeOf } from './refused.js';
import { eventOf, type Told } from './trace.js';

/** Resources named in one event, at most; an act over more names the first. */
const ENTITIES_MAX = 100;

/** A part of an act, in one stream. */
export interface ToldPart {
  /** The act that each version belongs to. */
  readonly acts: readonly PlannedAct[];
  readonly visit: Visit;
  readonly versions: readonly NewVersion[];
  /** What stood before each of them, if anything did. */
  readonly before: readonly (Version | undefined)[];
  readonly recorded: number;
}

/**
 * For each act, one event for what all readers of the trace may see, and one more for each hidden
 * class.
 */
export function changeEvents(needs: Needs, part: ToldPart): NewEvent[] {
  const acts = new Map<Concerned, PlannedAct | undefined>();
  const deeds = new Map<Concerned, string | undefined>();
  part.versions.forEach((version, index) => {
    const one = concern(version);
    acts.set(one, part.acts[index]);
    deeds.set(one, deedOn(part.before[index], one.facts));
  });
  return [...byClass([...acts.keys()]).values()].flatMap((members) =>
    [...byAct(members, acts)].map(([act, some]) =>
      eventOf(needs, withDeed(toldOf(part.visit, act, some), some, deeds), part.recorded),
    ),
  );
}

/** What a change did that its interaction does not tell; all it did is one thing. */
function deedOn(before: Version | undefined, facts: Facts): string | undefined {
  if (before === undefined) return undefined;
  const was = factsOf(before);
  const turned = (label: VisibilityCode): boolean =>
    was.labels.includes(label) !== facts.labels.includes(label);
  if (isWithdrawn(facts) && !isWithdrawn(was)) return 'withdraw';
  if (turned('MASQUE_PS')) return 'mask';
  if (turned('INVISIBLE_PATIENT')) return 'reveal';
  return was.archived === facts.archived ? undefined : 'archive';
}

function withDeed(
  told: Told,
  members: readonly Concerned[],
  deeds: ReadonlyMap<Concerned, string | undefined>,
): Told {
  const [deed] = members.flatMap((one) => deeds.get(one) ?? []);
  return deed === undefined ? told : { ...told, because: `${told.because}, ${deed}` };
}

function byAct(
  members: readonly Concerned[],
  acts: ReadonlyMap<Concerned, PlannedAct | undefined>,
): ReadonlyMap<PlannedAct, readonly Concerned[]> {
  const parted = new Map<PlannedAct, Concerned[]>();
  for (const one of members) {
    const act = acts.get(one);
    if (act === undefined) continue;
    const some = parted.get(act) ?? [];
    some.push(one);
    parted.set(act, some);
  }
  return parted;
}

/**
 * What is told of a plan that was refused: one tale for each dossier it names, and one for all that
 * is outside dossiers.
 */
export async function refusalOf(
  needs: Needs,
  caller: Caller,
  plan: Plan,
  failure: Problem,
): Promise<Told[]> {
  const streams = [...new Set(plan.changes.map((change) => change.stream))];
  const tales = new Map<string, Pick<Told, 'dossier' | 'about'>>();
  for (const stream of streams) {
    const told = stream.includes('/') ? undefined : await toldAt(needs, caller, plan, stream);
    tales.set(told?.dossier.stream ?? '', told ?? { about: [] });
  }
  return [...tales.values()].map((told) => ({
    caller,
    ...named(plan.act),
    outcome: outcomeOf(failure),
    because: failure.code,
    ...told,
    entities: [],
  }));
}

/**
 * What a refusal is about in a dossier: what the caller sees of what there was. About the rest it
 * is told as about what does not exist.
 */
async function toldAt(needs: Needs, caller: Caller, plan: Plan, stream: string) {
  const head = await needs.store.head(stream);
  if (head === undefined) return undefined;
  const dossier = dossierIn(caller, { head });
  if (dossier === undefined) return undefined;
  const at = visit(needs, caller, head);
  const asked = at.entry.kind === 'none' ? [] : existing(plan, stream);
  const hidden = await hiddenAmong(needs, at, asked);
  return { dossier, about: asked.filter((reference) => !hidden.has(reference)) };
}

/** What is told of an act that had been done before: that it is done, by what it made then. */
export async function againOf(
  needs: Needs,
  caller: Caller,
  plan: Plan,
  earlier: Earlier,
): Promise<Told[]> {
  const { stream } = plan.changes[0];
  const head = await needs.store.head(stream);
  const references = earlier.written.map(({ shown }) => nameOf(shown));
  const dossier = head === undefined ? undefined : dossierIn(caller, { head });
  const found = head === undefined ? [] : (await versionsAt(needs, { head }, references)).values();
  const made = Array.from(found, concern);
  return [...byClass(made).values()].map((members) => ({
    caller,
    ...named(plan.act),
    outcome: 'success',
    because: 'sent-again',
    ...(dossier === undefined ? {} : { dossier }),
    entities: entitiesOf(earlier.submissionSet, members),
    about: members.map((member) => member.reference),
  }));
}

/**
 * The dossier of a stream as an event names it: undefined outside all dossiers and in another
 * space.
 */
export async function dossierAt(
  needs: Needs,
  caller: Caller,
  stream: string,
): Promise<Told['dossier'] | undefined> {
  const head = await needs.store.head(stream);
  return head === undefined ? undefined : dossierIn(caller, { head });
}

/** The same, of a head already read. */
export function dossierIn(caller: Caller, at: Pick<Visit, 'head'>): Told['dossier'] | undefined {
  const policy = policyOf(at.head);
  if (policy.kind !== 'dossier' || policy.space !== caller.space) return undefined;
  return { stream: at.head.stream, patient: policy.patient };
}

/** Resources that were there before the act: a refusal to change them is about them. */
function existing(plan: Plan, stream: string): string[] {
  return plan.changes
    .filter((change) => change.stream === stream && change.expects !== 'absent')
    .map((change) => `${change.type}/${change.id}`);
}

function named({
  interaction,
  transaction,
  query,
}: PlannedAct): Pick<Told, 'interaction' | 'transaction' | 'query'> {
  return {
    interaction,
    ...(transaction === undefined ? {} : { transaction }),
    ...(query === undefined ? {} : { query }),
  };
}

/** A version as an act concerns it. */
export function concern(version: Version): Concerned {
  return { reference: `${version.type}/${version.id}`, facts: factsOf(version) };
}

function toldOf(visit: Visit, act: PlannedAct, members: readonly Concerned[]): Told {
  const dossier = dossierIn(visit.caller, visit);
  return {
    caller: visit.caller,
    ...named(act),
    outcome: 'success',
    because: becauseOf(visit),
    ...(dossier === undefined ? {} : { dossier }),
    entities: entitiesOf(act.submissionSet, members),
    about: members.map((member) => member.reference),
  };
}

/** As what the caller came in, and the rule that was waived for them. */
function becauseOf({ caller: { waives }, entry: { because } }: Visit): string {
  return waives === undefined ? because : `${because}, ${waives}-waived`;
}

function entitiesOf(submissionSet: string | undefined, members: readonly Concerned[]): ActEntity[] {
  if (submissionSet !== undefined && members.some(({ reference }) => reference === submissionSet)) {
    return [{ what: submissionSet, role: 'job' }];
  }
  return members
    .slice(0, ENTITIES_MAX)
    .map(({ reference }) => ({ what: reference, role: 'domain' }));
}

/**
 * The decision on a resource that stands in a stream: what `access/decide.ts` says, with the facts
 * it has to be told: whether the caller has deposited anything here, what a Binary belongs to, what
 * a List points at.
 */
import type { Caller } from '../access/caller.js';
import { decide, sees, type Question, type Right } from '../access/decide.js';
import { enter, isForPatient, type Entry } from '../access/entry.js';
import type { Facts } from '../access/facts.js';
import type { DocumentKind } from '../access/habilitation.js';
import { depositedBy, type Looker } from '../access/narrow.js';
import type { Policy } from '../access/policy.js';
import type { Act } from '../access/rights.js';
import { isAuthor } from '../access/visibility.js';
import { both } from '../fhir/language.js';
import { problem, type Problem } from '../fhir/problem.js';
import type { Head, Version, VersionFacts } from '../storage/kept.js';
import type { Needs } from './needs.js';
import { hidesTrace } from './traces/classes.js';
import { versionsAt, type Snapshot } from './versions-at.js';

/** A caller at a head: how far they came in, settled once for a request. */
export interface Visit extends Snapshot {
  readonly caller: Caller;
  readonly policy: Policy;
  readonly entry: Entry;
  /** Milliseconds since 1970: the moment they came. */
  readonly now: number;
  /** Whether the caller has deposited anything here; asked once, and only for entry `own`. */
  readonly ownsSome: () => Promise<boolean>;
}

const UNKNOWN: Right & { kind: 'denied' } = {
  kind: 'denied',
  because: 'unknown',
  answer: 'unknown-resource',
};
const DELETED: Right = { kind: 'denied', because: 'deleted', answer: 'gone' };

/** Enters a stream. A patient becomes the author of what their dossier names them for. */
export function visit(needs: Needs, given: Caller, head: Head): Visit {
  const policy = policyOf(head);
  const now = needs.clock.now();
  const entry = enter(given, policy, now);
  const caller = visitor(given, policy, entry);
  let asked: Promise<boolean> | undefined;
  const ownsSome = (): Promise<boolean> => {
    asked ??= entry.kind === 'own' ? hasDeposits(needs, caller, head) : Promise.resolve(false);
    return asked;
  };
  return { caller, head, policy, entry, now, ownsSome };
}

/** Whoever acts for the patient deposits in the patient's name. */
function visitor(given: Caller, policy: Policy, entry: Entry): Caller {
  if (policy.kind !== 'dossier' || entry.kind !== 'whole' || !isForPatient(entry)) return given;
  const { role } = entry;
  const behalf = role === 'representative' || role === 'carer' ? { behalf: role } : {};
  return { ...given, ...behalf, actor: `patient:${policy.patient}` };
}

/** The visitor as one who looks for something. */
export function looker({ rules, envelope }: Needs, at: Visit, entry = at.entry): Looker {
  return { ...at, entry, matrix: rules.matrix, hash: envelope.token };
}

/** What every question of a visit has. */
function about({ rules }: Needs, at: Visit, act: Act, type: string): Question {
  const { policy, entry, now } = at;
  return { act, type, policy, entry, now, matrix: rules.matrix };
}

/** The policy at a head: the store keeps it opaque, `records/` alone writes it. */
export function policyOf(head: Head): Policy {
  return head.policy as unknown as Policy; // written by `policy-after.ts`
}

/** A stream whose first commit was given up stands at a number, and holds nothing yet. */
export function isUnbegun({ policy }: Head): boolean {
  return Object.keys(policy).length === 0;
}

/** The facts of a version: the store keeps them opaque, `records/` alone writes them. */
export function factsOf(version: VersionFacts): Facts {
  return version.facts as unknown as Facts; // written by `facts.ts`
}

/** Decides on a version that was found, or on an id that was not. */
export async function judge(
  needs: Needs,
  at: Visit,
  act: Act,
  target: {
    readonly type: string;
    readonly version?: Version;
    /** Of a document about to be created. */
    readonly deposit?: DocumentKind;
    /** Of a read of its history. */
    readonly past?: boolean;
    /** Of a read of what was before a deletion, too. */
    readonly earlier?: boolean;
  },
): Promise<Right> {
  const { type, version } = target;
  const asked = about(needs, at, act, type);
  if (act === 'create') {
    const { deposit } = target;
    return decide(at.caller, deposit === undefined ? asked : { ...asked, deposit });
  }
  const facts = version === undefined ? undefined : factsOf(version);
  const question = { ...asked, ownsSome: await ownsSome(at, facts) };
  if (facts === undefined) return absent(decide(at.caller, question), question);
  const past = target.past === true;
  const right =
    type === 'Binary'
      ? await judgeBinary(needs, at, act, facts)
      : decide(at.caller, { ...question, facts, past });
  if (right.kind === 'denied') return untold(right, facts);
  if (await isEmptied(needs, at, facts)) return UNKNOWN;
  return version?.gone === true && target.earlier !== true ? DELETED : right;
}

/**
 * A denial as the trace gives its reason: where the trace itself is hidden from somebody, as of
 * what does not exist.
 */
function untold(right: Right, facts: Facts): Right {
  const isUnknown = right.kind === 'denied' && right.answer === UNKNOWN.answer;
  return isUnknown && hidesTrace(facts) ? UNKNOWN : right;
}

/** The failure that shows a denial. It carries the reason for the audit, never for the caller. */
export function refusal(right: Right & { kind: 'denied' }): Problem {
  const { answer } = right;
  return right.why === undefined ? problem(answer) : problem(answer, both(right.why, right.french));
}

/** Which of these references the caller may not see, of those that stand in the dossier. */
export async function hiddenAmong(
  needs: Needs,
  at: Visit,
  references: readonly string[],
): Promise<ReadonlySet<string>> {
  const hidden = new Set<string>();
  for (const [reference, version] of await versionsAt(needs, at, references)) {
    if (!(await isSeen(needs, at, version))) hidden.add(reference);
  }
  return hidden;
}

async function isSeen(needs: Needs, at: Visit, version: Version): Promise<boolean> {
  const facts = factsOf(version);
  const right = sees(at.caller, about(needs, at, 'read', version.type), facts);
  return right.kind === 'granted' && !(await isEmptied(needs, at, facts));
}

/** Whether a List has entries and all of them are hidden: then it is hidden itself. */
async function isEmptied(needs: Needs, at: Visit, facts: Facts): Promise<boolean> {
  if (facts.items === undefined || facts.items.length === 0 || at.caller.kind === 'tester')
    return false;
  const hidden = await hiddenAmong(needs, at, facts.items);
  return facts.items.every((item) => hidden.has(item));
}

/**
 * An id without a resource: whoever comes in finds nothing, whoever does not is refused at the
 * door.
 */
function absent(right: Right, { entry, ownsSome }: Pick<Question, 'entry' | 'ownsSome'>): Right {
  if (right.kind === 'denied') return right;
  if (entry.kind === 'own' && ownsSome !== true) {
    return { kind: 'denied', because: 'not-author', answer: 'no-access' };
  }
  return UNKNOWN;
}

/**
 * A Binary is seen by whoever sees a document that names it; one that none names, by its depositor.
 */
async function judgeBinary(needs: Needs, at: Visit, act: Act, facts: Facts): Promise<Right> {
  const question = { ...about(needs, at, act, 'Binary'), ownsSome: await ownsSome(at, facts) };
  let right = decide(at.caller, { ...question, facts: { ...facts, labels: [] } });
  if (act !== 'read' || at.caller.kind === 'tester') return right;
  for (const document of (await versionsAt(needs, at, facts.namedBy ?? [])).values()) {
    const named = factsOf(document);
    right = untold(decide(at.caller, { ...question, facts: named }), named);
    if (right.kind === 'granted') return right;
  }
  return right;
}

/** Asked only where the answer depends on it: of whoever comes to own deposits, about others'. */
async function ownsSome(at: Visit, facts: Facts | undefined): Promise<boolean> {
  if (at.entry.kind !== 'own') return false;
  return (facts !== undefined && isAuthor(at.caller, facts)) || at.ownsSome();
}

async function hasDeposits(needs: Needs, caller: Caller, head: Head): Promise<boolean> {
  const page = await needs.store.search({
    within: { head },
    type: 'DocumentReference',
    where: depositedBy(caller, needs.envelope.token),
    order: { by: 'id', descending: false },
    limit: 1,
    counted: false,
  });
  return page.hits.length > 0;
}

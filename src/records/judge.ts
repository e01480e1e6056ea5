/**
 * The decision on a resource that stands in a stream: what `access/decide.ts` says, with the facts
 * it has to be told: whether the caller has deposited anything here, what a Binary belongs to, what
 * a List points at.
 */
import type { Caller } from '../access/caller.js';
import { decide, sees, type Right } from '../access/decide.js';
import { enter, type Entry } from '../access/entry.js';
import type { Facts } from '../access/facts.js';
import { depositedBy } from '../access/narrow.js';
import type { Policy } from '../access/policy.js';
import type { Act } from '../access/rights.js';
import { problem, type Problem } from '../fhir/problem.js';
import type { Head, Version } from '../storage/store.js';
import type { Needs } from './needs.js';

/** A caller at a head: how far they came in, settled once for a request. */
export interface Visit {
  readonly caller: Caller;
  readonly head: Head;
  readonly policy: Policy;
  readonly entry: Entry;
  /** Asked of the store when `entry` is `own`. */
  readonly ownsSome: boolean;
}

const UNKNOWN: Right = { kind: 'denied', because: 'unknown', answer: 'unknown-resource' };

/** Enters a stream. */
export async function visit(needs: Needs, caller: Caller, head: Head): Promise<Visit> {
  const policy = policyOf(head);
  const entry = enter(caller, policy, needs.clock.now());
  const ownsSome = entry.kind === 'own' && (await hasDeposits(needs, caller, head));
  return { caller, head, policy, entry, ownsSome };
}

/** The policy at a head: the store keeps it opaque, `records/` alone writes it. */
export function policyOf(head: Head): Policy {
  return head.policy as unknown as Policy; // written by `policy-after.ts`
}

/** The facts of a version: the store keeps them opaque, `records/` alone writes them. */
export function factsOf(version: Version): Facts {
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
    readonly typeCode?: string;
    /** Of a read of its history. */
    readonly past?: boolean;
  },
): Promise<Right> {
  const { type, version } = target;
  const facts = version === undefined ? undefined : factsOf(version);
  const question = { act, type, policy: at.policy, entry: at.entry, ownsSome: at.ownsSome };
  if (act === 'create') {
    const { typeCode } = target;
    return decide(at.caller, typeCode === undefined ? question : { ...question, typeCode });
  }
  if (facts === undefined) return absent(decide(at.caller, question), at);
  if (type === 'Binary') return judgeBinary(needs, at, act, facts);
  const past = target.past === true;
  const right = decide(at.caller, { ...question, facts, past });
  if (right.kind === 'denied') return right;
  if (await isEmptied(needs, at, facts)) return { ...UNKNOWN, because: 'all-entries-hidden' };
  return version?.gone === true ? { kind: 'denied', because: 'deleted', answer: 'gone' } : right;
}

/** The failure that shows a denial. It carries the reason for the audit, never for the caller. */
export function refusal(right: Right & { kind: 'denied' }): Problem {
  return problem(right.answer, right.why === undefined ? {} : { why: right.why });
}

/** Which of these references the caller may not see, of those that stand in the dossier. */
export async function hiddenAmong(
  needs: Needs,
  at: Visit,
  references: readonly string[],
): Promise<ReadonlySet<string>> {
  const hidden = new Set<string>();
  for (const reference of references) {
    const [type = '', id = ''] = reference.split('/');
    const found = await needs.store.read(at.head.stream, type, id);
    if (found?.version !== undefined && !(await isSeen(needs, at, type, found.version))) {
      hidden.add(reference);
    }
  }
  return hidden;
}

async function isSeen(needs: Needs, at: Visit, type: string, version: Version): Promise<boolean> {
  const facts = factsOf(version);
  const right = sees(at.caller, { ...at, act: 'read', type }, facts);
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
function absent(right: Right, at: Visit): Right {
  if (right.kind === 'denied') return right;
  if (at.entry.kind === 'own' && !at.ownsSome) {
    return { kind: 'denied', because: 'no-deposits', answer: 'no-access' };
  }
  return UNKNOWN;
}

/**
 * A Binary is seen by whoever sees a document that names it; one that none names, by its depositor.
 */
async function judgeBinary(needs: Needs, at: Visit, act: Act, facts: Facts): Promise<Right> {
  const question = {
    act,
    type: 'Binary',
    policy: at.policy,
    entry: at.entry,
    ownsSome: at.ownsSome,
  };
  let right = decide(at.caller, { ...question, facts: { ...facts, labels: [] } });
  if (act !== 'read' || at.caller.kind === 'tester') return right;
  for (const reference of facts.namedBy ?? []) {
    const [type = '', id = ''] = reference.split('/');
    const document = (await needs.store.read(at.head.stream, type, id))?.version;
    if (document === undefined) continue;
    right = decide(at.caller, { ...question, facts: factsOf(document) });
    if (right.kind === 'granted') return right;
  }
  return right;
}

async function hasDeposits(needs: Needs, caller: Caller, head: Head): Promise<boolean> {
  const page = await needs.store.search({
    within: { stream: head.stream },
    type: 'DocumentReference',
    where: depositedBy(caller, needs.envelope.token),
    order: { by: 'id', descending: false },
    limit: 1,
    counted: false,
  });
  return page.hits.length > 0;
}

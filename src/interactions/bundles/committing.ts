/**
 * What the entries of a transaction have planned, committed as one. A refusal is the entry's whose
 * change it is about; where that entry plans anew, or knows an answer all the same (what it wanted
 * created or deleted is there, or gone, by now), all are committed once more.
 */
import { problem } from '../../fhir/problem.js';
import { blameOf } from '../../records/changes/blame.js';
import type { Change, Written } from '../../records/changes/plan.js';
import type { Begun } from './joining.js';
import { makeLinks, type Links } from './links.js';
import { located } from './located.js';
import { checkChanges } from './planning.js';
import { noteBegun, settle, type Outcome, type Running } from './running.js';

/** How often entries of one transaction may go on otherwise than they had planned. */
const TURNS_MAX = 100;

/** Commits. Fails as the entry that is refused, at its place; then nothing is stored. */
export async function commitAll<A>(running: Running<A>): Promise<void> {
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    const wishes = wishesOf(running);
    if (wishes.length === 0) return;
    const failure = await committed(running, wishes);
    if (failure === undefined) return;
    await goneOn(running, failure);
  }
  throw problem('conflict', {
    why: 'Others keep changing what the transaction is about. Nothing was stored. Send it again.',
    french:
      "D'autres modifient sans cesse ce que vise la transaction. Rien n'a été enregistré. L'envoyer à nouveau.",
  });
}

/** Lets go of all that has planned, so that nothing waits for ever. */
export async function abandon<A>({ begun, outcomes }: Running<A>): Promise<void> {
  const waiting = [...begun].filter(([at]) => !outcomes.has(at));
  const abandoned = new Error('the transaction is refused');
  await Promise.allSettled(waiting.map(([, one]) => one.refuse(abandoned)));
}

/** An entry, with its changes as they are to be committed. */
interface Wish {
  readonly at: number;
  readonly begun: Begun<Outcome>;
  readonly changes: readonly Change[];
}

function wishesOf<A>(running: Running<A>): readonly Wish[] {
  const { needs, entries, addresses, references, begun, outcomes } = running;
  const links = makeLinks({ base: needs.base, entries, addresses, references });
  return [...begun]
    .filter(([at]) => !outcomes.has(at))
    .map(([at, one]) => ({
      ...{ at, begun: one },
      changes: one.changes.map((change) => linked(running, at, change, links)),
    }));
}

/** A change whose links to other entries are rewritten once it is made. */
function linked<A>({ entries }: Running<A>, at: number, change: Change, links: Links): Change {
  const entry = entries[at];
  if (entry === undefined) return change;
  return { ...change, next: (...given) => links.rewrite(change.next(...given), entry) };
}

/** A refusal, and the place of the entry that it is about. */
interface Refused {
  readonly failure: unknown;
  readonly at: number | undefined;
}

async function committed<A>(
  running: Running<A>,
  wishes: readonly Wish[],
): Promise<Refused | undefined> {
  const { needs, caller } = running;
  const [first, ...rest] = wishes.flatMap(({ changes }) => changes);
  if (first === undefined) throw new Error('a wish has a change');
  let written: readonly Written[];
  try {
    const act = { interaction: 'transaction' } as const;
    written = await needs.records.commit(caller, { act, changes: [first, ...rest] });
  } catch (failure) {
    const blamed = blameOf(failure);
    const wish = wishes.find(({ changes }) => blamed !== undefined && changes.includes(blamed));
    return { failure, at: wish?.at };
  }
  let from = 0;
  for (const { at, begun, changes } of wishes) {
    settle(running, at, await begun.commit(written.slice(from, (from += changes.length))));
  }
  return undefined;
}

async function goneOn<A>(running: Running<A>, { failure, at }: Refused): Promise<void> {
  const begun = at === undefined ? undefined : running.begun.get(at);
  const entry = at === undefined ? undefined : running.entries[at];
  if (begun === undefined || entry === undefined) throw failure;
  try {
    running.begun.set(entry.at, await begun.refuse(failure));
  } catch (refusal) {
    running.begun.delete(entry.at);
    throw located(refusal, entry.at);
  }
  await noteBegun(running, entry);
  checkChanges(running);
}

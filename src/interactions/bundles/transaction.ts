/**
 * A plain transaction: all of its entries are done, or none. Each entry that writes plans as it
 * would alone (`joining.ts`), then all are committed at once; entries that read are tried before,
 * for the fault of one undoes all, and answered after.
 * https://hl7.org/fhir/R4/http.html#trules
 */
import type { Caller } from '../../access/caller.js';
import { entriesOf, type Entry } from '../../fhir/bundle.js';
import { problem, type Issue } from '../../fhir/problem.js';
import type { Resource } from '../../fhir/resource.js';
import { abandon, commitAll } from './committing.js';
import { joinAt } from './joining.js';
import { located } from './located.js';
import { plan } from './planning.js';
import { addressIn, reads, type Running, type TransactionNeeds } from './running.js';

/** Does all that the bundle asks for; answers in the order of its entries. */
export async function transaction<A>(
  needs: TransactionNeeds<A>,
  caller: Caller,
  bundle: Resource,
): Promise<readonly A[]> {
  const entries = entriesOf(bundle);
  refuseFaults(needs.validate(bundle));
  const joining = joinAt(needs.records);
  const maps = {
    ...{ addresses: new Map(), references: new Map() },
    ...{ begun: new Map(), outcomes: new Map() },
  };
  const running: Running<A> = { needs, caller, entries, joining, ...maps };
  try {
    const known = await done(running);
    return await Promise.all(entries.map((entry) => answered(running, entry, known)));
  } finally {
    await needs.records.discard([...new Set(joining.givenUp)]);
  }
}

function refuseFaults(issues: readonly Issue[]): void {
  if (issues.some(({ severity }) => severity === 'error' || severity === 'fatal'))
    throw problem('not-conformant', { issues });
}

/** Plans, tries what reads, commits; gives the answers that the commit cannot have changed. */
async function done<A>(running: Running<A>): Promise<ReadonlyMap<number, A>> {
  try {
    await plan(running);
    const known = await triedReads(running);
    await commitAll(running);
    return known;
  } catch (failure) {
    await abandon(running);
    await running.needs.records.discard(running.joining.takenIn);
    throw failure;
  }
}

/**
 * Asks what reads, while it can still undo the transaction; not what the transaction itself writes.
 * Fails as the first that is refused, at its place.
 */
async function triedReads<A>(running: Running<A>): Promise<ReadonlyMap<number, A>> {
  const { needs, entries, begun } = running;
  const changes = [...begun.values()].flatMap((one) => one.changes);
  const written = new Set(changes.map(({ type, id }) => `${type}/${id}`));
  const gone = new Set(
    changes.filter(({ removes }) => removes).map(({ type, id }) => `${type}/${id}`),
  );
  const known = new Map<number, A>();
  for (const entry of entries.filter(reads)) {
    const address = addressIn(entry, needs.base);
    if (address !== undefined && gone.has(address)) throw located(problem('gone'), entry.at);
    if (address !== undefined && written.has(address)) continue;
    const { answer, failure } = await needs.read(entry);
    if (failure !== undefined) throw located(failure, entry.at);
    if (address !== undefined || written.size === 0) known.set(entry.at, answer);
  }
  return known;
}

async function answered<A>(
  { needs, outcomes }: Running<A>,
  entry: Entry,
  known: ReadonlyMap<number, A>,
): Promise<A> {
  const outcome = outcomes.get(entry.at);
  if (outcome !== undefined) return needs.answer(outcome);
  return known.get(entry.at) ?? (await needs.read(entry)).answer;
}

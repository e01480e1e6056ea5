/**
 * Whether a subscriber is to be told of a resource: what a search of theirs for it would find now.
 * Criteria and rights are those of searches, so a notification tells nothing that a search would
 * not. What is given leaves the trace that the search would leave; what is not given leaves none.
 */
import type { Caller } from '../../access/caller.js';
import { isGeneralPractitioner } from '../../access/consent.js';
import { Problem } from '../../fhir/problem.js';
import type { Shown } from '../../fhir/version.js';
import type { Query } from '../../search/conditions.js';
import { dossierOfId } from '../../ids.js';
import type { EventDraft } from '../../storage/kept.js';
import type { ResourceName } from '../../storage/store.js';
import { judge, visit } from '../judge.js';
import type { Needs } from '../needs.js';
import { placeNamed } from '../searches/named.js';
import { search } from '../searches/search.js';
import { nameOf, versionsAt } from '../versions-at.js';
import { arrive, settle } from '../where.js';
import { makeInterest } from './interest.js';
import { behind } from './subscriptions.js';

/** For whom, by which criteria, of what. */
export interface Telling {
  readonly subscriber: Caller;
  readonly query: Query;
  readonly of: ResourceName;
  /** How the audit quotes it. */
  readonly line: string;
}

/** The resource as the subscriber may see it; undefined: there is nothing to tell. */
export async function toTell(needs: Needs, telling: Telling): Promise<Shown | undefined> {
  const held: EventDraft[] = [];
  const log = { append: async (events: readonly EventDraft[]) => void held.push(...events) };
  const shown = await searched({ ...needs, log, interest: NO_INTEREST }, telling);
  if (shown !== undefined) await needs.log.append(held);
  return shown;
}

/** Whether there would be something to tell. */
export async function wouldTell(needs: Needs, telling: Telling): Promise<boolean> {
  return (await searched({ ...needs, log: NO_LOG, interest: NO_INTEREST }, telling)) !== undefined;
}

const NO_LOG = { append: async () => undefined };
/** That a subscriber was told is no news to tell of. */
const NO_INTEREST = makeInterest(async () => undefined);

async function searched(needs: Needs, telling: Telling): Promise<Shown | undefined> {
  const { query, of, line } = telling;
  const where = [...query.where, { kind: 'ids', ids: [of.id], negated: false } as const];
  try {
    const found = await search(needs, behind(needs, telling.subscriber), {
      query: { ...query, where, wanted: { totalOnly: false, count: 1, total: 'none' } },
      asked: { line },
      pageSizeMax: 1,
    });
    return found.entries[0];
  } catch (failure) {
    return unlessBroken(failure);
  }
}

/**
 * Whether the subscriber may know that the resource was withdrawn: a read of theirs would say so,
 * and it is in the dossier that the criteria name.
 */
export async function mayKnowWithdrawn(needs: Needs, telling: Telling): Promise<boolean> {
  const { query, of } = telling;
  try {
    const caller = await settle(needs, behind(needs, telling.subscriber));
    const place = await placeNamed(needs, caller, query);
    const { head } = await arrive(needs, caller, of);
    if (head === undefined || place.kind === 'nobody') return false;
    if (place.kind === 'dossier' && place.head.stream !== head.stream) return false;
    const version = (await versionsAt(needs, { head }, [nameOf(of)])).get(nameOf(of));
    if (version === undefined) return false;
    const right = await judge(needs, visit(needs, caller, head), 'read', { ...of, version });
    return right.kind === 'granted' || right.answer === 'gone';
  } catch (failure) {
    return unlessBroken(failure) ?? false;
  }
}

/**
 * Whether a professional may know that an emergency opened the dossier that the criteria name: its
 * médecin traitant, to whom the event itself is not shown.
 */
export async function mayKnowEmergency(
  needs: Needs,
  { subscriber, query, of }: Telling,
): Promise<boolean> {
  try {
    const caller = await settle(needs, behind(needs, subscriber));
    const place = await placeNamed(needs, caller, query);
    if (place.kind !== 'dossier' || dossierOfId(of.id) !== place.head.stream) return false;
    const { policy } = visit(needs, caller, place.head);
    return policy.kind === 'dossier' && isGeneralPractitioner(policy, caller);
  } catch (failure) {
    return unlessBroken(failure) ?? false;
  }
}

/** A refusal tells nothing; a store that cannot be reached is another matter. */
function unlessBroken(failure: unknown): undefined {
  if (failure instanceof Problem && failure.status < 500) return undefined;
  throw failure;
}

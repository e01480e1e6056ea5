/**
 * The places of a person among those they act for, over all dossiers: each delegation holds one of
 * a few uniqueness keys, so that the limit holds whoever writes at the same time, and a delegation
 * is found by whom it names.
 */
import { FAULTS, PLACES } from '../../access/delegating.js';
import type { Delegate, Policy } from '../../access/policy.js';
import type { UniqueKey } from '../../storage/kept.js';
import type { Holder, Store } from '../../storage/store.js';
import type { Visit } from '../judge.js';
import type { Needs } from '../needs.js';
import type { Draft } from './draft.js';
import { refused } from './policy/delegation-steps.js';

/** What somebody is, or is invited to be, to another person's dossier. */
export type PlaceKind = keyof typeof PLACES;

/** The slots that the delegations among the drafts take, by draft. */
export async function slotsOf(
  needs: Needs,
  place: Visit,
  policy: Policy,
  drafts: readonly Draft[],
): Promise<ReadonlyMap<Draft, readonly UniqueKey[]>> {
  const slots = new Map<Draft, readonly UniqueKey[]>();
  if (policy.kind === 'outside' || place.caller.kind === 'tester') return slots;
  const taken = new Set<UniqueKey>();
  for (const draft of drafts) {
    const wanted = wantedBy(policy, draft);
    if (wanted === undefined) continue;
    const { identity } = wanted.one;
    // All identities of a person lead to one dossier: so many places have they together.
    const person = (await needs.store.claimed(identity)) ?? identity;
    const keys = placesOf(needs, wanted.kind, person);
    const slot = await free(needs.store, keys, { draft, taken });
    taken.add(slot);
    slots.set(draft, [slot]);
  }
  return slots;
}

/** The keys of all places of one kind that a person has, named by the stream of their dossier. */
export function placesOf(
  { envelope }: Pick<Needs, 'envelope'>,
  kind: PlaceKind,
  person: string,
): readonly UniqueKey[] {
  const numbers = Array.from({ length: PLACES[kind] }, (_, index) => index + 1);
  return numbers.map((number) => envelope.uniqueKey(`place|${kind}|${person}|${number}`));
}

function wantedBy(
  { delegates = [], invitations = [] }: Policy & { kind: 'dossier' },
  { change }: Draft,
): { readonly kind: PlaceKind; readonly one: Delegate } | undefined {
  if (change.type !== 'Consent') return undefined;
  const invited = invitations.find(({ id }) => id === change.id);
  if (invited !== undefined) return { kind: 'invited', one: invited };
  const given = delegates.find(({ id }) => id === change.id);
  return given && { kind: given.kind, one: given };
}

/** The slot that the resource holds already, else the first that nobody holds. */
async function free(
  store: Store,
  keys: readonly UniqueKey[],
  { draft, taken }: { readonly draft: Draft; readonly taken: ReadonlySet<UniqueKey> },
): Promise<UniqueKey> {
  const holders = await Promise.all(
    keys.map(async (key) => ({ key, held: await store.holder(key) })),
  );
  const own = holders.find(({ held }) => held !== undefined && isIt(held.version, draft));
  const slot = own ?? holders.find(({ key, held }) => held === undefined && !taken.has(key));
  if (slot === undefined) throw refused(FAULTS.INCOMING_CAREGIVING_DELEGATIONS_LIMIT_REACHED);
  return slot.key;
}

function isIt({ type, id }: Pick<Holder, 'type' | 'id'>, { change }: Draft): boolean {
  return type === change.type && id === change.id;
}

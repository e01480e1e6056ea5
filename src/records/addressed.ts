/**
 * The delegations that name their reader, whatever dossiers they are in: found by the places that
 * they hold (`changes/slots.ts`), and shown to whom they name alone.
 */
import type { Caller } from '../access/caller.js';
import { coveredByScope } from '../access/decide.js';
import { enterAsNamed } from '../access/delegating.js';
import type { ActQuery } from '../audit/act.js';
import { both } from '../fhir/language.js';
import { problem } from '../fhir/problem.js';
import type { Shown } from '../fhir/version.js';
import type { Head, Version } from '../storage/kept.js';
import { placesOf, type PlaceKind } from './changes/slots.js';
import { policyOf, visit } from './judge.js';
import type { Needs } from './needs.js';
import { dossierIn } from './traces/tale.js';
import { record, type Told } from './traces/trace.js';
import { nameOf } from './versions-at.js';
import { shownVersion } from './view.js';
import { settle } from './where.js';

/** Which delegations are wanted. */
export interface AddressedRequest {
  readonly kinds: readonly PlaceKind[];
  readonly asked: ActQuery;
}

/** Finds them, oldest place first, and records it in the dossiers that they are in. */
export async function addressedTo(
  needs: Needs,
  given: Caller,
  { kinds, asked }: AddressedRequest,
): Promise<readonly Shown[]> {
  const caller = await settle(needs, given);
  if (caller.kind !== 'patient') throw problem('not-allowed', FOR_PATIENTS);
  if (!coveredByScope(caller, 'search', 'Consent')) throw problem('insufficient-scope');
  const person = caller.actor.slice('patient:'.length);
  const keys = kinds.flatMap((kind) => placesOf(needs, kind, person));
  const held = await Promise.all(keys.map((key) => needs.store.holder(key)));
  const found = held.filter((one) => one !== undefined).filter((one) => isNamed(caller, one));
  const tales = found.map((one) => toldOf(caller, one));
  await record(needs, ...(tales.length === 0 ? [toldOf(caller)] : tales).map(asking(asked)));
  return Promise.all(
    found.map(({ head, version }) =>
      shownVersion(needs, visit(needs, caller, head), 'Consent', version),
    ),
  );
}

const FOR_PATIENTS = both(
  'Delegations are found by those whom they name: sign in as a patient.',
  "Les délégations sont trouvées par ceux qu'elles nomment : se connecter en tant que patient.",
);

interface Held {
  readonly head: Head;
  readonly version: Version;
}

function isNamed(caller: Caller, { head, version }: Held): boolean {
  return enterAsNamed(caller, policyOf(head), version.id) !== undefined;
}

function toldOf(caller: Caller, held?: Held): Told {
  const dossier = held && dossierIn(caller, held);
  const entities =
    held === undefined ? [] : [{ what: nameOf(held.version), role: 'domain' as const }];
  return {
    ...{ caller, interaction: 'operation', outcome: 'success' },
    because: 'named-in-delegation',
    ...(dossier === undefined ? {} : { dossier }),
    ...{ entities, about: entities.map(({ what }) => what) },
  };
}

function asking(query: ActQuery): (told: Told) => Told {
  return (told) => ({ ...told, query });
}

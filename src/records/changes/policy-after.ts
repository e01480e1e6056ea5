/**
 * The policy that holds after a commit: that of the head, changed by the Patient, Consents and
 * CareTeams written.
 */
import type { Caller } from '../../access/caller.js';
import { isDeclaration } from '../../access/declaring.js';
import type { DossierPolicy, Policy } from '../../access/policy.js';
import type { Visit } from '../judge.js';
import { lived } from '../life/lived.js';
import type { Needs } from '../needs.js';
import { actorsOf } from './actors.js';
import { blaming } from './blame.js';
import { patientKeysOf } from './keys.js';
import { careTeamAfter } from './policy/care-team.js';
import type { Change, Writing } from './policy/change.js';
import { checkDeclared } from './policy/declared.js';
import { consentsAfter } from './policy/consents.js';
import { delegationsAfter, withPerson } from './policy/delegates.js';

/**
 * The policy of a stream about to begin. A Patient that is created opens a dossier in state
 * *created*.
 */
export function firstPolicy(caller: Caller, inDossier: string | undefined): Policy {
  if (inDossier === undefined) return { kind: 'outside', space: caller.space };
  return {
    kind: 'dossier',
    space: caller.space,
    state: 'created',
    patient: inDossier,
    generalPractitioners: [],
    consents: [],
  };
}

/** The policy that results. */
export async function policyAfter(
  needs: Needs,
  place: Visit,
  changes: readonly Change[],
): Promise<Policy> {
  const writing = { needs, place, together: changes };
  let { policy } = place;
  for (const change of changes) {
    if (policy.kind !== 'dossier') continue;
    policy = await changed(writing, policy, change).catch(blaming(change.planned));
  }
  return policy;
}

async function changed(
  writing: Writing,
  policy: DossierPolicy,
  change: Change,
): Promise<DossierPolicy> {
  const { careTeam = [], consents } = policy;
  if (isDeclaration(change.resource.resourceType)) {
    await checkDeclared(writing, policy, change);
  }
  switch (change.resource.resourceType) {
    case 'Patient':
      return change.removed ? orphaned(policy) : ofPatient(writing, policy, change);
    case 'Consent':
      return {
        ...policy,
        consents: await consentsAfter(writing, consents, change),
        ...(await delegationsAfter(writing, policy, change)),
      };
    case 'CareTeam':
      return { ...policy, careTeam: await careTeamAfter(writing, careTeam, change) };
    case 'RelatedPerson':
      return withPerson(writing, policy, change);
    default:
      return policy;
  }
}

async function ofPatient(
  { needs, place }: Writing,
  policy: DossierPolicy,
  { resource, planned, at }: Change,
): Promise<DossierPolicy> {
  return {
    ...lived(standing(policy), { step: planned.life, at }),
    identities: patientKeysOf(policy.space, resource).map(needs.envelope.uniqueKey),
    generalPractitioners: await actorsOf(needs, place.caller, resource['generalPractitioner']),
  };
}

/** A dossier without its Patient is found by nobody, until the Patient is written again. */
function orphaned(policy: DossierPolicy): DossierPolicy {
  return { ...policy, removed: true, identities: [], generalPractitioners: [] };
}

function standing({ removed: _removed, ...policy }: DossierPolicy): DossierPolicy {
  return policy;
}

/**
 * The policy that holds after a commit: that of the head, changed by the Patient and Consents
 * written.
 */
import type { Caller } from '../../access/caller.js';
import type { ConsentRule, DossierPolicy, DossierState, Policy } from '../../access/policy.js';
import { codings, object, objects, text } from '../../fhir/elements.js';
import { intervalOf } from '../../fhir/instant.js';
import { problem, type Issue } from '../../fhir/problem.js';
import type { Resource } from '../../fhir/resource.js';
import { actorsOf } from './actors.js';
import { blaming } from './blame.js';
import { patientKeysOf } from './keys.js';
import type { Needs } from '../needs.js';
import type { Change as PlannedChange } from './plan.js';

/** A resource about to be written, with the moment of its commit. */
export interface Change {
  readonly resource: Resource;
  readonly at: number;
  /** Whether it is deleted: the resource is what stood before. */
  readonly removed: boolean;
  /** What it was planned as. */
  readonly planned: PlannedChange;
  /** The state the dossier enters. */
  readonly state?: DossierState;
}

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
  caller: Caller,
  before: Policy,
  changes: readonly Change[],
): Promise<Policy> {
  let policy = before;
  for (const change of changes) {
    if (policy.kind !== 'dossier') continue;
    policy = await changed(needs, caller, policy, change).catch(blaming(change.planned));
  }
  return policy;
}

async function changed(
  needs: Needs,
  caller: Caller,
  policy: DossierPolicy,
  change: Change,
): Promise<DossierPolicy> {
  const { resource } = change;
  switch (resource.resourceType) {
    case 'Patient':
      return change.removed
        ? orphaned(policy)
        : {
            ...standing(policy),
            ...(change.state === undefined ? {} : { state: change.state }),
            identities: patientKeysOf(policy.space, resource).map(needs.envelope.uniqueKey),
            generalPractitioners: await actorsOf(needs, caller, resource['generalPractitioner']),
          };
    case 'Consent':
      return { ...policy, consents: await consentsAfter(needs, caller, policy, change) };
    default:
      return policy;
  }
}

/** A dossier without its Patient is found by nobody, until the Patient is written again. */
function orphaned(policy: DossierPolicy): DossierPolicy {
  return { ...policy, removed: true, identities: [], generalPractitioners: [] };
}

function standing({ removed: _removed, ...policy }: DossierPolicy): DossierPolicy {
  return policy;
}

async function consentsAfter(
  needs: Needs,
  caller: Caller,
  policy: DossierPolicy,
  change: Change,
): Promise<ConsentRule[]> {
  const others = policy.consents.filter((rule) => rule.id !== change.resource.id);
  const rule = await ruleOf(needs, caller, change);
  return rule === undefined ? others : [...others, rule];
}

/**
 * The rule of an active Consent; an inactive one says nothing any more, and a wish that is not
 * about access (advance directives) never does. The last one written counts, whatever date it
 * claims.
 */
async function ruleOf(
  needs: Needs,
  caller: Caller,
  change: Change,
): Promise<ConsentRule | undefined> {
  const { resource: consent, at } = change;
  if (change.removed || consent['status'] !== 'active' || !isOfAccess(consent)) return undefined;
  const provision = object(consent['provision']);
  const category = codings(consent['category'])[0]?.code;
  const type = provision?.['type'];
  if (provision === undefined || category === undefined || (type !== 'permit' && type !== 'deny')) {
    throw problem('not-conformant', { issues: [WITHOUT_RULE] });
  }
  const references = objects(provision['actor']).map((actor) => actor['reference']);
  const actors = await actorsOf(needs, caller, references);
  if (category === 'consultation' && actors.length === 0) {
    throw problem('not-conformant', { issues: [WITHOUT_ACTOR] });
  }
  return {
    id: String(consent.id),
    category,
    permit: type === 'permit',
    actors,
    purposes: objects(provision['purpose']).flatMap((purpose) => text(purpose['code']) ?? []),
    ...boundsOf(object(provision['period'])),
    declared: at,
  };
}

/** Whether it says so by its scope or by its category: either makes it one of access. */
function isOfAccess({ scope, category }: Resource): boolean {
  return (
    codings([scope]).some(({ code }) => code === 'patient-privacy') ||
    codings(category).some(({ system }) => system === DOSSIER_CONSENT)
  );
}

const DOSSIER_CONSENT = 'https://dossier.example/fhir/CodeSystem/dossier-consent';

const WITHOUT_RULE: Issue = {
  severity: 'error',
  code: 'required',
  diagnostics:
    'An active Consent needs a category of dossier-consent and a provision whose type is permit or deny.',
  expression: ['Consent.provision'],
};

const WITHOUT_ACTOR: Issue = {
  severity: 'error',
  code: 'value',
  diagnostics:
    'No known professional or structure is named. Name one by reference to a Practitioner or Organization, or by its IDNPS, RPPS, IDNST or FINESS identifier.',
  expression: ['Consent.provision.actor'],
};

function boundsOf(
  period: Record<string, unknown> | undefined,
): Pick<ConsentRule, 'from' | 'until'> {
  const start = intervalOf(text(period?.['start']) ?? '')?.lo;
  const end = intervalOf(text(period?.['end']) ?? '')?.hi;
  return {
    ...(start === undefined ? {} : { from: start }),
    ...(end === undefined ? {} : { until: end }),
  };
}

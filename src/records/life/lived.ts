/**
 * What a step of a dossier's life leaves behind: the policy that holds then, the Patient as it is
 * told to whoever checks its existence, and the step that follows by itself.
 */
import type { Facts } from '../../access/facts.js';
import { dueAfter, PASSAGES } from '../../access/life.js';
import type { DossierPolicy, DossierState, Policy } from '../../access/policy.js';
import { objects } from '../../fhir/elements.js';
import { formatInstant } from '../../fhir/instant.js';
import type { Resource } from '../../fhir/resource.js';
import type { LifeStep } from '../changes/plan.js';

/** The extension of a Patient whose dossier is closed: since when. */
const CLOSING = 'https://dossier.example/fhir/StructureDefinition/dossier-closing';

/** A change of a dossier's Patient at a moment, with the step of its life, if it is one. */
interface Lived {
  readonly step: LifeStep | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The policy after a change of the Patient; an erased dossier keeps its state alone. */
export function lived(policy: DossierPolicy, { step, at }: Lived): DossierPolicy {
  if (step === undefined) return policy;
  const { code: standing, ...rest } = policy;
  const state = PASSAGES[step.act].to;
  // Used, it is used up; a dossier that was opposed may still be activated by it.
  const code = state === 'activated' ? undefined : (step.code ?? standing);
  const after = { ...rest, state, since: at, ...(code === undefined ? {} : { code }) };
  return state === 'erased' ? emptied(after) : after;
}

function emptied({ kind, space, state, since, patient }: DossierPolicy): DossierPolicy {
  const nothing = { generalPractitioners: [], consents: [] };
  return { kind, space, state, patient, ...nothing, ...(since === undefined ? {} : { since }) };
}

/** The Patient as it stands in the state that results. */
export function livedPatient(patient: Resource, policy: Policy, { step, at }: Lived): Resource {
  if (patient.resourceType !== 'Patient' || policy.kind !== 'dossier') return patient;
  if (policy.space === 'test') return patient;
  const state = stateAfter(policy, step);
  if (state === 'erased') return bare(patient);
  const since = step === undefined ? (policy.since ?? at) : at;
  const others = objects(patient['extension']).filter(({ url }) => url !== CLOSING);
  const closing = isClosed(state) ? [closedSince(since)] : [];
  const { extension: _extension, ...rest } = patient;
  return {
    ...rest,
    ...(others.length + closing.length === 0 ? {} : { extension: [...others, ...closing] }),
    ...activity(patient, state, step),
  };
}

/** What a dossier in this state is due to become. */
export function dueOf(policy: Policy, { step, at }: Lived): Pick<Facts, 'due'> {
  if (policy.kind !== 'dossier' || policy.space === 'test') return {};
  const due = dueAfter(stateAfter(policy, step), step === undefined ? (policy.since ?? at) : at);
  return due === undefined ? {} : { due };
}

function stateAfter(policy: DossierPolicy, step: LifeStep | undefined): DossierState {
  return step === undefined ? policy.state : PASSAGES[step.act].to;
}

/** Nothing that tells of the person: only that there was one. */
function bare({ resourceType }: Resource): Resource {
  return { resourceType, active: false };
}

function isClosed(state: DossierState): boolean {
  return state === 'closed' || state === 'erasure-requested' || state === 'archived';
}

function closedSince(since: number): Record<string, unknown> {
  return { url: CLOSING, valueDateTime: formatInstant(since) };
}

/** Whoever asks whether a dossier is there is told so by `active`. */
function activity(
  { active }: Resource,
  state: DossierState,
  step: LifeStep | undefined,
): Record<string, unknown> {
  if (isClosed(state)) return { active: false };
  if (step?.act === 'reopen' || step?.act === 'activate' || step?.act === 'lapse')
    return { active: true };
  if (state === 'notified' || state === 'opposed') return { active: false };
  return active === undefined ? { active: true } : {};
}

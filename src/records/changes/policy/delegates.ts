/**
 * Who uses a dossier on behalf of its patient, from the Consents of category `delegation`: a carer
 * or a legal representative, known by their national identity (`interface`, Consents).
 */
import { phaseOf } from '../../../access/delegating.js';
import type { Delegate, DossierPolicy } from '../../../access/policy.js';
import { codings, identifiers, object, referenceText, type Coded } from '../../../fhir/elements.js';
import { parseJson } from '../../../fhir/json.js';
import { problem, type Issue } from '../../../fhir/problem.js';
import type { Resource } from '../../../fhir/resource.js';
import { isInsSystem } from '../../../validation/identifier.js';
import { policyOf } from '../../judge.js';
import { versionsAt } from '../../versions-at.js';
import { arrive, patientKey } from '../../where.js';
import { boundsOf } from './bounds.js';
import { checkDelegation } from './delegation-steps.js';
import type { Change, Writing } from './change.js';
import { categoryOf } from './consents.js';

/** Somebody named as a delegate: keyed hashes of their national identities. */
interface Named {
  readonly identities: readonly string[];
  /** Id of the RelatedPerson that names them. */
  readonly person?: string;
}

/** What delegations leave in a policy. */
type Delegations = Required<Pick<DossierPolicy, 'delegates' | 'invitations'>>;

/**
 * The delegates and the invited that result. Fails where a delegation that is to live names nobody,
 * or may not be what it is to become.
 */
export async function delegationsAfter(
  writing: Writing,
  policy: DossierPolicy,
  change: Change,
): Promise<Delegations> {
  const { resource: consent, removed } = change;
  const isOther = ({ id }: Delegate): boolean => id !== consent.id;
  const delegates = (policy.delegates ?? []).filter(isOther);
  const invitations = (policy.invitations ?? []).filter(isOther);
  const isDelegation = categoryOf(consent) === 'delegation' && !removed;
  const phase = isDelegation ? phaseOf(consent['status']) : 'ended';
  const wanted = phase === 'active' || phase === 'invited' ? await named(writing, consent) : [];
  if (isDelegation) await checkDelegation(writing, policy, { change, phase, wanted });
  return phase === 'invited'
    ? { delegates, invitations: [...invitations, ...wanted] }
    : { delegates: [...delegates, ...wanted], invitations };
}

async function named(writing: Writing, consent: Resource): Promise<Delegate[]> {
  const provision = object(consent['provision']);
  // In the test space nobody acts for anybody: what is stored there names whom it likes.
  if (provision?.['type'] !== 'permit' || writing.place.caller.kind === 'tester') return [];
  const kind = kindOf(codings(provision['code']));
  if (kind === undefined) throw refused(WITHOUT_KIND);
  const { identities, person } = await namedIn(writing, consent);
  if (identities.length === 0) throw refused(WITHOUT_PERSON);
  const shared = {
    id: String(consent.id),
    ...(person === undefined ? {} : { person }),
    ...boundsOf(provision['period']),
  };
  return identities.map((identity) => ({ ...shared, kind, identity }));
}

/** Whether codes of a delegation make a legal representative. */
export function isLegal(codes: readonly Coded[]): boolean {
  return kindOf(codes) === 'legal';
}

function kindOf([first]: readonly Coded[]): Delegate['kind'] | undefined {
  return KINDS.get(first?.code ?? '');
}

/** Codes of `delegation-kind`. */
const KINDS: ReadonlyMap<string, Delegate['kind']> = new Map([
  ['LEGAL_REPRESENTATION', 'legal'],
  ['CAREGIVING', 'carer'],
]);

/** Whom a delegation names, whatever its status. */
async function namedIn(writing: Writing, consent: Resource): Promise<Named> {
  const reference = object(object(object(consent['provision'])?.['actor'])?.['reference']);
  const own = identitiesOf(writing, reference?.['identifier']);
  const [, type, id] = REFERENCE.exec(referenceText(reference) ?? '') ?? [];
  if (own.length > 0 || type === undefined || id === undefined) return { identities: own };
  if (type === 'Patient') return { identities: await ofPatient(writing, id) };
  const person = await relatedPerson(writing, id);
  return { identities: identitiesOf(writing, person?.['identifier']), person: id };
}

const REFERENCE = /^(RelatedPerson|Patient)\/([A-Za-z0-9\-.]{1,64})$/;

/** A RelatedPerson that stands in the dossier, or comes with the same act. */
async function relatedPerson(writing: Writing, id: string): Promise<Resource | undefined> {
  const { needs, place, together } = writing;
  const along = together.find(
    ({ resource, removed }) =>
      !removed && resource.resourceType === 'RelatedPerson' && resource.id === id,
  );
  if (along !== undefined) return along.resource;
  const name = `RelatedPerson/${id}`;
  const version = (await versionsAt(needs, place, [name])).get(name);
  if (version === undefined || version.gone) return undefined;
  return parseJson(version.body) as Resource; // stored after validation
}

/** The identities of the patient of another dossier. */
async function ofPatient({ needs, place }: Writing, id: string): Promise<readonly string[]> {
  const { head } = await arrive(needs, place.caller, { type: 'Patient', id });
  const policy = head === undefined ? undefined : policyOf(head);
  if (policy?.kind !== 'dossier' || policy.space !== place.caller.space) return [];
  return policy.identities ?? [];
}

function identitiesOf({ needs, place }: Writing, list: unknown): string[] {
  return identifiers(list)
    .filter(({ system }) => isInsSystem(system))
    .map((identity) => needs.envelope.uniqueKey(patientKey(place.caller.space, identity)));
}

/**
 * The policy after a RelatedPerson was written: whoever it names no more is no delegate any more;
 * whom it names instead was never asked.
 */
export function withPerson(
  writing: Writing,
  policy: DossierPolicy,
  { resource, removed }: Change,
): DossierPolicy {
  const { delegates = [], invitations = [] } = policy;
  const ended = removed || resource['active'] === false;
  const identities = ended ? [] : identitiesOf(writing, resource['identifier']);
  const stays = ({ person, identity }: Delegate): boolean =>
    person !== resource.id || identities.includes(identity);
  return {
    ...policy,
    delegates: delegates.filter(stays),
    invitations: invitations.filter(stays),
  };
}

function refused(issue: Issue): Error {
  return problem('not-conformant', { issues: [issue] });
}

const WITHOUT_KIND: Issue = {
  severity: 'error',
  code: 'required',
  diagnostics:
    'A delegation says its kind: provision.code LEGAL_REPRESENTATION or CAREGIVING of delegation-kind.',
  french:
    'Une délégation dit sa nature : provision.code LEGAL_REPRESENTATION ou CAREGIVING de delegation-kind.',
  expression: ['Consent.provision.code'],
};

const WITHOUT_PERSON: Issue = {
  severity: 'error',
  code: 'value',
  diagnostics:
    'The delegate is not known. Name a RelatedPerson of the dossier that bears an INS, or the person by an INS identifier.',
  french:
    "Le délégué n'est pas connu. Désigner un RelatedPerson du dossier qui porte un INS, ou la personne par un identifiant INS.",
  expression: ['Consent.provision.actor'],
};

/**
 * Whose documents these are: one patient everywhere, named by reference, by national identity, or
 * by a Patient entry that carries one (M-06; ITI-105 logical references, M-30).
 */
import { words } from '../validation/report.js';
import type { Caller } from '../access/caller.js';
import { identifiers, object, objects, referenceText } from '../fhir/elements.js';
import { localReference } from '../fhir/reference.js';
import type { Resource } from '../fhir/resource.js';
import type { Dossier, Subject } from '../records/finding.js';
import type { Records } from '../records/records.js';
import { isInsSystem } from '../validation/identifier.js';
import { refusal } from './submission.js';

/** A resource with a subject, and where it stands in the request. */
export interface Subjected {
  readonly resource: Resource;
  readonly at: string;
}

/**
 * What subjects may point at besides local Patients: the Patient entries of a bundle, by fullUrl.
 */
export interface SubjectScope {
  readonly base: string;
  readonly patients: ReadonlyMap<string, Resource>;
}

/**
 * The one dossier that all subjects name. 400 when one names no Patient or another one, or when
 * none is named; 404 when no dossier is open for the patient.
 */
export async function oneDossier(
  records: Records,
  caller: Caller,
  all: readonly Subjected[],
  scope: SubjectScope,
): Promise<Dossier> {
  const subjects = all.flatMap(({ resource, at }) => subjectOf(resource, at, scope) ?? []);
  const dossiers = await dossiersOf(records, caller, subjects);
  const [first] = dossiers;
  if (first === undefined) {
    throw refusal(
      all[0]?.at ?? 'Bundle',
      words(
        'No patient is named. Name the patient in subject, by reference or by INS identifier.',
        "Aucun patient n'est désigné. Le désigner dans subject, par référence ou par identifiant INS.",
      ),
    );
  }
  const other = dossiers.findIndex((dossier) => dossier.stream !== first.stream);
  if (other >= 0) {
    throw refusal(
      subjects[other]?.at ?? 'Bundle',
      words(
        'Two patients are named. Send one bundle for each patient.',
        'Deux patients sont désignés. Envoyer un bundle par patient.',
      ),
    );
  }
  return first;
}

/** The dossier of each, in their order; those that name alike are looked up once. */
async function dossiersOf(
  records: Records,
  caller: Caller,
  subjects: readonly Named[],
): Promise<readonly Dossier[]> {
  const found = new Map<string, Promise<Dossier>>();
  const each = subjects.map(({ subject }) => {
    const name = JSON.stringify(subject);
    const dossier = found.get(name) ?? records.dossierFor(caller, subject);
    found.set(name, dossier);
    return dossier;
  });
  return Promise.all(each);
}

interface Named {
  readonly subject: Subject;
  readonly at: string;
}

function subjectOf(resource: Resource, where: string, scope: SubjectScope): Named | undefined {
  const at = `${where}.subject`;
  const subject = object(resource['subject']);
  if (subject === undefined) return undefined;
  const reference = referenceText(subject);
  const named =
    reference === undefined
      ? byIdentity(subject['identifier'])
      : (byReference(reference, scope) ?? byContained(resource, reference));
  if (named === undefined) {
    throw refusal(
      at,
      words(
        'The subject must be a Patient of this server, or be named by an INS identifier.',
        'Le sujet est un Patient de ce serveur, ou est désigné par un identifiant INS. Le désigner ainsi.',
      ),
    );
  }
  return { subject: named, at };
}

function byReference(reference: string, scope: SubjectScope): Subject | undefined {
  const entry = scope.patients.get(reference);
  if (entry !== undefined) return byIdentity(entry['identifier']);
  const local = localReference(reference, scope.base);
  return local?.type === 'Patient' ? { id: local.id } : undefined;
}

function byContained(resource: Resource, reference: string): Subject | undefined {
  if (!reference.startsWith('#')) return undefined;
  const contained = objects(resource['contained']).find(
    (one) => `#${String(one['id'])}` === reference,
  );
  return contained?.['resourceType'] === 'Patient'
    ? byIdentity(contained['identifier'])
    : undefined;
}

function byIdentity(list: unknown): Subject | undefined {
  const found = identifiers(list).find(({ system }) => isInsSystem(system));
  return found === undefined
    ? undefined
    : { identity: { system: found.system, value: found.value } };
}

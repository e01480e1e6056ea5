/** Where a search looks: in the one dossier it names, across streams, or nowhere (decision 9). */
import type { Caller } from '../../access/caller.js';
import { problem, Problem } from '../../fhir/problem.js';
import type { Query, TokenValue } from '../../search/conditions.js';
import { patientsNamed, type NamedPatients } from '../../search/patient.js';
import type { Head } from '../../storage/kept.js';
import { dossierNamed, type Subject } from '../finding.js';
import type { Needs } from '../needs.js';

/** The place. */
export type SearchPlace =
  | { readonly kind: 'across' }
  /** A patient is named for whom no dossier is open: nothing is found. */
  | { readonly kind: 'nobody' }
  /** `byIdentity`: the patient is named by an identifier that the caller knows, not by id. */
  | { readonly kind: 'dossier'; readonly head: Head; readonly byIdentity: boolean };

/** The place a query names for this caller. A professional must name a patient: 400 otherwise. */
export async function placeNamed(needs: Needs, caller: Caller, query: Query): Promise<SearchPlace> {
  if (needs.rules.homeOf(query.type) === null) return { kind: 'across' };
  const named = patientsNamed(needs.rules.parameters, query);
  if (searchesAcross(caller, query, named)) return { kind: 'across' };
  const subjects: readonly Subject[] =
    named === undefined
      ? implied(caller)
      : [...named.ids.map((id) => ({ id })), ...named.identifiers.map(asSubject)];
  const [subject, second] = subjects;
  if (second !== undefined) throw severalPatients();
  if (subject === undefined) return { kind: 'nobody' };
  const place = await placeOf(needs, caller, subject);
  return place.kind === 'nobody' && isOfOthers(caller, query) ? { kind: 'across' } : place;
}

/** An id without a type may be that of something else, which a tester's resources may be about. */
function isOfOthers(caller: Caller, { type, where }: Query): boolean {
  if (caller.kind !== 'tester' || type === 'AuditEvent') return false;
  return where.some((condition) => {
    if (condition.kind !== 'reference' || condition.param.targets?.length === 1) return false;
    return condition.values.some(({ form }) => form === 'id');
  });
}

/** The registrar looks for Patients, and the tester for anything, whoever's dossier it is in. */
function searchesAcross(caller: Caller, query: Query, named: NamedPatients | undefined): boolean {
  if (caller.kind === 'registrar') return query.type === 'Patient' || named === undefined;
  if (caller.kind !== 'tester') return false;
  return named === undefined || named.ids.length !== 1 || query.type === 'Patient';
}

/** The token of a patient, or of an application of theirs, implies the patient. */
function implied({ kind, ins }: Caller): readonly Subject[] {
  if (ins !== undefined) return [{ identity: ins }];
  if (kind !== 'patient') throw problem('patient-required');
  return [];
}

function asSubject({ system, code }: TokenValue): Subject {
  return { identity: { system: system ?? '', value: code ?? '' } };
}

async function placeOf(needs: Needs, caller: Caller, subject: Subject): Promise<SearchPlace> {
  try {
    const { head } = await dossierNamed(needs, caller, subject);
    return { kind: 'dossier', head, byIdentity: 'identity' in subject };
  } catch (failure) {
    if (failure instanceof Problem && failure.code === 'unknown-patient') return { kind: 'nobody' };
    throw failure;
  }
}

function severalPatients(): Error {
  return problem('invalid-search', {
    why: 'Several patients are named. Name one patient in each search.',
    french: 'Plusieurs patients sont désignés. Désigner un patient par recherche.',
  });
}

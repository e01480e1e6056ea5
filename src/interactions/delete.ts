/**
 * FHIR delete. https://hl7.org/fhir/R4/http.html#delete — What is not there, or not for this caller,
 * is deleted already: nothing is told of it (H-25).
 */
import type { Caller } from '../access/caller.js';
import { coveredByScope } from '../access/decide.js';
import { mayEver } from '../access/rights.js';
import { problem, Problem } from '../fhir/problem.js';
import type { Address } from '../fhir/resource.js';
import type { Shown } from '../fhir/version.js';
import type { Change } from '../records/changes/plan.js';
import type { Records } from '../records/records.js';
import { onMatch, type Condition, type ConditionNeeds } from './condition.js';

/** A resource to be deleted. */
export interface DeleteRequest {
  readonly address: Address;
  readonly ifMatch?: number;
}

/**
 * Deletes: the next version is a deletion. Answers it, or undefined where nothing stands. Whoever
 * may never delete a type is refused before anything is looked for.
 */
export async function remove(
  records: Records,
  caller: Caller,
  request: DeleteRequest,
): Promise<Shown | undefined> {
  const { address } = request;
  checkMayDelete(caller, address.type);
  const stream = await records.streamOf(caller, address);
  if (stream === undefined) {
    const { address: from, requestId } = caller;
    const tried = { interaction: 'delete', address: from, requestId } as const;
    await records.refused(caller, tried, problem('unknown-resource'));
    return undefined;
  }
  try {
    const act = { interaction: 'delete' } as const;
    const [written] = await records.commit(caller, { act, changes: [removal(request, stream)] });
    return written?.shown;
  } catch (failure) {
    if (failure instanceof Problem && NOTHING_THERE.includes(failure.code)) return undefined;
    throw failure;
  }
}

/** Deletes the one match; undefined where there is none (H-32). */
export async function removeMatch(
  needs: ConditionNeeds,
  caller: Caller,
  asked: Omit<Condition, 'by'>,
): Promise<Shown | undefined> {
  const { type } = asked;
  checkMayDelete(caller, type);
  if (type === 'Binary') {
    throw problem('method-not-allowed', {
      why: 'No search finds a Binary, and so no condition. Delete it by its id.',
      french:
        'Aucune recherche ne trouve un Binary, donc aucune condition. Le supprimer par son id.',
    });
  }
  return onMatch(needs, caller, { ...asked, by: 'DELETE' }, async (found) => {
    if (found === undefined) return undefined;
    const request = { address: { type, id: found.id }, ifMatch: found.version };
    return remove(needs.records, caller, request);
  });
}

const NOTHING_THERE: readonly string[] = ['unknown-resource', 'unknown-patient', 'gone'];

/** The change that deletes a resource in its stream. */
function removal({ address, ifMatch }: DeleteRequest, stream: string): Change {
  return {
    ...{ type: address.type, id: address.id, stream },
    expects: 'present',
    removes: true,
    acts: () => ['delete'],
    // What is expected to be present is there.
    next: (current) => current ?? { resourceType: address.type },
    ...(ifMatch === undefined ? {} : { ifMatch }),
  };
}

/** Fails where the caller may delete nothing of the type: 405 for what is withdrawn, else 403. */
function checkMayDelete(caller: Caller, type: string): void {
  if (!coveredByScope(caller, 'delete', type)) throw problem('insufficient-scope');
  if (mayEver(caller.kind, 'delete', type)) return;
  if (WITHDRAWN.includes(type)) {
    throw problem('method-not-allowed', {
      why: `A ${type} is not deleted. Its author withdraws a document by PATCH of the status to entered-in-error.`,
      french: `${type} ne se supprime pas. L'auteur d'un document le retire par un PATCH du statut à entered-in-error.`,
    });
  }
  throw problem('not-allowed', {
    why: `A caller of kind ${caller.kind} may not delete ${type}.`,
    french: `Un appelant de nature ${caller.kind} ne peut pas supprimer ${type}.`,
  });
}

const WITHDRAWN: readonly string[] = ['DocumentReference', 'List', 'Binary'];

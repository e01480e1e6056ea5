/**
 * Whose dossier a search names, so that it is looked for there and nowhere else (decisions 9, 15
 * and 16), and whether archived resources are left out of it (decision 32).
 */
import type { Condition, Query, TokenValue } from './conditions.js';
import type { SearchableType, SearchParameters } from './parameters.js';

/** Alternatives by which a search names patients: by id, or by business identifier. */
export interface NamedPatients {
  readonly ids: readonly string[];
  readonly identifiers: readonly TokenValue[];
}

/**
 * The patients a search names by its first parameter that can: `patient`, `subject`,
 * `patient.identifier`, `patient:identifier`; for Patient, `_id` and `identifier`. Undefined where
 * none does; empty where it names something that is no patient of this server.
 */
export function patientsNamed(
  parameters: SearchParameters,
  query: Pick<Query, 'type' | 'where'>,
): NamedPatients | undefined {
  const type = parameters.types.get(query.type);
  if (type === undefined) return undefined;
  for (const condition of query.where) {
    const named = type.patient?.itself === true ? itself(condition) : referred(type, condition);
    if (named !== undefined) return named;
  }
  return undefined;
}

/**
 * Whether archived resources are left out: the type can be archived, and the search asks neither
 * for them nor for one resource.
 */
export function leavesOutArchived(
  parameters: SearchParameters,
  query: Pick<Query, 'type' | 'where'>,
): boolean {
  const archives = parameters.types.get(query.type)?.parameters.has('isArchived') === true;
  return archives && !query.where.some(asksForThem);
}

function asksForThem(condition: Condition): boolean {
  if (condition.kind === 'group') return condition.of.some(asksForThem);
  if (condition.kind === 'ids') return !condition.negated;
  const asked = condition.kind === 'token' || condition.kind === 'missing';
  if (!asked) return false;
  const names: readonly string[] = ['isArchived', 'identifier'];
  return names.includes(condition.param.code);
}

function itself(condition: Condition): NamedPatients | undefined {
  if (condition.kind === 'ids' && !condition.negated)
    return { ids: condition.ids, identifiers: [] };
  const identifiers = identifiersOf(condition);
  return identifiers === undefined ? undefined : { ids: [], identifiers };
}

function referred(type: SearchableType, condition: Condition): NamedPatients | undefined {
  if (!('param' in condition)) return undefined;
  if (type.patient?.references?.includes(condition.param.code) !== true) return undefined;
  if (condition.kind === 'logical') return { ids: [], identifiers: condition.values };
  if (condition.kind === 'reference')
    return { ids: condition.values.flatMap(idOf), identifiers: [] };
  if (condition.kind !== 'chain') return undefined;
  const toPatient = condition.branches.find((branch) => branch.type === 'Patient');
  return toPatient === undefined ? undefined : itself(toPatient.where[0]);
}

function idOf(value: (Condition & { kind: 'reference' })['values'][number]): string[] {
  if (value.form === 'id') return [value.id];
  const [type, id] = value.form === 'local' ? value.target.split('/') : [];
  return type === 'Patient' && id !== undefined ? [id] : [];
}

function identifiersOf(condition: Condition): readonly TokenValue[] | undefined {
  if (condition.kind !== 'token' || condition.negated) return undefined;
  return condition.param.code === 'identifier' ? condition.values : undefined;
}

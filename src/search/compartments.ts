/**
 * Compartments: which resources belong to a patient, a practitioner, an encounter, a device or a
 * related person. A search in one is a search with one condition more, and under the same rules.
 * https://hl7.org/fhir/R4/compartmentdefinition.html
 */
import type { Condition } from './conditions.js';
import type { Parameter, SearchParameters } from './parameters.js';

/** A compartment: whose it is. */
export interface Compartment {
  /** `Patient`, `Practitioner`, … */
  readonly type: string;
  readonly id: string;
}

/**
 * What makes a resource of a type one of a compartment; undefined for a type that is in none. In a
 * Patient's compartment is what belongs to the patient's dossier, by the one element that says so.
 */
export function inCompartment(
  parameters: SearchParameters,
  type: string,
  compartment: Compartment,
): Condition | undefined {
  const codes = codesOf(parameters, type, compartment.type);
  const known = parameters.types.get(type)?.parameters;
  const of = codes.flatMap((code) => {
    const param = known?.get(code);
    return param === undefined ? [] : naming(param, compartment);
  });
  const [first, ...more] = of;
  return more.length === 0 ? first : { kind: 'group', holds: 'any', of };
}

function codesOf(
  { types, compartments }: SearchParameters,
  type: string,
  of: string,
): readonly string[] {
  const own = of === 'Patient' ? types.get(type)?.patient : undefined;
  if (own?.itself === true) return ['_id'];
  return own?.references?.slice(0, 1) ?? compartments[of]?.types[type] ?? [];
}

function naming(param: Parameter, { type, id }: Compartment): Condition {
  if (param.code === '_id') return { kind: 'ids', ids: [id], negated: false };
  const target = `${type}/${id}`;
  return { kind: 'reference', param, values: [{ form: 'local', target }] };
}

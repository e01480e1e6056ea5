/** How the values that an expression leads to are compared, by the kind of parameter. */
import { isResource, type StructureTable } from '../../fhir/structure.js';
import type { PartData, ParameterData, ParameterType } from '../parameters.js';
import type { Ends } from './paths.js';

const BOOLEAN_SYSTEM = 'http://terminology.hl7.org/CodeSystem/special-values';
/** What may name anything is not told by a list of all types. */
const TARGETS_MAX = 100;

/** Of a SearchParameter what tells how its values are compared. */
export interface Compared {
  readonly type: ParameterType;
  /** Types that it says its references name. */
  readonly target?: readonly string[] | undefined;
}

/** The values of a parameter or a part of one; `only` where references to other types are none. */
export function valuesOf(
  table: StructureTable,
  definition: Compared,
  ends: Ends,
): PartData & Pick<ParameterData, 'only'> {
  const { type } = definition;
  return {
    type,
    paths: ends.paths,
    ...(type === 'reference' ? referenceOf(table, definition, ends) : {}),
    ...(type === 'token' ? tokenOf(table, ends) : {}),
    ...(type === 'uri' ? { below: true as const } : {}),
  };
}

function referenceOf(
  table: StructureTable,
  { target = [] }: Compared,
  ends: Ends,
): Pick<ParameterData, 'targets' | 'only'> {
  if (ends.only.length > 0) return { targets: ends.only, only: true };
  const both = target.filter((type) => ends.targets?.includes(type) ?? true);
  const named = both.length === 0 ? target : both;
  const targets = named.filter((type) => isResource(type, table)).sort();
  return targets.length === 0 || targets.length > TARGETS_MAX ? {} : { targets };
}

/** The system of a bare code, where all its values have one; '' where its element has none. */
function tokenOf(
  table: StructureTable,
  { ends, codes }: Ends,
): Pick<ParameterData, 'system' | 'codes'> {
  if (ends.every((end) => end === 'boolean')) {
    return { system: BOOLEAN_SYSTEM, codes: ['true', 'false'] };
  }
  if (!ends.every((end) => BARE.includes(end))) return {};
  const systems = new Set(codes.flatMap((name) => Object.keys(table.codes[name] ?? {})));
  const [only] = systems;
  if (systems.size === 1 && codes.length === ends.length) return { system: only ?? '' };
  return systems.size === 0 ? { system: '' } : {};
}

const BARE: readonly string[] = ['code', 'string', 'id', 'uri', 'canonical', 'markdown'];

/**
 * Whether a resource of a package is built as R4 says: its elements, their types and number. What
 * R4 only recommends, and invariants, are its author's affair: published guides break some.
 */
import type { Issue } from '../../fhir/problem.js';
import type { Resource } from '../../fhir/resource.js';
import type { StructureTable } from '../../fhir/structure.js';
import { makeValidator } from '../validator.js';

/** Gives the issues of a resource. */
export function resourceCheck(structure: StructureTable): (resource: Resource) => readonly Issue[] {
  const validator = makeValidator({
    structure,
    ...{ invariants: {}, profiles: [], codeLists: [], documentTypes: [] },
    codes: { isMember: () => undefined, codeSystem: () => undefined },
    fhirpath: () => {
      throw new Error('without invariants nobody asks for their library');
    },
  });
  return (resource) => validator.validate(resource).filter(({ code }) => code !== 'invariant');
}

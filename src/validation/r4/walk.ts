/** What a walk through a resource carries along: where it reports, what it knows, where it is. */
import type { JsonObject } from '../../fhir/json.js';
import { kindOf, type Report } from '../report.js';
import { sayOfStructure as say } from '../said/base.js';
import type { StructureTable } from '../../fhir/structure.js';
import type { Codes } from '../structure/judging.js';
import type { Syntax } from '../fhirpath/syntax.js';
import type { Holds } from '../structure/fhirpath.js';
import type { Scope } from '../scope.js';
import type { Shapes, Slot } from './shape.js';

/** One walk. It is never shared: its last members change as it goes. */
export interface Walk {
  readonly shapes: Shapes;
  readonly report: Report;
  readonly holds: Holds;
  readonly codes: Codes;
  /** R4 itself. */
  readonly structure: StructureTable;
  /** The syntax tree of an expression in FHIRPath. Throws where it is none. */
  readonly parse: (expression: string) => Syntax;
  /** The resource around, and the container of what is contained: `%resource`, `%rootResource`. */
  resource: JsonObject;
  root: JsonObject;
  scope: Scope;
  /** Ids of the elements seen so far in the resource. */
  ids: Set<string>;
  /** The id of the contained resource the walk is inside, if any. */
  inside?: string | undefined;
  depth: number;
}

/** A property of an object, with its slot. */
export interface Property {
  readonly owner: JsonObject;
  readonly key: string;
  readonly slot: Slot;
}

/** Whether a value is the array that a repeating element needs. Reports what is wrong with it. */
export function isList(walk: Walk, value: unknown, slot: Slot, at: string): value is unknown[] {
  if (!Array.isArray(value)) {
    walk.report.error('structure', at, say.notAnArray(kindOf(value), slot.element));
    return false;
  }
  if (value.length === 0) {
    walk.report.error('structure', at, say.emptyArray());
  } else if (value.length > slot.max) {
    walk.report.error('structure', at, say.tooMany(value.length, slot.max));
  }
  return true;
}

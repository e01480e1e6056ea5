/**
 * A profile with its parents: the elements of all of them, each told once, the nearest saying last.
 * Constraints only ever add up, so no snapshot is needed. https://hl7.org/fhir/R4/profiling.html
 */
import { withoutVersion } from '../../fhir/reference.js';
import type { ElementDefinition, StructureDefinition } from './definition.js';

/** Finds a definition by its canonical, without version; undefined where it is not known. */
export type Definitions = (url: string) => StructureDefinition | undefined;

/** The line of a profile up to the type of R4 it constrains. */
export interface Lineage {
  /** Its elements by full id (`Patient.identifier:ins.system`), parents before what is in them. */
  readonly elements: ReadonlyMap<string, ElementDefinition>;
  /** Canonicals of the parents that are profiles, nearest first. */
  readonly bases: readonly string[];
  /** Canonicals of the parents that were not found. */
  readonly missing: readonly string[];
}

const CORE = 'http://hl7.org/fhir/StructureDefinition/';
const DEPTH_MAX = 20;

/** Follows `baseDefinition`. Throws a sentence where the line turns in a circle. */
export function lineageOf(definition: StructureDefinition, definitions: Definitions): Lineage {
  const line = [definition];
  const missing: string[] = [];
  for (let one = definition; ;) {
    const url = withoutVersion(one.baseDefinition ?? '');
    if (url === '' || url === `${CORE}${definition.type}`) break;
    const parent = definitions(url);
    // A definition of R4 itself adds nothing that base validation does not judge.
    if (parent === undefined && !url.startsWith(CORE)) missing.push(url);
    if (parent === undefined || parent.derivation !== 'constraint') break;
    if (line.length >= DEPTH_MAX) throw new Error(`the parents of ${definition.url} have no end`);
    line.push(parent);
    one = parent;
  }
  const elements = new Map<string, ElementDefinition>();
  for (const one of [...line].reverse()) addElements(elements, one);
  return { elements, bases: line.slice(1).map(({ url }) => url), missing };
}

function addElements(into: Map<string, ElementDefinition>, definition: StructureDefinition): void {
  const { differential, snapshot } = definition;
  const elements = differential?.element ?? snapshot?.element ?? [];
  /** The id that each path has at this point of the list. */
  const current = new Map<string, string>();
  for (const element of elements) {
    const id = idOf(element, current);
    current.set(element.path, id);
    const before = into.get(id);
    into.set(id, before === undefined ? element : merged(before, element));
  }
}

function idOf(element: ElementDefinition, current: ReadonlyMap<string, string>): string {
  if (element.id?.includes('.') === true) return element.id;
  const end = element.path.lastIndexOf('.');
  if (end < 0) return element.path;
  const parent = element.path.slice(0, end);
  const slice = element.sliceName === undefined ? '' : `:${element.sliceName}`;
  return `${current.get(parent) ?? parent}.${element.path.slice(end + 1)}${slice}`;
}

/** What both say: the later one where they differ, both in what adds up. */
function merged(before: ElementDefinition, after: ElementDefinition): ElementDefinition {
  const constraint = [...(before.constraint ?? []), ...(after.constraint ?? [])];
  const slicing = after.slicing?.discriminator ? after.slicing : before.slicing;
  return {
    ...before,
    ...after,
    ...(constraint.length === 0 ? {} : { constraint }),
    ...(slicing === undefined ? {} : { slicing: { ...slicing, ...rulesOf(after) } }),
  };
}

function rulesOf({ slicing }: ElementDefinition): object {
  return slicing?.rules === undefined ? {} : { rules: slicing.rules };
}

/**
 * Where an extension may stand, by the paths and types that its definition names.
 * https://hl7.org/fhir/R4/defining-extensions.html#context
 */
import type { StructureTable } from '../../fhir/structure.js';
import type { StructureDefinition } from './definition.js';
import { rowIn } from './outline.js';

/** What holds whatever the element is. */
const ANY: ReadonlySet<string> = new Set(['Element', '*']);

/** The contexts of an extension; undefined where it has none, or one that is no element. */
export function contextsOf({ type, context }: StructureDefinition): string[] | undefined {
  if (type !== 'Extension' || context === undefined || context.length === 0) return undefined;
  if (context.some((one) => one.type !== 'element')) return undefined;
  return context.map(({ expression }) => expression);
}

/**
 * Whether one of the contexts is the element that a resource's type and the names of properties
 * lead to. What R4 does not have there is told elsewhere, and is in every context.
 */
export function isInContext(
  contexts: readonly string[],
  [type = '', ...names]: readonly string[],
  table: StructureTable,
): boolean {
  const here = names.reduce<Here | undefined>((from, name) => from && step(from, name, table), {
    types: [type],
    paths: linesOf([type], table),
  });
  if (here === undefined) return true;
  return contexts.some((context) => ANY.has(context) || here.paths.has(plain(context)));
}

/** An element: the types it may have, and every name that a definition may give it. */
interface Here {
  readonly types: readonly string[];
  readonly paths: ReadonlySet<string>;
}

function step({ types, paths }: Here, name: string, table: StructureTable): Here | undefined {
  const found = rowIn(types, name, table);
  if (found === undefined) return undefined;
  const inner = found.type === undefined ? found.row.types : [found.type];
  const element = plain(found.name);
  const longer = [...paths].map((path) => `${path}.${element}`);
  return { types: inner, paths: new Set([...longer, ...linesOf(inner, table)]) };
}

/** Types and those they build on. */
function linesOf(types: readonly string[], table: StructureTable): Set<string> {
  const line = new Set(types);
  for (const type of line) {
    const base = table.types[type]?.base;
    if (base !== undefined) line.add(base);
  }
  return line;
}

function plain(path: string): string {
  return path.replaceAll('[x]', '');
}

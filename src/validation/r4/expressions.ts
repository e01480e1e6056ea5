/**
 * Whether the FHIRPath of a definition can be read, and whether R4 has the elements that it names.
 * Functions whose outcome is open end the comparison. https://hl7.org/fhir/R4/fhirpath.html
 */
import type { StructureTable } from '../../fhir/structure.js';
import type { Syntax } from '../fhirpath/syntax.js';
import type { Said } from '../report.js';
import { sayOfDefinitions as say } from '../said/definitions.js';
import { rowIn } from '../structure/outline.js';

/** What reading needs: the library's parser, which throws, and R4 itself. */
export interface Reading {
  readonly parse: (expression: string) => Syntax;
  readonly structure: StructureTable;
}

/** Longer or deeper ones are not read: the library's parser takes seconds for them. */
const LENGTH_MAX = 2_000;
const DEPTH_MAX = 10;

/** What is wrong with an expression on resources of some types, as a sentence. */
export function expressionFault(
  expression: string,
  bases: readonly string[],
  { parse, structure }: Reading,
): Said | undefined {
  if (expression.length > LENGTH_MAX || depthOf(expression) > DEPTH_MAX) return undefined;
  let tree: Syntax;
  try {
    tree = parse(expression);
  } catch {
    return say.noFhirPath();
  }
  const reader: Reader = { structure, unknown: [] };
  typesOf(reader, tree, bases);
  const [name] = reader.unknown;
  return name === undefined ? undefined : say.unknownElement(name);
}

/** How many parentheses are open at once. */
function depthOf(expression: string): number {
  let [open, most] = [0, 0];
  for (const sign of expression) {
    if (sign === '(') open += 1;
    if (sign === ')') open -= 1;
    most = Math.max(most, open);
  }
  return most;
}

interface Reader {
  readonly structure: StructureTable;
  readonly unknown: string[];
}

/** Types that a value may have; undefined where that is open. */
type Types = readonly string[] | undefined;

function typesOf(reader: Reader, node: Syntax, focus: Types): Types {
  const { type, text, children = [] } = node;
  const [first, second] = children;
  switch (type) {
    case 'MemberInvocation':
      return member(reader, text ?? '', focus);
    case 'FunctionInvocation':
      return called(reader, node, focus);
    case 'InvocationExpression':
      return first && second && typesOf(reader, second, typesOf(reader, first, focus));
    case 'UnionExpression':
      return joined(children.map((child) => typesOf(reader, child, focus)));
    case 'TypeExpression':
      if (first) typesOf(reader, first, focus);
      return text === 'as' && second?.text !== undefined ? [second.text] : undefined;
    case 'IndexerExpression':
      return first && typesOf(reader, first, focus);
    default:
      for (const child of children) typesOf(reader, child, focus);
      return undefined;
  }
}

function joined(all: readonly Types[]): Types {
  return all.includes(undefined) ? undefined : all.flatMap((types) => types ?? []);
}

function member(reader: Reader, name: string, focus: Types): Types {
  const { types } = reader.structure;
  if (/^[A-Z]/.test(name) && types[name] !== undefined) return [name];
  if (focus === undefined) return undefined;
  const rows = focus.flatMap((type) => {
    // A primitive has what every element has.
    const of = types[type] === undefined ? 'Element' : type;
    return rowIn([of], name, reader.structure) ?? [];
  });
  if (rows.length === 0 && focus.length > 0) reader.unknown.push(name);
  const found = rows.flatMap(({ row, type }) => (type === undefined ? row.types : [type]));
  return found.length === 0 || found.includes('Resource') ? undefined : found;
}

const SAME: ReadonlySet<string> = new Set([
  'where',
  'first',
  'last',
  'tail',
  'skip',
  'take',
  'single',
  'distinct',
  'trace',
]);

function called(reader: Reader, { text = '', children = [] }: Syntax, focus: Types): Types {
  const [argument] = children;
  if (text === 'ofType' || text === 'as') return argument?.text ? [argument.text] : undefined;
  if (text === 'extension') return ['Extension'];
  if (text === 'where' && argument) typesOf(reader, argument, focus);
  return SAME.has(text) ? focus : undefined;
}

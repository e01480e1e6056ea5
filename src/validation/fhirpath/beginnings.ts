/**
 * Which elements of a value an expression begins with. Where none of them is there, the expression
 * gives the same for every such value: most invariants speak of elements that most values lack.
 */
import type { JsonObject } from '../../fhir/json.js';
import type { Kind, Kinds } from './kinds.js';
import type { Syntax } from './syntax.js';
import { isSystemType } from './types.js';

/** More properties than this are not looked for one by one: an object has few members. */
const FEW = 12;

/**
 * The names by which every path of the expression begins; undefined where it looks at anything
 * else: the value itself, the resource around it, a function of the value.
 */
export function beginningsOf(tree: Syntax, kinds: Kinds): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  return begins(tree, names, kinds) ? names : undefined;
}

/** Tells whether a value of a kind has none of those elements. */
export function bareOf(
  kind: Kind,
  beginnings: ReadonlySet<string>,
): (value: JsonObject) => boolean {
  const properties = [...beginnings].flatMap((name) =>
    kind.step(name, true).fields.flatMap((field) => [field.name, field.beside]),
  );
  if (properties.length <= FEW)
    return (value) => properties.every((name) => value[name] === undefined);
  const known = new Set(properties);
  return (value) => !Object.keys(value).some((name) => known.has(name));
}

const LITERALS = new Set(['StringLiteral', 'NumberLiteral', 'BooleanLiteral', 'NullLiteral']);
/** Their arguments are worked out for each item alone. */
const PER_ITEM = new Set(['where', 'exists', 'all', 'select']);
const TYPE_FUNCTIONS = new Set(['is', 'as', 'ofType']);

function begins(node: Syntax, names: Set<string>, kinds: Kinds): boolean {
  const { type, text = '', children = [] } = node;
  if (LITERALS.has(type)) return true;
  const [first, second] = children;
  switch (type) {
    case 'MemberInvocation':
      names.add(text);
      return !text.startsWith('`') && !isSystemType(text) && !kinds.model.availableTypes.has(text);
    case 'InvocationExpression':
      if (first === undefined || second === undefined) return false;
      return begins(first, names, kinds) && goesOn(second, names, kinds);
    case 'TypeExpression':
      return first !== undefined && begins(first, names, kinds);
    case 'FunctionInvocation':
    case 'ThisInvocation':
    case 'ExternalConstantTerm':
      return false;
    default:
      return children.length > 0 && children.every((one) => begins(one, names, kinds));
  }
}

/** What follows a dot: an argument that is no criterion is worked out on the value itself. */
function goesOn({ type, text = '', children = [] }: Syntax, names: Set<string>, kinds: Kinds) {
  if (type === 'MemberInvocation') return true;
  if (type !== 'FunctionInvocation') return false;
  if (TYPE_FUNCTIONS.has(text)) return true;
  if (PER_ITEM.has(text)) return !children.some(looksAround);
  return children.every((one) => begins(one, names, kinds));
}

function looksAround({ type, children = [] }: Syntax): boolean {
  return type === 'ExternalConstantTerm' || children.some(looksAround);
}

/**
 * An expression as a tree: what the library's parser says of it, without the positions and the
 * wrappers. The build writes the trees of R4's invariants and of ours, so that the server parses
 * none of them.
 */

/** A node of the library's own tree, as far as it is read. */
export interface Parsed {
  readonly type: string;
  readonly text?: string;
  readonly children?: readonly Parsed[];
  readonly atRoot?: number;
  readonly delimitedText?: string;
}

/** A part of an expression: a name, a call with its arguments, an operator with its sides. */
export interface Syntax {
  readonly type: string;
  /** The name, the operator, or the literal as it is written. */
  readonly text?: string;
  /** On a name at the beginning of a path: 1 in the expression itself, 2 in an argument. */
  readonly atRoot?: number;
  readonly children?: readonly Syntax[];
}

const WRAPPERS = new Set([
  ...['EntireExpression', 'TermExpression', 'InvocationTerm', 'ParenthesizedTerm', 'LiteralTerm'],
]);
const TYPE_FUNCTIONS = new Set(['is', 'as', 'ofType']);

/** The tree of an expression, from what the library's parser gives. */
export function syntaxOf(parsed: Parsed): Syntax {
  const { type, text, children = [], atRoot, delimitedText } = parsed;
  const [only] = children;
  if (WRAPPERS.has(type) && only !== undefined && children.length === 1) return syntaxOf(only);
  if (type === 'FunctionInvocation') return call(only);
  if (type === 'MemberInvocation') {
    return { type, text: text ?? '', ...(atRoot === undefined ? {} : { atRoot }) };
  }
  const isLeaf = type === 'ExternalConstantTerm' || type === 'TypeSpecifier';
  const told = delimitedText ?? text;
  const parts = isLeaf ? [] : children.map(syntaxOf);
  return {
    type,
    ...(told === undefined || type === 'InvocationExpression' ? {} : { text: told }),
    ...(parts.length === 0 ? {} : { children: parts }),
  };
}

function call(invoked: Parsed | undefined): Syntax {
  const text = invoked?.text ?? '';
  const given = invoked?.children?.[1]?.children ?? [];
  // The argument is the name of a type, whatever the parser takes it for.
  const args = TYPE_FUNCTIONS.has(text)
    ? given.map((one): Syntax => ({ type: 'TypeSpecifier', text: one.text ?? '' }))
    : given.map(syntaxOf);
  return { type: 'FunctionInvocation', text, ...(args.length === 0 ? {} : { children: args }) };
}

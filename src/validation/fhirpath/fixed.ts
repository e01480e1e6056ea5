/**
 * Parts of an expression that are the same wherever they stand in it, since they begin with
 * `%resource` or another constant: worked out once for each evaluation, not for each item.
 */
import type { Evaluate } from './item.js';
import type { Syntax } from './syntax.js';

const WRAPPERS = new Set('TermExpression InvocationTerm ParenthesizedTerm LiteralTerm'.split(' '));
const LITERALS = new Set('StringLiteral NumberLiteral BooleanLiteral NullLiteral'.split(' '));

/** Whether a part leads from a constant somewhere, by nothing that depends on the item at hand. */
export function isFixed(node: Syntax): boolean {
  return isPath(node) || (node.type === 'AdditiveExpression' && hasOnlyFixed(node));
}

function isPath({ type, children = [] }: Syntax): boolean {
  const [from, step] = children;
  if (type !== 'InvocationExpression' || from === undefined || step === undefined) return false;
  return isSteady(from) && !LITERALS.has(leaf(from)) && isStep(step);
}

function isSteady(node: Syntax): boolean {
  const kind = leaf(node);
  return kind === 'ExternalConstantTerm' || LITERALS.has(kind) || isFixed(inside(node));
}

function hasOnlyFixed({ children = [] }: Syntax): boolean {
  return children.every(isSteady);
}

function isStep({ type, children = [] }: Syntax): boolean {
  if (type === 'MemberInvocation') return true;
  const given = children[0]?.children?.[1]?.children ?? [];
  return type === 'FunctionInvocation' && given.every((one) => LITERALS.has(leaf(one)));
}

function inside(node: Syntax): Syntax {
  const [only] = node.children ?? [];
  return WRAPPERS.has(node.type) && only !== undefined ? inside(only) : node;
}

function leaf(node: Syntax): string {
  return inside(node).type;
}

/** Works it out once for each evaluation; a part that fails does so again. */
export function once(evaluate: Evaluate): Evaluate {
  return (input, self, run) => {
    run.fixed ??= new Map();
    const known = run.fixed.get(evaluate);
    if (known) return known;
    const items = evaluate(input, self, run);
    run.fixed.set(evaluate, items);
    return items;
  };
}

/**
 * Parts of an expression that are the same wherever they stand in it, since they begin with
 * `%resource` or another constant: worked out once for each evaluation, not for each item.
 */
import type { Evaluate } from './item.js';
import type { Syntax } from './syntax.js';

const LITERALS = new Set('StringLiteral NumberLiteral BooleanLiteral NullLiteral'.split(' '));

/** Whether a part leads from a constant somewhere, by nothing that depends on the item at hand. */
export function isFixed({ type, children = [] }: Syntax): boolean {
  if (type === 'AdditiveExpression') return children.every(isSteady);
  const [from, step] = children;
  if (type !== 'InvocationExpression' || from === undefined || step === undefined) return false;
  return (from.type === 'ExternalConstantTerm' || isFixed(from)) && isStep(step);
}

function isSteady(node: Syntax): boolean {
  return node.type === 'ExternalConstantTerm' || LITERALS.has(node.type) || isFixed(node);
}

function isStep({ type, children = [] }: Syntax): boolean {
  if (type === 'MemberInvocation') return true;
  return type === 'FunctionInvocation' && children.every((one) => LITERALS.has(one.type));
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

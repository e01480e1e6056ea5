/** What is in a value: its elements, and all that is in those. */
import { addMembers, Node, type Item, type Items } from './item.js';
import type { Kinds } from './kinds.js';

/** The values of all elements of the nodes of a collection. */
export function childrenOf(input: Items, kinds: Kinds): Items {
  const children: Item[] = [];
  for (const item of input) if (item instanceof Node) addChildren(children, item, kinds);
  return children;
}

/** The children, their children, and so on. */
export function descendantsOf(input: Items, kinds: Kinds): Items {
  const found: Item[] = [];
  for (let level = childrenOf(input, kinds); level.length > 0; level = childrenOf(level, kinds)) {
    for (const item of level) found.push(item);
  }
  return found;
}

function addChildren(into: Item[], node: Node, kinds: Kinds): void {
  for (const name of namesIn(node)) {
    addMembers(into, node, node.kind.step(name, false), kinds);
  }
}

/** The names of its elements; an `_x` counts where there is no `x`. */
function namesIn({ data, beside }: Node): string[] {
  if (typeof data !== 'object' || data === null) {
    return typeof beside === 'object' && beside !== null ? Object.keys(beside) : [];
  }
  return Object.keys(data).flatMap((key) => {
    if (!key.startsWith('_')) return key === 'resourceType' ? [] : [key];
    const name = key.slice(1);
    return Object.hasOwn(data, name) ? [] : [name];
  });
}

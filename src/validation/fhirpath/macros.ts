/** The functions whose arguments are worked out anew for each item, with that item as `$this`. */
import {
  dataOf,
  EMPTY,
  FALSE,
  Node,
  TRUE,
  truth,
  UNSURE,
  type Evaluate,
  type Item,
  type Items,
} from './item.js';

/** Makes the function of its arguments. */
type Macro = (args: readonly Evaluate[]) => Evaluate;

/** The function of that name and number of arguments; undefined: none of those known here. */
export function macroNamed(name: string, count: number): Macro | undefined {
  return MACROS.get(`${name} ${count}`);
}

const NOTHING: Evaluate = () => EMPTY;

const MACROS = new Map<string, Macro>([
  ['where 1', ([criterion = NOTHING]) => where(criterion)],
  ['exists 1', ([criterion = NOTHING]) => exists(where(criterion))],
  ['all 1', ([criterion = NOTHING]) => all(criterion)],
  ['select 1', ([projection = NOTHING]) => select(projection)],
  ['iif 2', ([condition = NOTHING, then = NOTHING]) => choose(condition, then, NOTHING)],
  [
    'iif 3',
    ([condition = NOTHING, then = NOTHING, otherwise = NOTHING]) =>
      choose(condition, then, otherwise),
  ],
]);

function where(criterion: Evaluate): Evaluate {
  return (input, _, run) => {
    if (input.length === 0) return EMPTY;
    const kept: Item[] = [];
    for (const item of input) {
      const one: Items = [item];
      if (isKept(criterion(one, one, run))) kept.push(item);
    }
    return kept;
  };
}

/** As the library has it: any value of the resource keeps an item, even one that is false. */
function isKept([first]: Items): boolean {
  if (first instanceof Node) return true;
  if (first === 0) throw UNSURE;
  return Boolean(first);
}

function exists(filter: Evaluate): Evaluate {
  return (input, self, run) => truth(filter(input, self, run).length > 0);
}

function all(criterion: Evaluate): Evaluate {
  return (input, _, run) => {
    for (const item of input) {
      const one: Items = [item];
      if (!isTrue(criterion(one, one, run))) return FALSE;
    }
    return TRUE;
  };
}

function isTrue(items: Items): boolean {
  return items.length === 1 && dataOf(items[0]) === true;
}

function select(projection: Evaluate): Evaluate {
  return (input, _, run) =>
    input.flatMap((item) => {
      const one: Items = [item];
      return projection(one, one, run);
    });
}

function choose(condition: Evaluate, then: Evaluate, otherwise: Evaluate): Evaluate {
  return (input, _, run) => {
    const branch = isTrue(condition(input, input, run)) ? then : otherwise;
    return branch(input, input, run);
  };
}

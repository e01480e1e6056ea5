/**
 * Compiles a FHIRPath expression to closures: the part of the language that
 * invariants are written in, with the library's verdicts. What it does not know here is left to the
 * library, whole. https://hl7.org/fhirpath/N1/, https://hl7.org/fhir/R4/fhirpath.html
 */
import { functionNamed, matching } from './functions.js';
import {
  addMembers,
  dataOf,
  EMPTY,
  FALSE,
  Node,
  nodeOf,
  TRUE,
  truth,
  UNSURE,
  type Evaluate,
  type Item,
  type Items,
} from './item.js';
import type { Kind, Kinds, Step } from './kinds.js';
import { isSameItem } from './equal.js';
import { isFixed, once } from './fixed.js';
import { macroNamed } from './macros.js';
import { operatorNamed } from './operators.js';
import type { Syntax } from './syntax.js';
import { isOf, isSystemType, typeNamed } from './types.js';

/** The compiled expression; undefined where it has a part that only the library knows. */
export function compileSyntax(tree: Syntax, kinds: Kinds): Evaluate | undefined {
  try {
    return evaluatorOf(tree, kinds);
  } catch (error) {
    if (error === UNSURE) return undefined;
    throw error;
  }
}

type Form = (node: Syntax, kinds: Kinds) => Evaluate;

const FORMS = new Map<string, Form>([
  ['InvocationExpression', invocation],
  ['MemberInvocation', member],
  ['FunctionInvocation', calling],
  ['ThisInvocation', () => (_, self) => self],
  ['IndexerExpression', indexed],
  ['StringLiteral', literal(({ text = '' }) => textOfLiteral(text))],
  ['NumberLiteral', literal(({ text = '' }) => Number(text))],
  ['BooleanLiteral', literal(({ text }) => text === 'true')],
  ['NullLiteral', () => () => EMPTY],
  ['ExternalConstantTerm', constant],
  ['TypeExpression', typing],
  ...[
    'EqualityExpression InequalityExpression MembershipExpression UnionExpression',
    'OrExpression AndExpression ImpliesExpression AdditiveExpression MultiplicativeExpression',
  ].flatMap((names) => names.split(' ').map((name): [string, Form] => [name, operation])),
]);

function evaluatorOf(node: Syntax, kinds: Kinds): Evaluate {
  const form = FORMS.get(node.type);
  if (form === undefined) throw UNSURE;
  return isFixed(node) ? once(form(node, kinds)) : form(node, kinds);
}

function child(node: Syntax, index: number): Syntax {
  const found = node.children?.[index];
  if (found === undefined) throw UNSURE;
  return found;
}

function invocation(node: Syntax, kinds: Kinds): Evaluate {
  const before = evaluatorOf(child(node, 0), kinds);
  const after = evaluatorOf(child(node, 1), kinds);
  return (input, self, run) => after(before(input, self, run), self, run);
}

/** An identifier without the quotes that a keyword needs. */
function nameOf(text = ''): string {
  return text.startsWith('`') ? unescaped(text.slice(1, -1)) : text;
}

function textOfLiteral(text: string): string {
  return unescaped(text.slice(1, -1));
}

const ESCAPES = new Map([
  ['r', '\r'],
  ['n', '\n'],
  ['t', '\t'],
  ['f', '\f'],
]);

function unescaped(text: string): string {
  return text.replace(/\\(u[0-9a-fA-F]{4}|[^])/g, (_, code: string) =>
    code.length > 1
      ? String.fromCharCode(parseInt(code.slice(1), 16))
      : (ESCAPES.get(code) ?? code),
  );
}

function literal(read: (node: Syntax) => Item): Form {
  return (node) => {
    const items: Items = [read(node)];
    return () => items;
  };
}

/** A text that is written out; undefined for anything else. */
function writtenText({ type, text = '' }: Syntax): string | undefined {
  return type === 'StringLiteral' ? textOfLiteral(text) : undefined;
}

function member(node: Syntax, kinds: Kinds): Evaluate {
  const name = nameOf(node.text);
  if (isSystemType(name)) throw UNSURE;
  // At the beginning of a path, the name of a type can stand for the value itself.
  const isMaybeType = node.atRoot !== undefined && kinds.model.availableTypes.has(name);
  let before: Kind | undefined;
  let step: Step | undefined;
  return (input, _, { kinds: all }) => {
    const found: Item[] = [];
    for (const item of input) {
      if (!(item instanceof Node)) throw UNSURE;
      const { kind } = item;
      if (kind !== before || step === undefined) [before, step] = [kind, kind.step(name, true)];
      if (kind.path === name && isResource(item)) found.push(item);
      else if (!isMaybeType || !kind.types.has(name)) addMembers(found, item, step, all);
      else if (node.atRoot === 1) found.push(item);
      else throw UNSURE;
    }
    return found;
  };
}

function isResource({ data, kind }: Node): boolean {
  return Reflect.get(Object(data), 'resourceType') === kind.path;
}

function indexed(node: Syntax, kinds: Kinds): Evaluate {
  const before = evaluatorOf(child(node, 0), kinds);
  const index = evaluatorOf(child(node, 1), kinds);
  return (input, self, run) => {
    const items = before(input, self, run);
    const at = dataOf(index(input, self, run)[0]);
    if (at === undefined) return EMPTY;
    if (typeof at !== 'number' || !Number.isInteger(at)) throw UNSURE;
    const item = items[at];
    return item === undefined ? EMPTY : [item];
  };
}

function constant({ text }: Syntax): Evaluate {
  switch (text) {
    case 'ucum':
      return () => UCUM;
    case 'context':
      return (_input, _self, { roots }) => roots;
    case 'resource':
      return (_input, _self, run) => [nodeOf(run.resource, undefined, run.kinds.none, run.kinds)];
    case 'rootResource':
      return (_input, _self, run) => [
        nodeOf(run.rootResource, undefined, run.kinds.none, run.kinds),
      ];
    default:
      throw UNSURE;
  }
}

const UCUM: Items = ['http://unitsofmeasure.org'];

function operation(node: Syntax, kinds: Kinds): Evaluate {
  const name = node.text ?? '|';
  const operator = operatorNamed(name);
  if (operator === undefined || node.children?.length !== 2) throw UNSURE;
  const text = writtenText(child(node, 1));
  const isEquality = name === '=' || name === '!=';
  const left = argument(child(node, 0), kinds);
  if (isEquality && text !== undefined) return comparedWith(left, text, name === '=');
  const right = argument(child(node, 1), kinds);
  return (input, self, run) => operator(left(input, self, run), right(input, self, run));
}

/** An operand or an argument: it is worked out on `$this`, whatever stands before. */
function argument(node: Syntax, kinds: Kinds): Evaluate {
  const evaluate = evaluatorOf(node, kinds);
  return (_, self, run) => evaluate(self, self, run);
}

/** The most frequent operation: whether a value is one known text. */
function comparedWith(left: Evaluate, text: string, verdict: boolean): Evaluate {
  return (input, self, run) => {
    const items = left(input, self, run);
    const [first, second] = items;
    if (first === undefined) return EMPTY;
    if (second !== undefined) return verdict ? FALSE : TRUE;
    return truth(isSameItem(first, text) === verdict);
  };
}

function typing(node: Syntax, kinds: Kinds): Evaluate {
  const value = argument(child(node, 0), kinds);
  const give = typeFunction(node.text ?? '', child(node, 1), kinds);
  if (give === undefined) throw UNSURE;
  return (input, self, run) => give(value(input, self, run));
}

function calling(node: Syntax, kinds: Kinds): Evaluate {
  const name = nameOf(node.text);
  const given = node.children ?? [];
  const [first] = given;
  const ofType = first && given.length === 1 ? typeFunction(name, first, kinds) : undefined;
  if (ofType) return ofType;
  const text = first && writtenText(first);
  if (name === 'matches' && given.length === 1 && text !== undefined) return matching(text);
  const macro = macroNamed(name, given.length);
  if (macro) return macro(given.map((one) => evaluatorOf(one, kinds)));
  return functionCall(name, given, kinds);
}

function functionCall(name: string, given: readonly Syntax[], kinds: Kinds): Evaluate {
  const known = functionNamed(name);
  if (!known?.arguments.includes(given.length)) throw UNSURE;
  const args = given.map((one) => argument(one, kinds));
  const { give } = known;
  if (args.length === 0) return (input, _, run) => give(input, [], run);
  return (input, self, run) => {
    const worked = args.map((one) => one(input, self, run));
    return give(input, worked, run);
  };
}

/** `is`, `as` and `ofType` with the type they name; undefined: another function. */
function typeFunction(
  name: string,
  type: Syntax,
  kinds: Kinds,
): ((input: Items) => Items) | undefined {
  if (!['is', 'as', 'ofType'].includes(name)) return undefined;
  const wanted = typeNamed(type.text ?? '', kinds);
  if (wanted === undefined) throw UNSURE;
  return isOf(name, wanted);
}

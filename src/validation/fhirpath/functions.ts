/**
 * The functions that take the collection before them and arguments worked out beforehand.
 * https://hl7.org/fhirpath/N1/#functions, https://hl7.org/fhir/R4/fhirpath.html#functions
 */
import { common, distinct, isSpecial } from './equal.js';
import {
  dataOf,
  EMPTY,
  FAULT,
  integerOf,
  Node,
  textOf,
  truth,
  truthOf,
  UNSURE,
  type Items,
  type Run,
} from './item.js';
import { childrenOf, descendantsOf } from './tree.js';

/** One function: how many arguments it takes, and what it gives. */
export interface Functioning {
  readonly arguments: readonly number[];
  readonly give: (input: Items, args: readonly Items[], run: Run) => Items;
}

/** The function of that name; undefined: none of those known here. */
export function functionNamed(name: string): Functioning | undefined {
  return FUNCTIONS.get(name);
}

const FUNCTIONS = new Map<string, Functioning>([
  ['exists', of(0, (input) => truth(input.length > 0))],
  ['empty', of(0, (input) => truth(input.length === 0))],
  ['count', of(0, (input) => [input.length])],
  ['not', of(0, (input) => truth(negated(truthOf(input))))],
  ['first', of(0, (input) => input.slice(0, 1))],
  ['last', of(0, (input) => input.slice(-1))],
  ['tail', of(0, (input) => input.slice(1))],
  ['single', of(0, singleOf)],
  ['distinct', of(0, distinct)],
  ['isDistinct', of(0, (input) => truth(distinct(input).length === input.length))],
  ['combine', of(1, (input, [other = EMPTY]) => [...input, ...other])],
  ['union', of(1, (input, [other = EMPTY]) => distinct([...input, ...other]))],
  ['intersect', of(1, (input, [other = EMPTY]) => common(input, other))],
  ['children', of(0, (input, _, { kinds }) => childrenOf(input, kinds))],
  ['descendants', of(0, (input, _, { kinds }) => descendantsOf(input, kinds))],
  ['hasValue', of(0, (input) => truth(hasValue(input)))],
  // Nothing is fetched here, nor is a terminology asked: the library refuses both as well.
  ['resolve', of(0, refuse)],
  ['memberOf', of(1, refuse)],
  ['trace', of(1, (input) => input)],
  ['toInteger', of(0, toInteger)],
  ['toString', of(0, toText)],
  ['startsWith', ofText((text, start) => text.startsWith(start))],
  ['endsWith', ofText((text, end) => text.endsWith(end))],
  ['contains', ofText((text, part) => text.includes(part))],
  ['matches', of(1, matches)],
  ['length', of(0, (input) => counted(textOf(input)))],
  ['upper', of(0, (input) => text(textOf(input)?.toUpperCase()))],
  ['lower', of(0, (input) => text(textOf(input)?.toLowerCase()))],
  ['trim', of(0, (input) => text(textOf(input)?.trim()))],
  ['substring', { arguments: [1, 2], give: substring }],
  [
    'replace',
    of(
      2,
      replaced((pattern) => pattern),
    ),
  ],
  [
    'replaceMatches',
    of(
      2,
      replaced((pattern) => patternOf(pattern, 'gu')),
    ),
  ],
]);

function of(count: number, give: Functioning['give']): Functioning {
  return { arguments: [count], give };
}

function ofText(verdict: (text: string, argument: string) => boolean): Functioning {
  return of(1, (input, [other = EMPTY]) => {
    const argument = textOf(other);
    const value = textOf(input);
    if (argument === undefined || value === undefined) return EMPTY;
    return truth(verdict(value, argument));
  });
}

function negated(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

function singleOf(input: Items): Items {
  if (input.length > 1) throw FAULT;
  return input;
}

function refuse(): never {
  throw FAULT;
}

const PRIMITIVES = new Set(
  `instant time date dateTime base64Binary decimal integer64 boolean string code markdown id integer
  unsignedInt positiveInt uri oid uuid canonical url Integer Long Decimal String Date DateTime
  Time`.split(/\s+/),
);

function hasValue([first, ...others]: Items): boolean {
  const data = dataOf(first);
  if (others.length > 0 || data === undefined || data === null) return false;
  return first instanceof Node ? isPrimitive(first) : true;
}

/** By the type of its place; by its value where that is unknown. */
function isPrimitive({ kind, data }: Node): boolean {
  const type = kind.type?.replace(/^System\./, '');
  return type === undefined ? ['string', 'number'].includes(typeof data) : PRIMITIVES.has(type);
}

const WHOLE = /^[+-]?\d+$/;

function toInteger(input: Items): Items {
  if (input.length > 1) throw FAULT;
  const data = dataOf(input[0]);
  if (typeof data === 'boolean') return [data ? 1 : 0];
  if (typeof data === 'number') return Number.isInteger(data) ? [data] : EMPTY;
  return typeof data === 'string' && WHOLE.test(data) ? [parseInt(data, 10)] : EMPTY;
}

function toText(input: Items): Items {
  if (input.length > 1) throw FAULT;
  const [first] = input;
  const data = dataOf(first);
  if (isSpecial(first, data)) throw UNSURE;
  return data === undefined || data === null ? EMPTY : text(String(data));
}

function counted(value: string | undefined): Items {
  return value === undefined ? EMPTY : [value.length];
}

function text(value: string | undefined): Items {
  return value === undefined ? EMPTY : [value];
}

function substring(input: Items, [from = EMPTY, count]: readonly Items[]): Items {
  const start = integerOf(from);
  const length = count === undefined ? undefined : integerOf(count);
  const value = textOf(input);
  if (value === undefined || start === undefined) return EMPTY;
  if (start < 0 || start >= value.length) return EMPTY;
  return [value.substring(start, length === undefined ? undefined : start + length)];
}

function matches(input: Items, [pattern = EMPTY]: readonly Items[]): Items {
  const source = textOf(pattern);
  if (source !== undefined) return matching(source)(input);
  textOf(input); // which may be a fault all the same
  return EMPTY;
}

/** Whether the text matches a pattern that is known beforehand. */
export function matching(source: string): (input: Items) => Items {
  const expression = patternOf(source, 'us');
  return (input) => {
    const value = textOf(input);
    if (value === undefined) return EMPTY;
    if (expression === undefined) throw FAULT;
    return truth(expression.test(value));
  };
}

function replaced(
  expressionOf: (pattern: string) => RegExp | string | undefined,
): Functioning['give'] {
  return (input, [from = EMPTY, to = EMPTY]) => {
    const [pattern, replacement, value] = [textOf(from), textOf(to), textOf(input)];
    if (pattern === undefined || replacement === undefined || value === undefined) return EMPTY;
    const expression = expressionOf(pattern);
    if (expression === undefined) throw FAULT;
    return [value.replaceAll(expression, replacement)];
  };
}

/** A regular expression; undefined: it is malformed, which ends an evaluation that meets it. */
function patternOf(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

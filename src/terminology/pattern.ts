/**
 * Regular expressions of value sets, in time that grows with the text and not with what a pattern
 * might try: all ways through it are followed at once, a step for each character. A pattern matches
 * a whole value. What it can hold: characters, `.`, classes, `\d \w \s` and their opposites,
 * groups, alternatives, `* + ?` and counts, `^` and `$`.
 * https://hl7.org/fhir/R4/valueset-filter-operator.html
 */

/** Whether a text matches; undefined for a text that is too long to say. */
export type Pattern = (text: string) => boolean | undefined;

const PATTERN_LENGTH_MAX = 500;
const STATES_MAX = 400;
const TEXT_LENGTH_MAX = 2_000;

type Accepts = (character: string) => boolean;

/** What a pattern is made of. */
type Part =
  | { readonly kind: 'one'; readonly accepts: Accepts }
  | { readonly kind: 'edge'; readonly isStart: boolean }
  | { readonly kind: 'all'; readonly parts: readonly Part[] }
  | { readonly kind: 'any'; readonly parts: readonly Part[] }
  | { readonly kind: 'many'; readonly part: Part; readonly min: number; readonly max: number };

/** A pattern, ready; undefined where it is malformed, too large, or asks for what is not held. */
export function makePattern(source: string): Pattern | undefined {
  if (source.length > PATTERN_LENGTH_MAX) return undefined;
  const reading: Reading = { left: [...source] };
  const part = alternatives(reading);
  if (part === undefined || reading.left.length > 0) return undefined;
  const states: State[] = [{ end: true }];
  const start = built(part, 0, states);
  if (start === undefined) return undefined;
  return (text) => (text.length > TEXT_LENGTH_MAX ? undefined : matches(states, start, text));
}

/** What is left of a pattern. */
interface Reading {
  left: string[];
}

function alternatives(reading: Reading): Part | undefined {
  const parts: Part[] = [];
  for (;;) {
    const part = sequence(reading);
    if (part === undefined) return undefined;
    parts.push(part);
    if (!took(reading, '|')) return { kind: 'any', parts };
  }
}

function sequence(reading: Reading): Part | undefined {
  const parts: Part[] = [];
  for (;;) {
    const [next] = reading.left;
    if (next === undefined || next === '|' || next === ')') return { kind: 'all', parts };
    const atom = atomOf(reading);
    const part = atom && repeated(reading, atom);
    if (part === undefined) return undefined;
    parts.push(part);
  }
}

function took(reading: Reading, sign: string): boolean {
  if (!reading.left.join('').startsWith(sign)) return false;
  reading.left = reading.left.slice(sign.length);
  return true;
}

function atomOf(reading: Reading): Part | undefined {
  if (took(reading, '(')) return group(reading);
  const sign = reading.left.shift() ?? '';
  if (sign === '^' || sign === '$') return { kind: 'edge', isStart: sign === '^' };
  if ('*+?{'.includes(sign)) return undefined;
  const accepts = acceptedBy(sign, reading);
  return accepts && { kind: 'one', accepts };
}

function acceptedBy(sign: string, reading: Reading): Accepts | undefined {
  if (sign === '.') return (character) => !/[\n\r\u2028\u2029]/.test(character);
  if (sign === '[') return classOf(reading);
  if (sign === '\\') return escaped(reading)?.accepts;
  return (character) => character === sign;
}

/** A group is only for reading: what it matched is not kept. Look-ahead and names are not held. */
function group(reading: Reading): Part | undefined {
  if (!took(reading, '?:') && reading.left[0] === '?') return undefined;
  const part = alternatives(reading);
  return part !== undefined && took(reading, ')') ? part : undefined;
}

const COUNT = /^\{(\d{1,3})(?:(,)(\d{1,3})?)?\}/;

/** A part with its quantifier. Lazy ones match the same whole texts. */
function repeated(reading: Reading, part: Part): Part | undefined {
  const counted = COUNT.exec(reading.left.join(''));
  const bounds = counted ? boundsOf(counted) : SIGNS.get(reading.left[0] ?? '');
  if (bounds === undefined) return part;
  reading.left = reading.left.slice(counted?.[0].length ?? 1);
  took(reading, '?');
  const [min, max] = bounds;
  return max < min || part.kind === 'edge' || '*+?{'.includes(reading.left[0] ?? 'x')
    ? undefined
    : { kind: 'many', part, min, max };
}

const SIGNS = new Map<string, readonly [number, number]>([
  ['*', [0, Infinity]],
  ['+', [1, Infinity]],
  ['?', [0, 1]],
]);

function boundsOf([, min = '', comma, max]: RegExpExecArray): readonly [number, number] {
  if (comma === undefined) return [Number(min), Number(min)];
  return [Number(min), max === undefined ? Infinity : Number(max)];
}

/** A character that is escaped, and the character it stands for, where it is a single one. */
interface Escaped {
  readonly accepts: Accepts;
  readonly character?: string;
}

const SETS = new Map<string, Accepts>(
  ['\\d', '\\D', '\\w', '\\W', '\\s', '\\S'].map((set) => {
    const of = new RegExp(`^${set}$`, 'u');
    return [set.slice(1), (character) => of.test(character)];
  }),
);
const SPELLED = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

function escaped(reading: Reading): Escaped | undefined {
  const sign = reading.left.shift();
  if (sign === undefined) return undefined;
  const accepts = SETS.get(sign);
  if (accepts) return { accepts };
  const character = SPELLED.get(sign) ?? sign;
  // \b, \1, \p and the like are not held.
  if (character === sign && /[A-Za-z0-9]/.test(sign)) return undefined;
  return { accepts: (each) => each === character, character };
}

function classOf(reading: Reading): Accepts | undefined {
  const isOpposite = took(reading, '^');
  const items: Accepts[] = [];
  while (!took(reading, ']')) {
    const item = classItem(reading);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return (character) => items.some((accepts) => accepts(character)) !== isOpposite;
}

function classItem(reading: Reading): Accepts | undefined {
  const from = classCharacter(reading);
  const [dash, after] = reading.left;
  const isRange = dash === '-' && after !== ']' && from?.character !== undefined;
  if (!isRange) return from?.accepts;
  reading.left.shift();
  const to = classCharacter(reading);
  const [low, high] = [codeOf(from.character), codeOf(to?.character)];
  if (low === undefined || high === undefined || high < low) return undefined;
  return (character) => (codeOf(character) ?? -1) >= low && (codeOf(character) ?? -1) <= high;
}

function classCharacter(reading: Reading): Escaped | undefined {
  const sign = reading.left.shift();
  if (sign === '\\') return escaped(reading);
  return sign === undefined ? undefined : { accepts: (each) => each === sign, character: sign };
}

function codeOf(character: string | undefined): number | undefined {
  return character?.codePointAt(0);
}

/** A place in the pattern, and the places that follow, by number. */
interface State {
  readonly end?: true;
  readonly accepts?: Accepts;
  readonly edge?: 'start' | 'end';
  next?: readonly number[];
}

/** Builds the states of a part that `next` follows, and gives the first; undefined: too many. */
function built(part: Part, next: number, states: State[]): number | undefined {
  if (states.length > STATES_MAX) return undefined;
  switch (part.kind) {
    case 'one':
      return states.push({ accepts: part.accepts, next: [next] }) - 1;
    case 'edge':
      return states.push({ edge: part.isStart ? 'start' : 'end', next: [next] }) - 1;
    case 'all':
      return part.parts.reduceRight<number | undefined>(
        (after, each) => (after === undefined ? after : built(each, after, states)),
        next,
      );
    case 'any':
      return branched(
        part.parts.map((each) => built(each, next, states)),
        states,
      );
    case 'many':
      return many(part, next, states);
  }
}

function branched(starts: readonly (number | undefined)[], states: State[]): number | undefined {
  const known = starts.filter((start) => start !== undefined);
  return known.length < starts.length ? undefined : states.push({ next: known }) - 1;
}

function many(
  { part, min, max }: Extract<Part, { kind: 'many' }>,
  next: number,
  states: State[],
): number | undefined {
  let start: number | undefined = next;
  if (max === Infinity) start = looped(part, next, states);
  for (let turn = min; turn < max && max !== Infinity && start !== undefined; turn++) {
    start = branched([built(part, start, states), next], states);
  }
  for (let turn = 0; turn < min && start !== undefined; turn++) start = built(part, start, states);
  return start;
}

function looped(part: Part, next: number, states: State[]): number | undefined {
  const loop: State = {};
  const at = states.push(loop) - 1;
  const body = built(part, at, states);
  if (body === undefined) return undefined;
  loop.next = [body, next];
  return at;
}

function matches(states: readonly State[], start: number, text: string): boolean {
  const characters = [...text];
  let open = reached(states, [start], { isStart: true, isEnd: characters.length === 0 });
  characters.forEach((character, index) => {
    const after = open.flatMap((at) =>
      states[at]?.accepts?.(character) ? follow(states, at) : [],
    );
    open = reached(states, after, { isStart: false, isEnd: index === characters.length - 1 });
  });
  return open.some((at) => states[at]?.end === true);
}

function follow(states: readonly State[], at: number): readonly number[] {
  return states[at]?.next ?? [];
}

/** The states that wait for a character, or are the end, once those that need none are passed. */
function reached(
  states: readonly State[],
  from: readonly number[],
  { isStart, isEnd }: { readonly isStart: boolean; readonly isEnd: boolean },
): number[] {
  const seen = new Set(from);
  for (const at of seen) {
    const { accepts, edge } = states[at] ?? {};
    if (accepts !== undefined) continue;
    if ((edge === 'start' && !isStart) || (edge === 'end' && !isEnd)) continue;
    for (const next of follow(states, at)) seen.add(next);
  }
  return [...seen];
}

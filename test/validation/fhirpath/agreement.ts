/** The compiled expressions beside the library: the same verdict on any value. */
import { loadFhirPath } from '../../../src/assembly/fhirpath.js';
import type { JsonObject } from '../../../src/fhir/json.js';
import {
  makeInvariants,
  type FhirPathLibrary,
  type Holds,
} from '../../../src/validation/structure/fhirpath.js';
import { randomOf } from '../opinion/mutate.js';
import { anyOf, type Draw } from './anything.js';
import type { Expressed } from './expressions.js';

/** The library, which counts how often it is asked for a verdict. */
export function countedLibrary(): { library: FhirPathLibrary; asked: () => number } {
  const known = loadFhirPath();
  let count = 0;
  const compile: FhirPathLibrary['compile'] = (...all) => {
    const run = known.compile(...all);
    return (value, variables) => {
      count += 1;
      return run(value, variables);
    };
  };
  return { library: { ...known, compile }, asked: () => count };
}

/** A library that parses nothing for others, so that every verdict is its own. */
export function libraryAlone(): FhirPathLibrary {
  const parse = () => {
    throw new Error('nothing is compiled here');
  };
  return { ...loadFhirPath(), parse };
}

/** What a comparison saw. */
export interface Agreement {
  readonly cases: number;
  /** How often the compiled expression left the verdict to the library. */
  readonly asked: number;
  /** Verdicts of each kind, so that it shows when all are the same. */
  readonly verdicts: Readonly<Record<string, number>>;
  readonly differences: readonly string[];
}

/** Judges each expression on so many values drawn for it. */
export function agreementOf(
  all: readonly Expressed[],
  { seed, each }: { readonly seed: number; readonly each: number },
): Agreement {
  const counted = countedLibrary();
  const ours = makeInvariants(() => counted.library);
  const theirs = makeInvariants(libraryAlone);
  const random = randomOf(seed);
  const differences: string[] = [];
  const verdicts: Record<string, number> = {};
  for (const one of all) {
    const names = new Set(one.expression.match(/[a-z]\w*/gi));
    const isWanted = (name: string) => names.has(name);
    const draw: Draw = { random, texts: textsIn(one.expression), isWanted };
    for (let turn = 0; turn < each; turn++) {
      const { verdict, difference } = compared({ ours, theirs }, one, draw);
      verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
      if (difference !== undefined) differences.push(difference);
    }
  }
  return { cases: all.length * each, asked: counted.asked(), verdicts, differences };
}

function compared(
  { ours, theirs }: { readonly ours: Holds; readonly theirs: Holds },
  { expression, base }: Expressed,
  draw: Draw,
): { verdict: string; difference?: string } {
  const value = numberless(anyOf(base, draw));
  const type = base.split('.')[0] ?? base;
  const resource = (base === type ? value : anyOf(type, draw)) as JsonObject; // or whatever it is
  const around = { resource, rootResource: resource };
  const verdict = String(theirs(expression, base, structuredClone(value), structuredClone(around)));
  const found = String(ours(expression, base, value, around));
  if (found === verdict) return { verdict };
  const told = `${base}: ${expression.slice(0, 300)}\n  ${JSON.stringify(value).slice(0, 2000)}`;
  return { verdict, difference: `${told}\n  ours ${found}, the library ${verdict}` };
}

/** A number alone, on which the library fails, is replaced. */
function numberless(value: unknown): unknown {
  const isNumber = [value].flat().some((one) => typeof one === 'number');
  return isNumber ? 'a' : value;
}

const USUAL = ['a', 'b', 'http://a.example', 'urn:a:b', '#a', '2A', '', '190017512345678', '1.2'];

/** The texts that an expression writes out, pieces of them, and a few others. */
function textsIn(expression: string): string[] {
  const written = [...expression.matchAll(/'((?:[^'\\]|\\.)*)'/g)].map(([, text = '']) => text);
  const pieces = written.flatMap((text) => text.split('|')).filter((text) => text !== '');
  return [...new Set([...written, ...pieces.slice(0, 20), ...USUAL])];
}

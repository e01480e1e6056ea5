/** Files that import each other in a circle: none of them can be understood first. */
import { importsOf } from './imports.js';
import { isProduct, type Check, type Offence, type Source } from './tree.js';

/** Every circle of imports, told once, at the import that closes it. Types count too. */
export const cycles: Check = (tree) => {
  const sources = new Map(tree.filter(isProduct).map((source) => [source.path, source]));
  const offences: Offence[] = [];
  const done = new Set<string>();
  for (const path of sources.keys()) walk({ sources, offences, done, trail: [] }, path, 1);
  return offences;
};

interface Walk {
  readonly sources: ReadonlyMap<string, Source>;
  readonly offences: Offence[];
  /** Files from which all circles are known. */
  readonly done: Set<string>;
  /** The files from the start to here. */
  readonly trail: readonly string[];
}

function walk(so: Walk, path: string, line: number): void {
  const source = so.sources.get(path);
  if (source === undefined || so.done.has(path)) return;
  if (so.trail.includes(path)) {
    so.offences.push(circle(so.trail, path, line));
    return;
  }
  const next = { ...so, trail: [...so.trail, path] };
  for (const target of importsOf(source)) walk(next, target.path ?? '', target.line);
  so.done.add(path);
}

function circle(trail: readonly string[], path: string, line: number): Offence {
  const round = [...trail.slice(trail.indexOf(path)), path].join(' → ');
  return {
    path: trail.at(-1) ?? path,
    line,
    rule: 'cycle',
    why: `Files import each other: ${round}. None can be understood first.`,
    cure: 'Move what both need into a third file, or pass it as a parameter.',
  };
}

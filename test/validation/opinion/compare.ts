/** Two opinions on one resource: the same verdict, and the same element named. */
import type { Issue } from '../../../src/fhir/problem.js';
import type { Remark } from './reference.js';

/** How two opinions compare. */
export interface Agreement {
  /** Both find it valid, or both do not. */
  readonly verdict: boolean;
  /** Both name the same element, or one its parent, where both find errors. */
  readonly element: boolean;
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
}

/** Compares the errors of both. */
export function compareOpinions(issues: readonly Issue[], remarks: readonly Remark[]): Agreement {
  const ours = issues
    .filter(({ severity }) => severity === 'error')
    .map(({ expression }) => plain(expression?.[0] ?? ''));
  const theirs = remarks.filter(isError).map(({ expression }) => plain(expression));
  const verdict = (ours.length === 0) === (theirs.length === 0);
  const element =
    ours.length === 0 ||
    theirs.length === 0 ||
    theirs.some((place) => ours.some((own) => isNear(own, place)));
  return { verdict, element, ours, theirs };
}

function isError({ severity }: Remark): boolean {
  return severity === 'error' || severity === 'fatal';
}

/** A location without the marks that the reference puts beside names. */
export function plainPlace(location: string): string {
  return location
    .replace(/\/\*.*?\*\//g, '')
    .replace(/\.ofType\([A-Za-z]+\)/g, '')
    .replace(/\[(x)\]/g, '');
}

/** A location whose last index does not count. */
function plain(location: string): string {
  return plainPlace(location).replace(/\[\d+\]$/, '');
}

/** A missing element may be told at its parent. */
function isNear(a: string, b: string): boolean {
  return a === b || parentOf(a) === b || parentOf(b) === a;
}

function parentOf(place: string): string {
  return place.slice(0, Math.max(0, place.lastIndexOf('.'))).replace(/\[\d+\]$/, '');
}

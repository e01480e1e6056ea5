/**
 * Which change of a plan a failure is about, so that whoever joined several wishes in one plan can
 * tell whose it is. The failure itself stays as it is.
 */
import type { Change } from './plan.js';

const BLAMED = new WeakMap<object, Change>();

/** For `catch`: notes the change that failed, and throws on. */
export function blaming(change: Change | undefined): (failure: unknown) => never {
  return (failure) => {
    if (change !== undefined && typeof failure === 'object' && failure !== null)
      BLAMED.set(failure, change);
    throw failure;
  };
}

/** The change that a failure is about; undefined where it is about the plan, or not known. */
export function blameOf(failure: unknown): Change | undefined {
  return typeof failure === 'object' && failure !== null ? BLAMED.get(failure) : undefined;
}

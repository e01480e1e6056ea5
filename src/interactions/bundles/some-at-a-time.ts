/** Work on many entries of a bundle, some of them at once. */
import { located } from './located.js';

const AT_ONCE = 8;

/**
 * Some at a time, `done` in their order; fails as the first of them in their order, once none is on
 * its way.
 */
export async function allOf<T extends { readonly at: number }, R>(
  items: readonly T[],
  act: (item: T) => Promise<R>,
  done: (item: T, result: R) => void,
): Promise<void> {
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const some = items.slice(from, from + AT_ONCE);
    const ended = await Promise.allSettled(some.map(act));
    const failures: unknown[] = [];
    some.forEach((item, index) => {
      const one = ended[index];
      if (one?.status === 'fulfilled') done(item, one.value);
      if (one?.status === 'rejected') failures.push(located(one.reason, item.at));
    });
    if (failures.length > 0) throw failures[0];
  }
}

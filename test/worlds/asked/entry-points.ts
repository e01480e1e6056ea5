/**
 * Every entry point through which a hidden document could be told from one that does not exist, as
 * the published list has them (`docs/reference/indistinguishability.md`).
 */
import type { Asking } from './asking.js';
import { CHANGES } from './changes.js';
import { OPERATIONS } from './operations.js';
import { READS } from './reads.js';
import { SEARCHES } from './searches.js';

/** In the order in which they are asked: the trace last, so that it tells of all before it. */
export const ENTRY_POINTS: readonly Asking[] = [...READS, ...SEARCHES, ...CHANGES, ...OPERATIONS];

/** The list as the page shows it: a line for each entry point, with what is asked of it. */
export function published(): string[] {
  const names = [...new Set(ENTRY_POINTS.map(({ of }) => of))];
  return names.map((name) => {
    const asked = ENTRY_POINTS.filter(({ of }) => of === name).map(({ what }) => what);
    return `- **${name}**: ${asked.join('; ')}`;
  });
}

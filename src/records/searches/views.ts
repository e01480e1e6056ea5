/**
 * What points at hidden resources, indexed as it is shown: without them, and with the time of that
 * view. So it is found and sorted as if they did not exist.
 */
import { itemToken } from '../../access/narrow.js';
import { parseJson } from '../../fhir/json.js';
import type { Resource } from '../../fhir/resource.js';
import { referenceToken } from '../../search/indexing/tokens.js';
import type { Sorted } from '../../search/order-values.js';
import type { SearchableType } from '../../search/parameters.js';
import { matches, type Criterion, type IndexEntry } from '../../search/query.js';
import type { Version } from '../../storage/kept.js';
import type { Hit } from '../../storage/store.js';
import { factsOf, type Visit } from '../judge.js';
import type { Needs } from '../needs.js';
import { shownVersion } from '../view.js';
import { everyHit } from './hidden.js';
import { pointersOf } from './pointing.js';

/** Alternatives of one look-up. */
const BATCH = 200;

/** A view with its index values. */
interface View extends Sorted {
  readonly index: IndexEntry;
}

/** Which views are wanted. */
interface Wanted {
  readonly type: SearchableType;
  /** The snapshot. */
  readonly n: number;
  /** `Type/id` of what is hidden, as `hiddenReferences` gave it. */
  readonly hidden: ReadonlySet<string>;
  readonly also: readonly Criterion[];
}

/** The views of all that points at something hidden. */
export async function viewsAt(needs: Needs, at: Visit, wanted: Wanted): Promise<readonly View[]> {
  const rows = await pointingAt(needs, at, wanted);
  return Promise.all(
    rows.map(async (row) => {
      const { body, written } = await shownVersion(needs, at, row.type, row);
      // What is shown of a resource is one.
      const resource = parseJson(body) as Resource;
      const index = needs.rules.index(resource, factsOf(row), { written, everywhere: false });
      return { id: row.id, written, index };
    }),
  );
}

/** A criterion that holds for these views as they are shown, and for all other rows as they are. */
export function asShown(criterion: Criterion, views: readonly View[]): Criterion {
  if (views.length === 0) return criterion;
  const found = views.filter((view) => holds(criterion, view));
  const others: Criterion = { kind: 'not', of: { kind: 'id', ids: views.map(({ id }) => id) } };
  return {
    kind: 'any',
    of: [
      { kind: 'all', of: [criterion, others] },
      { kind: 'id', ids: found.map(({ id }) => id) },
    ],
  };
}

function holds(criterion: Criterion, { id, written, index }: View): boolean {
  const tokens = new Set(index.tokens);
  return matches(criterion, {
    ...{ id, written, tokens: () => tokens },
    ranges: (param) => index.ranges[param] ?? [],
    texts: (param) => index.texts[param] ?? [],
  });
}

async function pointingAt(needs: Needs, at: Visit, wanted: Wanted): Promise<readonly Version[]> {
  const { type, n, hidden, also } = wanted;
  const name = `${type.name} ${n} ${JSON.stringify(also)}`;
  const known = needs.hidden.pointing(hidden);
  const hits = known.get(name) ?? (await hitsPointing(needs, at, wanted));
  known.set(name, hits);
  return needs.store.whole(hits);
}

async function hitsPointing(needs: Needs, at: Visit, wanted: Wanted): Promise<readonly Hit[]> {
  const { type, n, hidden, also } = wanted;
  const codes = pointersOf(type).map(({ code }) => code);
  const clear = [...hidden].flatMap((name) => [
    itemToken(name),
    ...codes.map((code) => referenceToken(code, name)),
  ]);
  const found = new Map<string, Hit>();
  for (let from = 0; from < clear.length; from += BATCH) {
    const tokens = clear.slice(from, from + BATCH).map(needs.envelope.token);
    const any: Criterion = { kind: 'any', of: tokens.map((token) => ({ kind: 'token', token })) };
    const where: Criterion = { kind: 'all', of: [any, ...also] };
    const hits = await everyHit(needs, at, { type: type.name, where, n });
    for (const hit of hits) found.set(hit.version.id, hit);
  }
  return [...found.values()];
}

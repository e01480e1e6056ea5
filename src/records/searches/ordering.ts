/**
 * The order of a search in a dossier. What points at hidden resources is shown without them, with
 * the time of that view: so it is sorted by what is shown, as if they did not exist.
 */
import type { Query } from '../../search/conditions.js';
import { presenceToken } from '../../search/indexing/tokens.js';
import { sortValues } from '../../search/order-values.js';
import type { SearchableType } from '../../search/parameters.js';
import type { Criterion, Order, SortKey } from '../../search/query.js';
import type { Visit } from '../judge.js';
import type { Needs } from '../needs.js';
import type { Looking } from './chains.js';
import { pointersOf, pointsAtHidden, standsInPointer } from './pointing.js';
import { NEWEST_FIRST } from './request.js';
import { viewsAt } from './views.js';

/** The order that a query asks for, for this searcher, at a snapshot of the dossier. */
export async function orderAsShown(
  needs: Needs,
  look: Looking & { readonly at: Visit },
  query: Query,
  n: number,
): Promise<Order> {
  const order = query.wanted.order ?? NEWEST_FIRST;
  const type = needs.rules.parameters.types.get(query.type);
  if (type === undefined) return order;
  const depends = [order, ...(order.then ?? [])].some((key) => isOfPointers(type, key));
  if (!depends && !pointsAtHidden(query)) return order;
  const hidden = await look.hidden();
  // Only what has no main date stands by default where it was last written.
  const also: Criterion[] = depends || type.main === undefined ? [] : [undated(needs, type.main)];
  const views = await viewsAt(needs, look.at, { type, n, hidden, also });
  const values = views.map((view) => [view.id, sortValues(order, view)] as const);
  return values.length === 0 ? order : { ...order, instead: Object.fromEntries(values) };
}

/** Whether a key may have values that go with a reference when that is left out of a view. */
function isOfPointers(type: SearchableType, { by }: SortKey): boolean {
  if (by === 'written') return pointersOf(type).length > 0;
  if (typeof by === 'string') return false;
  const code = ('range' in by ? by.range : by.text).replace(/:sort$/, '');
  return standsInPointer(type, code);
}

function undated({ envelope }: Needs, main: string): Criterion {
  return { kind: 'not', of: { kind: 'token', token: envelope.token(presenceToken(main)) } };
}

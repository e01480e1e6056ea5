/**
 * The resources of a dossier that a caller may not see, by reference: what a list, a relation or an
 * event may not betray. Usually empty, and then found so with one look-up.
 */
import { hiddenFrom, isWithdrawnNow, itemToken } from '../../access/narrow.js';
import type { Criterion } from '../../search/query.js';
import type { Hit } from '../../storage/store.js';
import { factsOf, looker, type Visit } from '../judge.js';
import type { HiddenMemory, Needs } from '../needs.js';

/** Rows of one look-up. */
const PAGE = 1_000;
/** Alternatives of one look-up. */
const BATCH = 200;
/** Lists may list lists; deeper nests than this are not looked through. */
const DEPTH_MAX = 3;

/** `DocumentReference/…` and `List/…` that are hidden from this caller at this head. */
export async function hiddenReferences(needs: Needs, at: Visit): Promise<ReadonlySet<string>> {
  const labelled = hiddenFrom(looker(needs, at), 'DocumentReference');
  if (labelled.kind === 'any' && labelled.of.length === 0) return new Set();
  // Of one head, by its hash, the same is hidden by the same criterion for ever.
  const name = `${at.head.hash} ${JSON.stringify(labelled)}`;
  const known = needs.hidden.get(name);
  if (known !== undefined) return known;
  const found = await hiddenBy(needs, at, labelled);
  needs.hidden.set(name, found);
  return found;
}

/** Dossiers and readers that are remembered, and what is hidden from one of them, at most. */
const REMEMBERED_MAX = 500;
const HIDDEN_MAX = 500;
/** Searches for what points at the same. */
const SEARCHES_MAX = 50;

/** A memory of what is hidden. */
export function hiddenMemory(): HiddenMemory {
  const known = new Map<string, ReadonlySet<string>>();
  const pointing = new WeakMap<ReadonlySet<string>, Map<string, readonly Hit[]>>();
  return {
    get: (name) => known.get(name),
    set: (name, references) => {
      if (references.size > HIDDEN_MAX) return;
      if (known.size >= REMEMBERED_MAX) known.clear();
      known.set(name, references);
    },
    pointing: (references) => {
      const found = pointing.get(references) ?? new Map<string, readonly Hit[]>();
      if (found.size >= SEARCHES_MAX) found.clear();
      pointing.set(references, found);
      return found;
    },
  };
}

async function hiddenBy(
  needs: Needs,
  at: Visit,
  labelled: Criterion,
): Promise<ReadonlySet<string>> {
  const documents = await everyHit(needs, at, { type: 'DocumentReference', where: labelled });
  const hidden = new Set(documents.map(referenceTo));
  let frontier = [...hidden];
  for (let depth = 0; depth < DEPTH_MAX && frontier.length > 0; depth++) {
    frontier = (await emptiedLists(needs, at, frontier, hidden)).filter(
      (list) => !hidden.has(list),
    );
    frontier.forEach((list) => hidden.add(list));
  }
  return hidden;
}

/** `Type/…` of what was withdrawn by its author, of one type, at this head. */
export async function withdrawnReferences(
  needs: Needs,
  at: Visit,
  type: string,
): Promise<readonly string[]> {
  const where = isWithdrawnNow(needs.envelope.token);
  return (await everyHit(needs, at, { type, where })).map(referenceTo);
}

/** What leaves resources out of a search of their type. */
export function withoutThese(type: string, references: readonly string[]): Criterion[] {
  const ids = references
    .filter((reference) => reference.startsWith(`${type}/`))
    .map((reference) => reference.slice(type.length + 1));
  return ids.length === 0 ? [] : [{ kind: 'not', of: { kind: 'id', ids } }];
}

/** Lists that name one of these and nothing but hidden resources. */
async function emptiedLists(
  needs: Needs,
  at: Visit,
  references: readonly string[],
  hidden: ReadonlySet<string>,
): Promise<string[]> {
  const lists: string[] = [];
  for (let from = 0; from < references.length; from += BATCH) {
    const tokens = references
      .slice(from, from + BATCH)
      .map((reference) => needs.envelope.token(itemToken(reference)));
    const where: Criterion = { kind: 'any', of: tokens.map((token) => ({ kind: 'token', token })) };
    const hits = await everyHit(needs, at, { type: 'List', where });
    lists.push(...hits.filter((hit) => isEmptied(hit, hidden)).map(referenceTo));
  }
  return lists;
}

function isEmptied(hit: Hit, hidden: ReadonlySet<string>): boolean {
  const { items = [] } = factsOf(hit.version);
  return items.length > 0 && items.every((item) => hidden.has(item));
}

/** All that a search of a dossier finds, at its head or an older snapshot. */
export async function everyHit(
  needs: Needs,
  at: Visit,
  { n = at.head.n, ...search }: { type: string; where: Criterion; n?: number },
): Promise<readonly Hit[]> {
  const hits: Hit[] = [];
  const order = { by: 'id', descending: false } as const;
  for (;;) {
    const after = hits.at(-1)?.place;
    const page = await needs.store.search({
      ...search,
      within: { head: at.head, n },
      order,
      limit: PAGE,
      counted: false,
      ...(after === undefined ? {} : { after }),
    });
    hits.push(...page.hits);
    // A dossier has its own bound: it ends.
    if (page.hits.length < PAGE) return hits;
  }
}

function referenceTo(hit: Hit): string {
  return `${hit.version.type}/${hit.version.id}`;
}

/** Whether a criterion holds for a row, looked at in the process: where strings are asked. */
import { matches } from '../../../search/query.js';
import type { Criterion, IndexEntry, Interval, Token } from '../../../search/query.js';
import type { Texts } from '../base.js';
import { tokensOf } from '../bson.js';
import { fromBytes } from '../commit/content.js';
import type { CurrentDocument, VersionDocument } from '../layout.js';

/** A row as criteria look at it: without what only writers need. */
export type Looked = Omit<CurrentDocument, 'keys'> & Pick<VersionDocument, 'sorts'>;

/** What gives it. */
export const LOOKED_AT = { keys: 0 } as const;

/** A row whose values are made ready when they are first asked for. */
export interface Row {
  readonly row: Looked;
  readonly tokens: () => ReadonlySet<Token>;
  readonly texts: () => IndexEntry['texts'];
}

/** The row made ready; across streams, a token may stand among the wide ones alone. */
export function rowOf({ open }: Texts, row: Looked, isWide: boolean): Row {
  const opened = (sealed: Uint8Array | undefined): IndexEntry['texts'] => {
    if (sealed === undefined) return {};
    // Cast: the field was written from an `IndexEntry`.
    return fromBytes(open(row.p, sealed)) as IndexEntry['texts'];
  };
  const textsOf = (): IndexEntry['texts'] => ({ ...opened(row.texts), ...opened(row.sorts) });
  let tokens: ReadonlySet<Token> | undefined;
  let texts: IndexEntry['texts'] | undefined;
  return {
    row,
    tokens: () => (tokens ??= new Set(tokensOf(isWide ? [...row.t, ...(row.w ?? [])] : row.t))),
    texts: () => (texts ??= textsOf()),
  };
}

/** Whether the criterion holds. */
export function holds(where: Criterion, { row, tokens, texts }: Row): boolean {
  return matches(where, {
    ...{ id: row.id, written: row.written, tokens },
    ranges: (param) => rangesOf(row, param),
    texts: (param) => texts()[param] ?? [],
  });
}

function rangesOf({ r }: Looked, param: string): Interval[] {
  return r.filter(({ q }) => q === param).map(({ lo, hi }) => ({ lo: finite(lo), hi: finite(hi) }));
}

function finite(bound: number): number | null {
  return Number.isFinite(bound) ? bound : null;
}

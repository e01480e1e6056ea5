/** The rows that a landed commit gives its readers: a pure function of what the commit holds. */
import { isForSorting } from '../../../search/query.js';
import { allTokens } from '../../kept.js';
import type { NewEvent, NewVersion } from '../../kept.js';
import type { Texts } from '../base.js';
import { longOf } from '../bson.js';
import { digits, NEVER, rowName } from '../layout.js';
import type { CommitDocument, CurrentDocument, EventDocument } from '../layout.js';
import type { OutboxDocument, VersionDocument } from '../layout.js';
import type { Update } from '../server/writing.js';
import { asBytes, hasMembers } from './content.js';
import type { Content } from './content.js';

/** All that is copied out of one part. */
export interface Rows {
  readonly versions: readonly VersionDocument[];
  readonly current: readonly CurrentDocument[];
  /** Each superseded version gets its end: exactly that one, and only if it has none. */
  readonly ends: readonly Update[];
  readonly events: readonly EventDocument[];
  readonly outbox: readonly OutboxDocument[];
}

/** The rows of a part that landed. */
export function rowsOf(texts: Texts, part: CommitDocument, content: Content): Rows {
  const { p, n, at } = part;
  const space = content.policy['space'];
  const place = { p, n, space: typeof space === 'string' ? space : 'main' };
  const live = content.versions.filter(({ gone }) => !gone);
  return {
    versions: content.versions.map((version) => versionRow(texts, place, version)),
    current: live.map((version) => currentRow(texts, place, version)),
    ends: content.versions.flatMap((version) => endsOf(place, version)),
    events: content.events.map((event) => {
      return { ...eventRow(event), ...(event.p === p ? { n } : {}), c: part._id };
    }),
    outbox: content.outbox.map((entry, i) => {
      return { _id: `${part._id}/${digits(i)}`, p, n, at, entry, open: true };
    }),
  };
}

/** An event as its readers find it. */
export function eventRow(event: NewEvent): EventDocument {
  const { id, p, recorded } = event;
  return { _id: `${p}/${id}`, p, recorded, id, t: allTokens(event).map(longOf) };
}

interface Place {
  readonly p: string;
  readonly n: number;
  readonly space: string;
}

/** What both rows of a version have. */
function commonOf({ p, n }: Place, version: NewVersion) {
  const { type, id, written, facts, wrappedKey } = version;
  return {
    ...{ _id: rowName(p, type, id, version.version), p, from: n, to: NEVER, type, id },
    ...{ version: version.version, written, facts: JSON.stringify(facts) },
    ...(wrappedKey === undefined ? {} : { wrapped: wrappedKey }),
  };
}

function versionRow({ seal }: Texts, place: Place, version: NewVersion): VersionDocument {
  const { gone, body, salt, index } = version;
  const common = { ...commonOf(place, version), space: place.space };
  const sorts = gone ? {} : textsThat(isForSorting, index.texts);
  return {
    ...{ ...common, ...(gone ? { gone: true } : {}), salt, body },
    ...(hasMembers(sorts) ? { sorts: seal(place.p, asBytes(sorts)) } : {}),
  };
}

function textsThat(
  suits: (key: string) => boolean,
  texts: NewVersion['index']['texts'],
): NewVersion['index']['texts'] {
  return Object.fromEntries(Object.entries(texts).filter(([key]) => suits(key)));
}

function currentRow({ seal }: Texts, place: Place, version: NewVersion): CurrentDocument {
  const { index } = version;
  const keys = keysHeld(version);
  const texts = textsThat((key) => !isForSorting(key), index.texts);
  return {
    ...commonOf(place, version),
    ...{ at: index.at, space: place.space, t: index.tokens.map(longOf) },
    ...(index.wide.length === 0 ? {} : { w: index.wide.map(longOf) }),
    ...rangesOf(version),
    ...(keys.length === 0 ? {} : { keys }),
    ...(hasMembers(texts) ? { texts: seal(place.p, asBytes(texts)) } : {}),
  };
}

/** A deleted resource holds no key: only a live one may keep another from it. */
export function keysHeld({ gone, keys }: NewVersion): readonly string[] {
  return gone ? [] : [...new Set(keys)].sort();
}

function rangesOf({ index }: NewVersion): Pick<CurrentDocument, 'r' | 's'> {
  const r = Object.entries(index.ranges).flatMap(([q, intervals]) =>
    intervals.map(({ lo, hi }) => ({ q, lo: lo ?? -Infinity, hi: hi ?? Infinity })),
  );
  const s: Record<string, { lo: number; hi: number }> = {};
  for (const { q, lo, hi } of r) {
    // Results are sorted by parameters, never by a part of one that has a key of its own.
    if (q.startsWith('#')) continue;
    const name = fieldOf(q);
    const known = s[name] ?? { lo: UNBOUNDED, hi: -UNBOUNDED };
    s[name] = {
      lo: Math.min(known.lo, Math.max(lo, -UNBOUNDED)),
      hi: Math.max(known.hi, Math.min(hi, UNBOUNDED)),
    };
  }
  return { r, s };
}

/** Stands for no bound where a place must be a finite number: beyond every date. */
const UNBOUNDED = Number.MAX_SAFE_INTEGER;

/** The name of a parameter where dots and dollars mean something else. */
export function fieldOf(param: string): string {
  return encodeURIComponent(param).replaceAll('.', '%2E').replaceAll('$', '%24');
}

function endsOf({ p, n }: Place, { type, id, version }: NewVersion): Update[] {
  if (version === 1) return [];
  const _id = rowName(p, type, id, version - 1);
  return [{ q: { _id, p, to: NEVER }, u: { $set: { to: n } } }];
}

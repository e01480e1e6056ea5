/**
 * What a caller is shown of a version. Nearly always its stored bytes. Only where the resource
 * points at what the caller may not see are those references left out, and the version and time are
 * those of the view: as if the hidden resources did not exist (`access-rules`, Neither may what
 * points at it).
 */
import { isObject } from '../fhir/elements.js';
import { formatInstant } from '../fhir/instant.js';
import { parseJson, stringify } from '../fhir/json.js';
import { problem } from '../fhir/problem.js';
import type { Resource } from '../fhir/resource.js';
import type { Shown } from '../fhir/version.js';
import type { Version } from '../storage/kept.js';
import { factsOf, hiddenAmong, type Visit } from './judge.js';
import type { Needs } from './needs.js';

/** Versions of a list whose views are compared, at most. */
const VERSIONS_MAX = 1_000;

/** The version as this caller may see it. */
export async function shownVersion(
  needs: Needs,
  at: Visit,
  type: string,
  version: Version,
): Promise<Shown> {
  const hidden = await hiddenOf(needs, at, version);
  if (hidden.size === 0) return stored(type, version);
  const views = await viewsOf(needs, at, version, hidden);
  return (
    views.filter((view) => view.from <= version.version).at(-1)?.shown ?? stored(type, version)
  );
}

/**
 * The version that bears a number for this caller; undefined when none does. Fails with `gone`
 * where a deletion does.
 */
export async function shownNumber(
  needs: Needs,
  at: Visit,
  newest: Version,
  number: number,
): Promise<Shown | undefined> {
  const { type, id } = newest;
  const hidden = await hiddenOf(needs, at, newest);
  if (hidden.size > 0) {
    const views = await viewsOf(needs, at, newest, hidden);
    return views.find(({ shown }) => shown.version === number)?.shown;
  }
  const version = await needs.store.vread(at.head, { type, id }, number);
  if (version?.gone === true) throw problem('gone');
  return version === undefined ? undefined : stored(type, version);
}

/** All versions as this caller may see them, newest first, those that look alike given once. */
export async function shownHistory(
  needs: Needs,
  at: Visit,
  type: string,
  newest: Version,
): Promise<readonly Shown[]> {
  const hidden = await hiddenOf(needs, at, newest);
  if (hidden.size > 0)
    return (await viewsOf(needs, at, newest, hidden)).map((view) => view.shown).reverse();
  return (await versionsOf(needs, at, newest)).map((version) => stored(type, version));
}

/** The stored bytes, untouched. */
export function stored(type: string, version: Version): Shown {
  const { id, written, body, gone } = version;
  const shown = { type, id, version: version.version, written, body };
  return gone ? { ...shown, gone } : shown;
}

interface View {
  /** Number of the first stored version that looks like this. */
  readonly from: number;
  readonly shown: Shown;
}

async function hiddenOf(needs: Needs, at: Visit, version: Version): Promise<ReadonlySet<string>> {
  const { pointsAt } = factsOf(version);
  if (pointsAt === undefined || at.caller.kind === 'tester') return new Set();
  return hiddenAmong(needs, at, pointsAt);
}

/** The distinct views, oldest first, numbered 1, 2, 3 … */
async function viewsOf(
  needs: Needs,
  at: Visit,
  newest: Version,
  hidden: ReadonlySet<string>,
): Promise<View[]> {
  const views: View[] = [];
  let last: string | undefined;
  for (const version of [...(await versionsOf(needs, at, newest))].reverse()) {
    if (version.gone) continue;
    const { meta, ...rest } = withoutHidden(parseJson(version.body), hidden) as Resource;
    const look = stringify(rest);
    if (look === last) continue;
    last = look;
    views.push({
      from: version.version,
      shown: viewOf(version, { meta, rest, number: views.length + 1 }),
    });
  }
  return views;
}

function viewOf(
  version: Version,
  parts: { meta: Resource['meta']; rest: Record<string, unknown>; number: number },
): Shown {
  const { resourceType, id, ...elements } = parts.rest;
  const meta = {
    ...parts.meta,
    versionId: String(parts.number),
    lastUpdated: formatInstant(version.written),
  };
  const body = Buffer.from(stringify({ resourceType, id, meta, ...elements }));
  return {
    type: version.type,
    id: version.id,
    version: parts.number,
    written: version.written,
    body,
  };
}

async function versionsOf(needs: Needs, at: Visit, newest: Version): Promise<readonly Version[]> {
  const { type, id } = newest;
  return needs.store.history(at.head, { type, id }, { limit: VERSIONS_MAX });
}

/**
 * A copy in which every array element that points at a hidden resource is left out, and what
 * becomes empty with it.
 */
export function withoutHidden(value: unknown, hidden: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) {
    return value
      .filter((item) => !pointsAt(item, hidden))
      .map((item) => withoutHidden(item, hidden));
  }
  if (!isObject(value)) return value;
  const kept = Object.entries(value).map(
    ([name, inner]) => [name, withoutHidden(inner, hidden)] as const,
  );
  return Object.fromEntries(
    kept.filter(([, inner]) => !(Array.isArray(inner) && inner.length === 0)),
  );
}

function pointsAt(item: unknown, hidden: ReadonlySet<string>): boolean {
  if (!isObject(item)) return false;
  const links = [item, item['item'], item['target']].filter(isObject);
  return links.some(
    (link) => typeof link['reference'] === 'string' && hidden.has(link['reference']),
  );
}

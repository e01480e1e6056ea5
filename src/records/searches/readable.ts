/** Resources named by reference, as far as the searcher may read them. */
import type { Shown } from '../../fhir/version.js';
import type { Head, Version, VersionFacts } from '../../storage/kept.js';
import { judge, visit, type Visit } from '../judge.js';
import type { Needs } from '../needs.js';
import { versionsAt } from '../versions-at.js';
import { shownVersion, stored } from '../view.js';
import { arrive } from '../where.js';
import type { Searcher } from './ground.js';

/** A resource as its searcher sees it, and what its trace is decided by. */
export interface Met {
  readonly stream: string;
  readonly version: VersionFacts;
  readonly shown: Shown;
}

/**
 * Those of the resources, by `Type/id`, that are there for the searcher: in the dossier searched,
 * or in streams of their own.
 */
export async function readable(
  needs: Needs,
  by: Searcher,
  names: readonly string[],
): Promise<readonly Met[]> {
  const { at } = by;
  const found =
    at === undefined ? NONE : await versionsAt(needs, at, names.filter(isInside(needs)));
  const met = await Promise.all(
    names.map(async (name) => {
      const version = found.get(name);
      if (version !== undefined && at !== undefined) return seen(needs, at, version);
      return isInside(needs)(name) && at !== undefined && at.caller.kind !== 'tester'
        ? undefined
        : elsewhere(needs, by, name);
    }),
  );
  return met.filter((one) => one !== undefined);
}

const NONE: ReadonlyMap<string, Version> = new Map();

/** Whether resources of the type belong to dossiers: then a search of one dossier stays in it. */
function isInside(needs: Needs): (name: string) => boolean {
  return (name) => needs.rules.homeOf(name.split('/')[0] ?? '') !== null;
}

async function elsewhere(
  needs: Needs,
  { caller }: Searcher,
  name: string,
): Promise<Met | undefined> {
  const [type = '', id = ''] = name.split('/');
  if (!needs.rules.knows(type)) return undefined;
  const { head } = await arrive(needs, caller, { type, id });
  return head === undefined ? undefined : standing(needs, visit(needs, caller, head), head, name);
}

async function standing(
  needs: Needs,
  at: Visit,
  head: Head,
  name: string,
): Promise<Met | undefined> {
  const version = (await versionsAt(needs, { head }, [name])).get(name);
  return version === undefined ? undefined : seen(needs, at, version);
}

async function seen(needs: Needs, at: Visit, version: Version): Promise<Met | undefined> {
  const { type } = version;
  const right = await judge(needs, at, 'read', { type, version });
  if (right.kind === 'denied') return undefined;
  const shown = await shownVersion(needs, at, type, version);
  return { stream: at.head.stream, version, shown };
}

/** A hit as its searcher sees it: without a dossier none is found that points at what is hidden. */
export async function shownTo(needs: Needs, { at }: Searcher, version: Version): Promise<Shown> {
  const { type } = version;
  return at === undefined ? stored(type, version) : shownVersion(needs, at, type, version);
}

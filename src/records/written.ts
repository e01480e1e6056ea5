/**
 * The history of a type, or of all: what was written across the streams of a space. Only of what
 * has no visibility labels for its caller: the directory, and for the registrar and the tester what
 * they keep. In a dossier the history is that of one resource.
 */
import type { Caller } from '../access/caller.js';
import { coveredByScope } from '../access/decide.js';
import { mayEver } from '../access/rights.js';
import { problem } from '../fhir/problem.js';
import type { Shown } from '../fhir/version.js';
import type { Place } from '../search/query.js';
import type { Needs } from './needs.js';
import { record } from './traces/trace.js';
import { stored } from './view.js';

/** What of the history is asked. */
export interface HistoryRequest {
  /** Absent: all types. */
  readonly type?: string;
  /** Milliseconds since 1970: only what was written then or later. */
  readonly since?: number;
  readonly after?: Place;
  readonly limit: number;
  /** The request as it came, for the audit. */
  readonly asked: { readonly line: string };
}

/** A page of it, newest first. */
export interface HistoryFound {
  readonly versions: readonly Shown[];
  readonly total: number;
  /** Where the next page goes on; absent on the last one. */
  readonly next?: Place;
}

/** Finds, and records it. Fails with `not-allowed` and `insufficient-scope`. */
export async function writtenAcross(
  needs: Needs,
  caller: Caller,
  request: HistoryRequest,
): Promise<HistoryFound> {
  const { type, limit, since, after, asked } = request;
  const types = typesFor(needs, caller, type);
  const page = await needs.store.written({
    ...{ space: caller.space, types, limit: limit + 1, counted: true },
    ...(since === undefined ? {} : { since }),
    ...(after === undefined ? {} : { after }),
  });
  const told = { caller, interaction: 'history', outcome: 'success', because: 'search' } as const;
  await record(needs, { ...told, entities: [], about: [], query: asked });
  const versions = page.versions.slice(0, limit);
  const last = versions.at(-1);
  const more = page.versions.length > limit && last !== undefined;
  return {
    versions: versions.map(({ version }) => stored(version.type, version)),
    total: page.total ?? versions.length,
    ...(more ? { next: last.place } : {}),
  };
}

function typesFor(needs: Needs, caller: Caller, type: string | undefined): readonly string[] {
  if (type !== undefined && !coveredByScope(caller, 'read', type)) {
    throw problem('insufficient-scope');
  }
  const asked = type === undefined ? [...needs.rules.parameters.types.keys()] : [type];
  const given = asked.filter((one) => isGiven(needs, caller, one));
  if (given.length > 0 && (type !== undefined || seesAcross(caller))) return given;
  throw problem('not-allowed', {
    why: 'In dossiers the history is that of one resource: ask for it by its id.',
    french: "Dans les dossiers, l'historique est celui d'une ressource : le demander par son id.",
  });
}

function isGiven({ rules }: Needs, caller: Caller, type: string): boolean {
  const home = rules.homeOf(type);
  // Each is its subscriber's alone, and here nothing is judged one by one.
  if (type === 'Subscription' && caller.kind !== 'tester') return false;
  if (home === 'audit' || !coveredByScope(caller, 'read', type)) return false;
  return mayEver(caller.kind, 'read', type) && (home === null || seesAcross(caller));
}

/** Who sees across dossiers, and nothing hidden there. */
function seesAcross({ kind }: Caller): boolean {
  return kind === 'registrar' || kind === 'tester';
}

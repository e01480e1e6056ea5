/** The resources that the program publishes, its own and those of packages, as they are read. */
import { formatInstant } from '../fhir/instant.js';
import { stringify } from '../fhir/json.js';
import { isId, type Resource } from '../fhir/resource.js';
import type { Publication } from '../records/rules.js';
import type { IndexEntry } from '../search/query.js';

/** They have one version each, and no better moment than this. */
const WRITTEN = Date.UTC(2026, 0, 1);

/** A resource that is published. */
export interface Published {
  readonly resource: Resource;
  /** Where it rests in a file: reads it, so that it need not rest in memory too. */
  readonly read?: () => Resource;
}

/**
 * Makes those of one type ready; of two with one canonical the later stands. What a resource is
 * found by is worked out when the first search looks at it: there may be thousands. `index` tells
 * it.
 */
export function publications(
  all: readonly Published[],
  index: (resource: Resource) => IndexEntry,
): readonly Publication[] {
  const byUrl = new Map(all.map((one, at) => [canonicalOf(one.resource) ?? at, one] as const));
  const byId = new Map<string, Publication>();
  for (const one of byUrl.values()) {
    const id = freeId(one.resource, byId);
    byId.set(id, publication(one, id, index));
  }
  return [...byId.values()];
}

function canonicalOf({ url }: Resource): string | undefined {
  return typeof url === 'string' ? url : undefined;
}

/** Its own id, or that with a number where another guide has a resource of the same id. */
function freeId({ resourceType, id = '' }: Resource, taken: ReadonlyMap<string, unknown>): string {
  if (!isId(id)) throw new Error(`a ${resourceType} that is published has no id`);
  for (let number = 2, free = id; ; number++) {
    if (!taken.has(free)) return free;
    free = `${id.slice(0, 58)}-${number}`;
  }
}

function publication(
  { resource, read }: Published,
  id: string,
  index: (resource: Resource) => IndexEntry,
): Publication {
  const { resourceType: type } = resource;
  let found: IndexEntry | undefined;
  let body: Buffer | undefined;
  const whole = read === undefined ? () => shownAs(resource, id) : () => shownAs(read(), id);
  return {
    shown: {
      ...{ type, id, version: 1, written: WRITTEN },
      get body() {
        const bytes = body ?? Buffer.from(stringify(whole()));
        if (read === undefined) body = bytes;
        return bytes;
      },
    },
    get index() {
      return (found ??= index(whole()));
    },
  };
}

function shownAs({ resourceType, id: _, meta: own, ...rest }: Resource, id: string): Resource {
  const meta = { ...own, versionId: '1', lastUpdated: formatInstant(WRITTEN) };
  return { resourceType, id, meta, ...rest };
}

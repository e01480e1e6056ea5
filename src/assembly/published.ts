/** The resources that the program publishes, its own and those of packages, as they are read. */
import { formatInstant } from '../fhir/instant.js';
import { stringify } from '../fhir/json.js';
import { isId, type Resource } from '../fhir/resource.js';
import type { Publication } from '../records/rules.js';
import type { IndexEntry } from '../search/query.js';

/** They have one version each, and no better moment than this. */
const WRITTEN = Date.UTC(2026, 0, 1);

/**
 * Makes them ready, by type; of two with one canonical the later stands. What a resource is found
 * by is worked out when the first search looks at it: there may be thousands. `index` tells it.
 */
export function publications(
  resources: readonly Resource[],
  index: (resource: Resource) => IndexEntry,
): ReadonlyMap<string, readonly Publication[]> {
  const byUrl = new Map(resources.map((one, at) => [canonicalOf(one) ?? String(at), one] as const));
  const byType = new Map<string, Map<string, Publication>>();
  for (const one of byUrl.values()) {
    const ofType = byType.get(one.resourceType) ?? new Map<string, Publication>();
    const id = freeId(one, ofType);
    byType.set(one.resourceType, ofType.set(id, publication({ ...one, id }, index)));
  }
  return new Map([...byType].map(([type, all]) => [type, [...all.values()]] as const));
}

function canonicalOf({ resourceType, url }: Resource): string | undefined {
  return typeof url === 'string' ? `${resourceType} ${url}` : undefined;
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
  { resourceType, id, meta: own, ...rest }: Resource & { readonly id: string },
  index: (resource: Resource) => IndexEntry,
): Publication {
  const meta = { ...own, versionId: '1', lastUpdated: formatInstant(WRITTEN) };
  const whole = { resourceType, id, meta, ...rest };
  const shown = { type: resourceType, id, version: 1, written: WRITTEN };
  let found: IndexEntry | undefined;
  let body: Buffer | undefined;
  return {
    shown: {
      ...shown,
      get body() {
        return (body ??= Buffer.from(stringify(whole)));
      },
    },
    get index() {
      return (found ??= index(whole));
    },
  };
}

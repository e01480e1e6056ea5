/** The resources of `profiles/` that the program publishes, as they are read and searched. */
import { formatInstant } from '../fhir/instant.js';
import { stringify } from '../fhir/json.js';
import type { Resource } from '../fhir/resource.js';
import type { Publication } from '../records/rules.js';
import type { IndexEntry } from '../search/query.js';

/** They have one version each, and no better moment than this. */
const WRITTEN = Date.UTC(2026, 0, 1);

/** Makes them ready, by type. `index` tells what a resource is found by. */
export function publications(
  resources: readonly Resource[],
  index: (resource: Resource) => IndexEntry,
): ReadonlyMap<string, readonly Publication[]> {
  const byType = new Map<string, Publication[]>();
  for (const { resourceType, id, ...rest } of resources) {
    if (id === undefined) throw new Error(`a ${resourceType} of profiles/ has no id`);
    const meta = { versionId: '1', lastUpdated: formatInstant(WRITTEN) };
    const whole = { resourceType, id, meta, ...rest };
    const body = Buffer.from(stringify(whole));
    const shown = { type: resourceType, id, version: 1, written: WRITTEN, body };
    byType.set(resourceType, [...(byType.get(resourceType) ?? []), { shown, index: index(whole) }]);
  }
  return byType;
}

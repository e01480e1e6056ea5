/**
 * What a transaction is about to write, for what is to be found among it: conditional references
 * are resolved last, and so name what the same transaction creates.
 * https://hl7.org/fhir/R4/http.html#trules
 */
import type { Entry } from '../../fhir/bundle.js';
import type { Looked } from '../../search/query.js';
import { holdsOf, unstored } from '../../search/indexing/unstored.js';
import type { BeingWritten } from './conditional-references.js';
import { makeLinks } from './links.js';
import type { Running } from './running.js';

/** Takes stock of a transaction. A patch leaves its resource to be found as it stands. */
export function beingWritten<A>(running: Running<A>): BeingWritten {
  const { needs, addresses, begun, outcomes } = running;
  const open = [...begun].filter(([at]) => !outcomes.has(at));
  const deleted = open
    .flatMap(([, { changes }]) => changes.filter(({ removes }) => removes === true))
    .map(({ type, id }) => `${type}/${id}`);
  const written = open.flatMap(([at]) => entryThatWrites(running, at) ?? []);
  const names = written.flatMap(({ at }) => addresses.get(at) ?? []);
  const rows = new Map<string, readonly Row[]>();
  return {
    finding: (query) => {
      const known = rows.get(query.type) ?? rowsOf(running, written, query.type);
      rows.set(query.type, known);
      return known.filter(({ row }) => holdsOf(needs.parameters, query, row)).map(({ at }) => at);
    },
    replaced: new Set([...deleted, ...names]),
  };
}

interface Row {
  readonly at: number;
  readonly row: Looked;
}

function entryThatWrites<A>({ entries }: Running<A>, at: number): Entry | undefined {
  const entry = entries[at];
  return entry !== undefined && ['POST', 'PUT'].includes(entry.method) ? entry : undefined;
}

function rowsOf<A>(running: Running<A>, written: readonly Entry[], type: string): readonly Row[] {
  const { needs, entries, addresses, references } = running;
  const links = makeLinks({ base: needs.base, entries, addresses, references });
  return written.flatMap((entry) => {
    const { at, resource } = entry;
    const id = addresses.get(at)?.split('/')[1];
    if (resource?.resourceType !== type || id === undefined) return [];
    return [{ at, row: unstored(needs.parameters, links.rewrite(resource, entry), id) }];
  });
}

/**
 * The update of a document's or list's metadata by PATCH: masking, release, archiving, logical
 * deletion (PDSm, update of metadata; M-33; decision 12). JSON Patch, FHIRPath Patch, XML Patch.
 */
import type { Caller } from '../access/caller.js';
import { patchOf, type PatchBody } from '../fhir/patch.js';
import { problem } from '../fhir/problem.js';
import type { FhirXml } from '../fhir/xml/fhir-xml.js';
import type { Written } from '../records/changes/plan.js';
import type { Records } from '../records/records.js';
import { metadataChange, type MetadataTarget } from './metadata.js';

/** Names the resource: by id, or by an identifier it holds. */
export type PatchTarget =
  | { readonly id: string }
  | { readonly identity: { readonly system: string; readonly value: string } };

/** A patch as received. */
export interface PatchRequest extends PatchBody {
  readonly type: MetadataTarget['type'];
  readonly target: PatchTarget;
  readonly ifMatch?: number;
}

/** What the update is built on. */
export interface PatchNeeds {
  readonly records: Records;
  readonly xml: FhirXml;
}

/** Changes the metadata; answers the new version. 405 for any other element. */
export async function patchMetadata(
  { records, xml }: PatchNeeds,
  caller: Caller,
  request: PatchRequest,
): Promise<Written> {
  const { type } = request;
  const patch = patchOf(xml, request);
  const target = await targetOf(records, caller, { type, target: request.target });
  const change = metadataChange(target, patch, request.ifMatch);
  const [written] = await records.commit(caller, {
    act: { interaction: 'patch' },
    changes: [change],
  });
  if (written === undefined) throw new Error('a change is answered');
  return written;
}

async function targetOf(
  records: Records,
  caller: Caller,
  named: { type: MetadataTarget['type']; target: PatchTarget },
): Promise<MetadataTarget> {
  const { type, target } = named;
  if ('id' in target) {
    const stream = await records.streamOf(caller, { type, id: target.id });
    // What is in no stream is looked for as a read does, so that the refusal is the same and
    // traced.
    if (stream === undefined) await records.read(caller, { type, id: target.id });
    return { type, id: target.id, stream: stream ?? '' };
  }
  const holding = await records.byUniqueId(caller, target.identity);
  if (holding?.type !== type) throw problem('unknown-resource');
  return { type, id: holding.id, stream: holding.stream };
}

/**
 * The update of a document's or list's metadata by PATCH: masking, release, archiving, logical
 * deletion (PDSm, update of metadata; M-33; decision 12). JSON Patch and FHIRPath Patch.
 */
import type { Caller } from '../access/caller.js';
import { applyFhirPathPatch, parseFhirPathPatch } from '../fhir/fhirpath-patch.js';
import { applyJsonPatch, parseJsonPatch } from '../fhir/json-patch.js';
import { parseJson, parseJsonArray } from '../fhir/json.js';
import { problem } from '../fhir/problem.js';
import type { Resource } from '../fhir/resource.js';
import type { Written } from '../records/changes/plan.js';
import type { Records } from '../records/records.js';
import { metadataChange } from './metadata.js';

/** Names the resource: by id, or by an identifier it holds. */
export type PatchTarget =
  | { readonly id: string }
  | { readonly identity: { readonly system: string; readonly value: string } };

/** A patch as received. */
export interface PatchRequest {
  readonly type: string;
  readonly target: PatchTarget;
  readonly format: 'json-patch' | 'fhirpath';
  readonly bytes: Buffer;
  readonly ifMatch?: number;
}

/** Changes the metadata; answers the new version. 405 for any other element, or any other type. */
export async function patchMetadata(
  records: Records,
  caller: Caller,
  request: PatchRequest,
): Promise<Written> {
  const { type } = request;
  if (type !== 'DocumentReference' && type !== 'List') {
    throw problem('method-not-allowed', {
      why: `PATCH is for DocumentReference and List; use PUT for ${type}.`,
    });
  }
  const patch = patchOf(request);
  const target = await targetOf(records, caller, { type, target: request.target });
  const change = metadataChange(target, patch, request.ifMatch);
  const [written] = await records.commit(caller, {
    act: { interaction: 'patch' },
    changes: [change],
  });
  if (written === undefined) throw new Error('a change is answered');
  return written;
}

function patchOf({ format, bytes }: PatchRequest): (current: Resource) => Resource {
  if (format === 'json-patch') {
    const operations = parseJsonPatch(parseJsonArray(bytes));
    return (current) => applyJsonPatch(current, operations);
  }
  // The parser of the patch checks that it is a Parameters resource.
  const operations = parseFhirPathPatch(parseJson(bytes) as Resource);
  return (current) => applyFhirPathPatch(current, operations);
}

async function targetOf(
  records: Records,
  caller: Caller,
  named: { type: 'DocumentReference' | 'List'; target: PatchTarget },
): Promise<{ type: 'DocumentReference' | 'List'; id: string; stream: string }> {
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

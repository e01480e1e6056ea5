/**
 * FHIR patch of any element, as JSON Patch, FHIRPath Patch or XML Patch, and by a condition.
 * https://hl7.org/fhir/R4/http.html#patch — It takes the rights of an update.
 */
import type { Caller } from '../access/caller.js';
import { localised } from '../fhir/bundle.js';
import { patchOf, type PatchBody } from '../fhir/patch.js';
import { problem } from '../fhir/problem.js';
import type { Address, Resource } from '../fhir/resource.js';
import type { FhirXml } from '../fhir/xml/fhir-xml.js';
import type { Change, Written } from '../records/changes/plan.js';
import { onMatch, type Condition } from './condition.js';
import type { CreateNeeds } from './create.js';
import { sameHome } from './update.js';

/** What a patch is built on. */
export interface PatchNeeds extends CreateNeeds {
  readonly xml: FhirXml;
}

/** A patch of the resource at an address. */
export interface PatchRequest extends PatchBody {
  readonly address: Address;
  readonly ifMatch?: number;
}

/** Writes the version that the patch makes of what stands. Fails with `unknown-resource`. */
export async function patch(
  needs: PatchNeeds,
  caller: Caller,
  request: PatchRequest,
): Promise<Written> {
  const { address, ifMatch } = request;
  const apply = patchOf(needs.xml, request);
  const stream = await needs.records.streamOf(caller, address);
  // What is in no stream is looked for as a read does, so that the refusal is the same and traced.
  if (stream === undefined) await needs.records.read(caller, address);
  const change: Change = {
    ...{ type: address.type, id: address.id, stream: stream ?? '' },
    expects: 'present',
    acts: () => ['update'],
    next: (current) => patched(needs, address, { current, apply }),
    ...(ifMatch === undefined ? {} : { ifMatch }),
  };
  const [written] = await needs.records.commit(caller, {
    act: { interaction: 'patch' },
    changes: [change],
  });
  if (written === undefined) throw new Error('a change is answered');
  return written;
}

/** Patches the one match. Fails with `unknown-resource` where there is none (H-36). */
export async function patchMatch(
  needs: PatchNeeds,
  caller: Caller,
  { condition, ...body }: PatchBody & { readonly condition: Omit<Condition, 'by'> },
): Promise<Written> {
  const { type } = condition;
  return onMatch(needs, caller, { ...condition, by: 'PATCH' }, async (found) => {
    if (found === undefined) throw problem('unknown-resource');
    const address = { type, id: found.id };
    return patch(needs, caller, { ...body, address, ifMatch: found.version });
  });
}

function patched(
  needs: PatchNeeds,
  { type, id }: Address,
  { current, apply }: { current: Resource | undefined; apply: (current: Resource) => Resource },
): Resource {
  const next = apply(current ?? { resourceType: type, id });
  if (next.id === id && next.resourceType === type) {
    return sameHome(needs, current, localised(next, needs.base));
  }
  throw problem('unprocessable', {
    why: 'A patch leaves id and resourceType as they are.',
    french: 'Un patch laisse id et resourceType tels quels.',
    expression: type,
  });
}

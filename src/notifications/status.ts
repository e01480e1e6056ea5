/** `$status` of the R5 backport: how far a subscription has come, for whoever made it. */
import type { Caller } from '../access/caller.js';
import type { Clock } from '../clock.js';
import { parseJson } from '../fhir/json.js';
import { problem } from '../fhir/problem.js';
import type { Resource } from '../fhir/resource.js';
import type { Ids } from '../ids.js';
import type { Records } from '../records/records.js';
import { statusAnswer } from './bundle.js';
import { askedBy } from './subscription.js';

/** What it is built on. */
export interface StatusNeeds {
  readonly records: Records;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly base: string;
}

/** The bytes of a searchset Bundle with the status; read, and traced, as the Subscription is. */
export async function subscriptionStatus(
  needs: StatusNeeds,
  caller: Caller,
  id: string,
): Promise<Buffer> {
  const { records, clock, ids, base } = needs;
  const shown = await records.read(caller, { type: 'Subscription', id });
  const resource = parseJson(shown.body) as Resource; // stored after validation
  const stream = await records.streamOf(caller, { type: 'Subscription', id });
  if (stream === undefined) throw problem('unknown-resource');
  const { given } = await records.notices.progress({ stream, id });
  const { criteria: topic, content } = askedBy(resource);
  const error = resource['error'];
  const status = {
    ...{ base, id, kind: 'query-status' as const, status: String(resource['status']) },
    ...{ topic, content, count: given, events: [] },
    ...(typeof error === 'string' ? { error } : {}),
  };
  return statusAnswer([status], { id: ids.uuid(), statusId: ids.uuid(), at: clock.now() });
}

/** The Subscriptions that stand, for whoever serves them, and the states that this gives them. */
import type { Caller } from '../../access/caller.js';
import { parseJson } from '../../fhir/json.js';
import { Problem } from '../../fhir/problem.js';
import type { Resource } from '../../fhir/resource.js';
import { acrossStreams } from '../../search/across.js';
import { criteriaOf } from '../../search/criteria.js';
import { parse } from '../../search/parse.js';
import type { Version } from '../../storage/kept.js';
import type { Hit } from '../../storage/store.js';
import { commit } from '../changes/commit.js';
import type { Turns } from '../changes/turns.js';
import { factsOf } from '../judge.js';
import type { Needs } from '../needs.js';
import { nameOf, versionsAt } from '../versions-at.js';
import type { SubscriptionPlace } from './state.js';

/** A Subscription that stands, and for whom each notification is decided. */
export interface Subscribed extends SubscriptionPlace {
  readonly version: number;
  /** Milliseconds since 1970 of this version. */
  readonly written: number;
  readonly resource: Resource;
  readonly subscriber: Caller;
}

const PAGE = 500;
const SPACES: readonly Caller['space'][] = ['main', 'test'];

/** Every Subscription that waits for its handshake or is served. */
export async function liveSubscriptions(needs: Needs): Promise<readonly Subscribed[]> {
  const found = await Promise.all(SPACES.map((space) => liveIn(needs, space)));
  return found.flat();
}

async function liveIn(needs: Needs, space: Caller['space']): Promise<readonly Subscribed[]> {
  const { parameters } = needs.rules;
  const { token } = needs.envelope;
  const query = parse(parameters, 'Subscription', [['status', 'requested,active']], LENIENT);
  const where = acrossStreams(criteriaOf(query, { parameters, token }), 'Subscription', token);
  const hits: Hit[] = [];
  for (;;) {
    const after = hits.at(-1)?.place;
    const page = await needs.store.search({
      ...{ within: { space }, type: 'Subscription', where, limit: PAGE, counted: false },
      order: { by: 'id', descending: false },
      ...(after === undefined ? {} : { after }),
    });
    hits.push(...page.hits);
    if (page.hits.length < PAGE) break;
  }
  const versions = await needs.store.whole(hits);
  return versions.flatMap((version, index) => subscribed(hits[index]?.stream ?? '', version));
}

const LENIENT = { strict: false };

/** A Subscription as it stands now. */
export async function standingSubscription(
  needs: Needs,
  { stream, id }: SubscriptionPlace,
): Promise<Subscribed | undefined> {
  const head = await needs.store.head(stream);
  if (head === undefined) return undefined;
  const name = nameOf({ type: 'Subscription', id });
  const version = (await versionsAt(needs, { head }, [name])).get(name);
  return version === undefined ? undefined : subscribed(stream, version)[0];
}

function subscribed(stream: string, version: Version): Subscribed[] {
  const { subscriber } = factsOf(version);
  if (version.gone || subscriber === undefined) return [];
  const resource = parseJson(version.body) as Resource; // stored after validation
  const { id, version: number, written } = version;
  return [{ stream, id, version: number, written, resource, subscriber }];
}

/**
 * Gives the version its next status, on behalf of its subscriber; false when another version stands
 * meanwhile.
 */
export async function setStatus(
  needs: Needs,
  turns: Turns,
  of: Subscribed,
  to: { readonly status: 'active' | 'error' | 'off'; readonly error?: string },
): Promise<boolean> {
  const { stream, id, version } = of;
  try {
    await commit(needs, turns, acting(needs, of.subscriber), {
      act: { interaction: 'update' },
      changes: [
        {
          ...{ type: 'Subscription', id, stream, expects: 'present', ifMatch: version },
          acts: () => ['update'],
          next: (current) => inStatus(current ?? of.resource, to),
          validated: true,
        },
      ],
    });
    return true;
  } catch (failure) {
    if (failure instanceof Problem && failure.status < 500) return false;
    throw failure;
  }
}

function inStatus(resource: Resource, to: { status: string; error?: string }): Resource {
  const { error: _before, ...rest } = resource;
  return { ...rest, status: to.status, ...(to.error === undefined ? {} : { error: to.error }) };
}

/** The subscriber as the server acts for them: over their Subscription, whatever their scopes. */
function acting(needs: Needs, subscriber: Caller): Caller {
  const own = { context: 'system', type: 'Subscription', may: 'ru' } as const;
  return { ...behind(needs, subscriber), scopes: [...subscriber.scopes, own] };
}

/** The subscriber, without a connection: nobody asks just now. */
export function behind(needs: Needs, subscriber: Caller): Caller {
  return { ...subscriber, address: '127.0.0.1', requestId: needs.ids.uuid() };
}

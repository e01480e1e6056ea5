/** The notifier of a server, and what its settings say of Subscriptions. */
import type { Configuration } from '../../fastify.config.js';
import type { Clock } from '../clock.js';
import type { Ids } from '../ids.js';
import { unservedSubscription } from '../notifications/accept.js';
import type { EndpointPolicy } from '../notifications/endpoint.js';
import { makeNotifier, type Notifier } from '../notifications/notifier.js';
import { mailOver, sendEach } from '../notifications/mail.js';
import { sendOver } from '../notifications/send.js';
import type { Records } from '../records/records.js';
import type { MadeRules } from './rules.js';

/** Processes on one database learn of a Subscription within this time, several times over. */
const KNOWN_AFTER_MS = 4_000;

/** What the notifier is made of. */
export interface Notifying {
  readonly configuration: Configuration;
  readonly records: Records;
  readonly made: MadeRules;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly base: string;
  readonly log: { warn(fields: object, message: string): void };
}

/** Makes it. */
export function notifierOf(parts: Notifying): Notifier {
  const { configuration, records, made, clock, ids, base, log } = parts;
  const needs = {
    ...{ notices: records.notices, parameters: made.rules.parameters, clock, ids, base },
    send: sendEach(sendOver(endpointsOf(configuration)), mailOf(configuration)),
    knownAfterMs: configuration.mongodbUrl === undefined ? 0 : KNOWN_AFTER_MS,
    failed: (subscription: string, why: string) =>
      log.warn({ event: 'notification.failed', subscription, why }, 'notification failed'),
  };
  return makeNotifier(needs, () => log.warn({ event: 'notifications.failed' }, 'round failed'));
}

/** The rules of a server, which refuse the Subscriptions that it could not serve. */
export function refusingUnserved(made: MadeRules, configuration: Configuration): MadeRules {
  const accepting = {
    parameters: made.rules.parameters,
    endpoints: endpointsOf(configuration),
  };
  const rules = {
    ...made.rules,
    unserved: unservedSubscription.bind(undefined, accepting),
  };
  return { ...made, rules };
}

function mailOf({ subscriptionSmtpUrl: smtpUrl, subscriptionMailFrom: from }: Configuration) {
  return smtpUrl === undefined ? undefined : mailOver({ smtpUrl, from });
}

function endpointsOf(configuration: Configuration): EndpointPolicy {
  const { demo, subscriptionPrivateEndpoints, subscriptionSmtpUrl } = configuration;
  return {
    loopbackHttp: demo,
    privateAddresses: subscriptionPrivateEndpoints,
    mail: subscriptionSmtpUrl !== undefined,
  };
}

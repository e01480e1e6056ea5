/**
 * Whether this server can do what a Subscription asks of it. Refused is all that it could not keep:
 * 422, with the element, the fault and the cure.
 */
import { problem, Problem } from '../fhir/problem.js';
import type { Resource } from '../fhir/resource.js';
import type { Query } from '../search/conditions.js';
import type { SearchParameters } from '../search/parameters.js';
import { parse } from '../search/parse.js';
import { patientsNamed } from '../search/patient.js';
import { endpointFault, mailFault, type EndpointPolicy } from './endpoint.js';
import { askedBy, type Asked, type Search } from './subscription.js';
import { TOPICS, type Topic } from './topics.js';

/** What it is decided by. */
export interface Accepting {
  readonly parameters: SearchParameters;
  readonly endpoints: EndpointPolicy;
}

type Fault = readonly [element: string, why: string];

/** The refusal of a Subscription; undefined for what can be served, and for every other type. */
export function unservedSubscription(
  accepting: Accepting,
  resource: Resource,
): Problem | undefined {
  if (resource.resourceType !== 'Subscription') return undefined;
  const asked = askedBy(resource);
  const fault =
    statusFault(resource['status']) ??
    channelFault(accepting, asked) ??
    (asked.channel === 'email' ? mailingFault(asked) : deliveryFault(accepting, asked)) ??
    criteriaFault(accepting, asked);
  if (fault === undefined) return undefined;
  return problem('unprocessable', { why: fault[1], expression: `Subscription.${fault[0]}` });
}

function statusFault(status: unknown): Fault | undefined {
  if (status === 'requested' || status === 'off') return undefined;
  return ['status', 'Only the server says active or error. Send requested, or off to end it.'];
}

function channelFault({ endpoints }: Accepting, { channel }: Asked): Fault | undefined {
  if (channel === 'rest-hook' || (channel === 'email' && endpoints.mail)) return undefined;
  const served = endpoints.mail ? 'rest-hook or email' : 'rest-hook';
  return ['channel.type', `The channel ${channel} is not served here. Use ${served}.`];
}

/** An e-mail is read by whoever carries it: it says that something changed, never what. */
function mailingFault({ endpoint, payload, headers }: Asked): Fault | undefined {
  const address = mailFault(endpoint);
  if (address !== undefined) return ['channel.endpoint', `Of the endpoint: ${address}.`];
  if (payload !== undefined) {
    return ['channel.payload', 'No health data is sent by e-mail. Leave the payload out.'];
  }
  if (headers.length > 0) return ['channel.header', 'An e-mail takes no headers. Leave them out.'];
  return undefined;
}

function deliveryFault({ endpoints }: Accepting, asked: Asked): Fault | undefined {
  const endpoint = endpointFault(asked.endpoint, endpoints);
  if (endpoint !== undefined) return ['channel.endpoint', `Of the endpoint: ${endpoint}.`];
  const { payload, headers } = asked;
  if (payload !== undefined && !JSON_TYPES.includes(payload)) {
    return [
      'channel.payload',
      `No ${payload} is sent. Use application/fhir+json, or leave it out.`,
    ];
  }
  if (asked.topic !== undefined && payload === undefined) {
    return ['channel.payload', 'A topic is told as a Bundle. Use application/fhir+json.'];
  }
  const bad = headers.some((line) => !HEADER.test(line));
  return bad ? ['channel.header', 'Each header is one line, as Name: value.'] : undefined;
}

const JSON_TYPES: readonly string[] = ['application/fhir+json', 'application/json'];
const HEADER = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e]*$/;

function criteriaFault({ parameters }: Accepting, asked: Asked): Fault | undefined {
  const { topic, criteria, searches } = asked;
  if (topic === undefined && /^[a-z][a-z0-9+.-]*:/i.test(criteria)) return unknownTopic();
  if (searches.length === 0) {
    return ['criteria', 'Name the types that the topic is about by filters, as Patient?_id=….'];
  }
  const other = searches.find(({ type }) => topic?.type !== undefined && type !== topic.type);
  if (other !== undefined) return ['criteria', `The topic is about ${topic?.type} only.`];
  for (const search of searches) {
    const query = parsed(parameters, search, topic);
    if (query instanceof Problem) return ['criteria', query.issues[0]?.diagnostics ?? ''];
    if (topic?.byPatientOnly === true && !isByPatient(parameters, query)) {
      return ['criteria', 'This topic is filtered by the patient, and by nothing else.'];
    }
    if (search.type === 'AuditEvent' && !isOneDossier(search)) {
      return ['criteria', 'Accesses are told of one dossier: filter by AuditEvent?patient=[id].'];
    }
  }
  return undefined;
}

function unknownTopic(): Fault {
  return ['criteria', `There are these topics: ${TOPICS.map(({ url }) => url).join(', ')}.`];
}

/** Strictly: a parameter that had no effect would tell of too much. */
function parsed(
  parameters: SearchParameters,
  { type, pairs }: Search,
  topic: Topic | undefined,
): Query | Problem {
  if (type === 'AuditEvent' && topic?.type !== type) {
    return problem('unprocessable', { why: NOT_TO_EVENTS });
  }
  try {
    return parse(parameters, type, pairs, { strict: true });
  } catch (failure) {
    if (failure instanceof Problem) return failure;
    throw failure;
  }
}

const NOT_TO_EVENTS =
  'Nobody subscribes to AuditEvent by criteria. Use the topics dossier-consulted and emergency-access, or search for it.';

/** `patient=[id]`: commits and accesses know the interest by it. */
function isOneDossier({ pairs }: Search): boolean {
  const [name, value = ''] = pairs[0] ?? [];
  return (
    pairs.length === 1 && name === 'patient' && /^(Patient\/)?[A-Za-z0-9\-.]{1,64}$/.test(value)
  );
}

function isByPatient(parameters: SearchParameters, { type, where }: Query): boolean {
  if (where.length > 1) return false;
  return where.length === 0 || patientsNamed(parameters, { type, where }) !== undefined;
}

/**
 * Whether this server can do what a Subscription asks of it. Refused is all that it could not keep:
 * 422, with the element, the fault and the cure.
 */
import { both, oneOf, type Sentence } from '../fhir/language.js';
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

type Fault = readonly [element: string, said: Sentence];

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
  return problem('unprocessable', { ...fault[1], expression: `Subscription.${fault[0]}` });
}

function statusFault(status: unknown): Fault | undefined {
  if (status === 'requested' || status === 'off') return undefined;
  return [
    'status',
    both(
      'Only the server says active or error. Send requested, or off to end it.',
      'Seul le serveur dit active ou error. Envoyer requested, ou off pour y mettre fin.',
    ),
  ];
}

function channelFault({ endpoints }: Accepting, { channel }: Asked): Fault | undefined {
  if (channel === 'rest-hook' || (channel === 'email' && endpoints.mail)) return undefined;
  const served = oneOf(endpoints.mail ? ['rest-hook', 'email'] : ['rest-hook']);
  const said = both(
    `The channel ${channel} is not served here. Use ${served.why}.`,
    `Le canal ${channel} n'est pas pris en charge ici. Employer ${served.french}.`,
  );
  return ['channel.type', said];
}

/** An e-mail is read by whoever carries it: it says that something changed, never what. */
function mailingFault({ endpoint, payload, headers }: Asked): Fault | undefined {
  const address = mailFault(endpoint);
  if (address !== undefined) return ofEndpoint(address);
  if (payload !== undefined) {
    return [
      'channel.payload',
      both(
        'No health data is sent by e-mail. Leave the payload out.',
        "Aucune donnée de santé n'est envoyée par courriel. Retirer payload.",
      ),
    ];
  }
  if (headers.length > 0)
    return [
      'channel.header',
      both(
        'An e-mail takes no headers. Leave them out.',
        "Un courriel n'admet pas d'en-têtes. Les retirer.",
      ),
    ];
  return undefined;
}

function ofEndpoint({ why, french }: Sentence): Fault {
  return ['channel.endpoint', both(`Of the endpoint: ${why}.`, `De l'endpoint : ${french}.`)];
}

function deliveryFault({ endpoints }: Accepting, asked: Asked): Fault | undefined {
  const endpoint = endpointFault(asked.endpoint, endpoints);
  if (endpoint !== undefined) return ofEndpoint(endpoint);
  const { payload, headers } = asked;
  if (payload !== undefined && !JSON_TYPES.includes(payload)) {
    return [
      'channel.payload',
      both(
        `No ${payload} is sent. Use application/fhir+json, or leave it out.`,
        `${payload} n'est pas envoyé. Employer application/fhir+json, ou le retirer.`,
      ),
    ];
  }
  if (asked.topic !== undefined && payload === undefined) {
    return [
      'channel.payload',
      both(
        'A topic is told as a Bundle. Use application/fhir+json.',
        'Un sujet (topic) est notifié par un Bundle. Employer application/fhir+json.',
      ),
    ];
  }
  const bad = headers.some((line) => !HEADER.test(line));
  return bad
    ? [
        'channel.header',
        both(
          'Each header is one line, as Name: value.',
          'Chaque en-tête est une ligne, de la forme Nom: valeur.',
        ),
      ]
    : undefined;
}

const JSON_TYPES: readonly string[] = ['application/fhir+json', 'application/json'];
const HEADER = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e]*$/;

function criteriaFault({ parameters }: Accepting, asked: Asked): Fault | undefined {
  const { topic, criteria, searches } = asked;
  if (topic === undefined && /^[a-z][a-z0-9+.-]*:/i.test(criteria)) return unknownTopic();
  if (searches.length === 0) {
    return [
      'criteria',
      both(
        'Name the types that the topic is about by filters, as Patient?_id=….',
        'Nommer par des filtres les types sur lesquels porte le sujet (topic), comme Patient?_id=….',
      ),
    ];
  }
  const other = searches.find(({ type }) => topic?.type !== undefined && type !== topic.type);
  if (other !== undefined)
    return [
      'criteria',
      both(
        `The topic is about ${topic?.type} only.`,
        `Le sujet (topic) ne porte que sur ${topic?.type}.`,
      ),
    ];
  for (const search of searches) {
    const query = parsed(parameters, search, topic);
    if (query instanceof Problem) return ['criteria', saidBy(query)];
    if (topic?.byPatientOnly === true && !isByPatient(parameters, query)) {
      return [
        'criteria',
        both(
          'This topic is filtered by the patient, and by nothing else.',
          "Ce sujet (topic) se filtre par le patient, et par rien d'autre.",
        ),
      ];
    }
    if (search.type === 'AuditEvent' && !isOneDossier(search)) {
      return [
        'criteria',
        both(
          'Accesses are told of one dossier: filter by AuditEvent?patient=[id].',
          "Les accès sont notifiés d'un seul dossier : filtrer par AuditEvent?patient=[id].",
        ),
      ];
    }
  }
  return undefined;
}

function unknownTopic(): Fault {
  const topics = TOPICS.map(({ url }) => url).join(', ');
  return [
    'criteria',
    both(`There are these topics: ${topics}.`, `Les sujets (topics) sont : ${topics}.`),
  ];
}

function saidBy({ issues: [issue] }: Problem): Sentence {
  const { diagnostics = '', french = diagnostics } = issue ?? {};
  return both(diagnostics, french);
}

/** Strictly: a parameter that had no effect would tell of too much. */
function parsed(
  parameters: SearchParameters,
  { type, pairs }: Search,
  topic: Topic | undefined,
): Query | Problem {
  if (type === 'AuditEvent' && topic?.type !== type) {
    return problem('unprocessable', NOT_TO_EVENTS);
  }
  try {
    return parse(parameters, type, pairs, { strict: true });
  } catch (failure) {
    if (failure instanceof Problem) return failure;
    throw failure;
  }
}

const NOT_TO_EVENTS = both(
  'Nobody subscribes to AuditEvent by criteria. Use the topics dossier-consulted and emergency-access, or search for it.',
  "On ne s'abonne pas à AuditEvent par critères. Employer les sujets (topics) dossier-consulted et emergency-access, ou le chercher.",
);

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

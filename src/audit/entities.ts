/**
 * What an act touched: the things, the patient, the search and the request. BALP and MHD allow one
 * System Object (type 2) in an event, which is the thing, the query or the submission set; further
 * things are typed by their resource type.
 * https://hl7.org/fhir/R4/auditevent-definitions.html#AuditEvent.entity
 */
import type { Act, ActEntity, ActQuery } from './act.js';
import { noteCoding, noteReference, type EventIndex } from './index-pairs.js';
import { codingJson, quoted, type Coding } from './json-text.js';
import type { EventKind } from './kind.js';

/** The longest part of a request line that is shown in clear; `query` has all of it. */
const DESCRIPTION_CHARACTERS_MAX = 1_000;

/**
 * Entities as JSON, noted in the index; and whether the event names what its kind's profile asks
 * for.
 */
export interface Entities {
  readonly json: string;
  readonly hasSubject: boolean;
}

/** The entities of an act: things first, then query, patient and request. */
export function entitiesOf(act: Act, kind: EventKind, index: EventIndex): Entities {
  const subject = subjectOf(act, kind);
  const parts = act.entities.map((entity) => thing(entity, entity === subject, index));
  if (act.query !== undefined) parts.push(queryEntity(act.query, kind, index));
  if (act.patient !== undefined) parts.push(patientEntity(act.patient, index));
  parts.push(requestEntity(act.caller.requestId, index));
  const hasSubject = kind.subject === 'query' ? act.query !== undefined : subject !== undefined;
  return { json: `[${parts.join()}]`, hasSubject };
}

const ENTITY_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const ROLE = 'http://terminology.hl7.org/CodeSystem/object-role';
const PERSON: Coding = { system: ENTITY_TYPE, code: '1', display: 'Person' };
const SYSTEM_OBJECT: Coding = { system: ENTITY_TYPE, code: '2', display: 'System Object' };
const PATIENT: Coding = { system: ROLE, code: '1', display: 'Patient' };
const QUERY: Coding = { system: ROLE, code: '24', display: 'Query' };
const REQUEST: Coding = {
  system: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType',
  code: 'XrequestId',
};
const THING_ROLES: Readonly<Record<ActEntity['role'], Coding>> = {
  report: { system: ROLE, code: '3', display: 'Report' },
  domain: { system: ROLE, code: '4', display: 'Domain Resource' },
  job: { system: ROLE, code: '20', display: 'Job' },
};

const THING_ROLE_JSON: Readonly<Record<ActEntity['role'], string>> = {
  report: codingJson(THING_ROLES.report),
  domain: codingJson(THING_ROLES.domain),
  job: codingJson(THING_ROLES.job),
};
const SYSTEM_OBJECT_JSON = codingJson(SYSTEM_OBJECT);
const QUERY_ROLE = `"role":${codingJson(QUERY)}`;
const PATIENT_HEAD = `{"type":${codingJson(PERSON)},"role":${codingJson(PATIENT)}`;
const REQUEST_HEAD = `{"type":${codingJson(REQUEST)}`;

function subjectOf({ entities }: Act, { subject }: EventKind): ActEntity | undefined {
  switch (subject) {
    case 'query':
      return undefined;
    case 'submission':
      return entities.find((entity) => entity.role === 'job');
    case 'thing':
      return entities[0];
  }
}

function thing({ what, role }: ActEntity, isSubject: boolean, index: EventIndex): string {
  const type = isSubject ? SYSTEM_OBJECT : resourceType(what);
  noteCoding(index, 'entity-type', type);
  noteCoding(index, 'entity-role', THING_ROLES[role]);
  noteReference(index, 'entity', what);
  const typeJson = isSubject ? SYSTEM_OBJECT_JSON : codingJson(type);
  const roleJson = THING_ROLE_JSON[role];
  return `{"what":{"reference":${quoted(what)}},"type":${typeJson},"role":${roleJson}}`;
}

function resourceType(what: string): Coding {
  return { system: 'http://hl7.org/fhir/resource-types', code: what.slice(0, what.indexOf('/')) };
}

// The criteria of a conditional write have no type: the System Object is the thing written.
function queryEntity(query: ActQuery, { subject }: EventKind, index: EventIndex): string {
  const isSubject = subject === 'query';
  if (isSubject) noteCoding(index, 'entity-type', SYSTEM_OBJECT);
  noteCoding(index, 'entity-role', QUERY);
  const whole = query.body === undefined ? query.line : `${query.line}\n\n${query.body}`;
  const shown = query.line.slice(0, DESCRIPTION_CHARACTERS_MAX);
  const base64 = Buffer.from(whole, 'utf8').toString('base64');
  const head = isSubject ? `{"type":${SYSTEM_OBJECT_JSON},${QUERY_ROLE}` : `{${QUERY_ROLE}`;
  return `${head},"description":${quoted(shown)},"query":"${base64}"}`;
}

function patientEntity(id: string, index: EventIndex): string {
  const reference = `Patient/${id}`;
  noteCoding(index, 'entity-type', PERSON);
  noteCoding(index, 'entity-role', PATIENT);
  noteReference(index, 'entity', reference);
  noteReference(index, 'patient', reference);
  return `${PATIENT_HEAD},"what":{"reference":${quoted(reference)}}}`;
}

function requestEntity(requestId: string, index: EventIndex): string {
  noteCoding(index, 'entity-type', REQUEST);
  index.pairs.push({ param: 'entity:identifier', code: requestId });
  return `${REQUEST_HEAD},"what":{"identifier":{"value":${quoted(requestId)}}}}`;
}

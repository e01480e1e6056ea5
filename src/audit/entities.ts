/**
 * What an act touched: the things, the patient, the search and the request. BALP and MHD allow one
 * System Object (type 2) in an event, which is the thing, the query or the submission set; further
 * things are typed by their resource type.
 * https://hl7.org/fhir/R4/auditevent-definitions.html#AuditEvent.entity
 */
import type { ActEntity, ActShape } from './act.js';
import { noteCoding, type EventIndex } from './index-pairs.js';
import { codingJson, HOLE, type Coding } from './json-text.js';
import type { EventKind } from './kind.js';

/**
 * Entities as JSON, noted in the index; and whether the event names what its kind's profile asks
 * for.
 */
export interface Entities {
  readonly json: string;
  readonly hasSubject: boolean;
}

/** The entities of an act of a shape: things first, then query, patient and request. */
export function entitiesOf(shape: ActShape, kind: EventKind, index: EventIndex): Entities {
  const { things, isSearch, hasPatient } = shape;
  const subject = subjectOf(things, kind);
  const parts = things.map((one) => thing(one, one === subject, index));
  if (isSearch) parts.push(queryEntity(kind, index));
  if (hasPatient) parts.push(patientEntity(index));
  parts.push(requestEntity(index));
  const isOfPatient = hasPatient || things.some(({ type }) => type === 'Patient');
  index.own.push('entity', ...(isOfPatient ? ['patient'] : []));
  return {
    json: `[${parts.join()}]`,
    hasSubject: kind.subject === 'query' ? isSearch : subject !== undefined,
  };
}

const ENTITY_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const RESOURCE_TYPES = 'http://hl7.org/fhir/resource-types';
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

type Thing = ActShape['things'][number];

function subjectOf(things: readonly Thing[], { subject }: EventKind): Thing | undefined {
  switch (subject) {
    case 'query':
      return undefined;
    case 'submission':
      return things.find(({ role }) => role === 'job');
    case 'thing':
      return things[0];
  }
}

function thing({ type: code, role }: Thing, isSubject: boolean, index: EventIndex): string {
  const type = isSubject ? SYSTEM_OBJECT : { system: RESOURCE_TYPES, code };
  noteCoding(index, 'entity-type', type);
  noteCoding(index, 'entity-role', THING_ROLES[role]);
  const typeJson = isSubject ? SYSTEM_OBJECT_JSON : codingJson(type);
  const roleJson = THING_ROLE_JSON[role];
  return `{"what":{"reference":"${HOLE}"},"type":${typeJson},"role":${roleJson}}`;
}

// The criteria of a conditional write have no type: the System Object is the thing written.
function queryEntity({ subject }: EventKind, index: EventIndex): string {
  const isSubject = subject === 'query';
  if (isSubject) noteCoding(index, 'entity-type', SYSTEM_OBJECT);
  noteCoding(index, 'entity-role', QUERY);
  const head = isSubject ? `{"type":${SYSTEM_OBJECT_JSON},${QUERY_ROLE}` : `{${QUERY_ROLE}`;
  return `${head},"description":"${HOLE}","query":"${HOLE}"}`;
}

function patientEntity(index: EventIndex): string {
  noteCoding(index, 'entity-type', PERSON);
  noteCoding(index, 'entity-role', PATIENT);
  return `${PATIENT_HEAD},"what":{"reference":"${HOLE}"}}`;
}

function requestEntity(index: EventIndex): string {
  noteCoding(index, 'entity-type', REQUEST);
  return `${REQUEST_HEAD},"what":{"identifier":{"value":"${HOLE}"}}}`;
}

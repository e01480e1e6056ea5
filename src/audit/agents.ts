/**
 * Who took part: the client program, this server, the person or organisation that asked, and the
 * structure they work for. BALP: client and server each with a network address, the user with
 * `requestor`; MHD: the server's `who` equals `source.observer`. The token is known by its id alone
 * (BALP OAUTHaccessTokenUse.Minimal). https://hl7.org/fhir/R4/auditevent.html
 */
import { isKnown, type ActShape, type Actor } from './act.js';
import { noteCoding, noteText, referencePair, type EventIndex } from './index-pairs.js';
import { codingJson, member, objectOf, quoted, type Coding } from './json-text.js';
import type { EventKind, Flow } from './kind.js';

/** This server, as its events name it. */
export interface ServerAgent {
  /** `AuditEvent.source` as JSON. */
  readonly source: string;
  /**
   * The agents of an act as JSON, in the order client, server, user, structure; noted in the index.
   */
  agents(act: ActShape, kind: EventKind, index: EventIndex): string;
}

type KnownActor = Omit<Actor, 'requestId'>;

/** The server at a FHIR base URL. */
export function serverAgent(base: string): ServerAgent {
  const { host } = new URL(base);
  const identifier = `{"system":"${URI_SYSTEM}","value":${quoted(base)}}`;
  const who = `{"identifier":${identifier},"display":${quoted(host)}}`;
  const rest = `"who":${who},"requestor":false,"network":{"address":${quoted(base)},"type":"5"}}`;
  return {
    source: `{"site":${quoted(host)},"observer":${who},"type":[${codingJson(APPLICATION_SERVER)}]}`,
    agents: (act, kind, index) => {
      noteServer(index, base, host);
      const server = `{"type":${ROLES[kind.flow].server},${rest}`;
      return `[${clientAgent(act, kind.flow, index)},${server}${userAgents(act, kind, index)}]`;
    },
  };
}

const URI_SYSTEM = 'urn:ietf:rfc:3986';
const APPLICATION_SERVER: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/security-source-type',
  code: '4',
  display: 'Application Server',
};
const PROFESSION =
  'https://mos.esante.gouv.fr/NOS/TRE_G15-ProfessionSante/FHIR/TRE-G15-ProfessionSante';
const SPECIALTY =
  'https://mos.esante.gouv.fr/NOS/TRE_R38-SpecialiteOrdinale/FHIR/TRE-R38-SpecialiteOrdinale';
/** Who acts for a patient. https://terminology.hl7.org/CodeSystem-v3-RoleClass.html */
const BEHALF: Readonly<Record<NonNullable<Actor['behalf']>, Coding>> = {
  representative: {
    system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode',
    code: 'RESPRSN',
  },
  carer: { system: 'http://terminology.hl7.org/CodeSystem/v3-RoleClass', code: 'CAREGIVER' },
};
const ACT_REASON = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';
const IDENTIFIER_SYSTEMS: Readonly<Partial<Record<string, string>>> = {
  ps: 'urn:oid:1.2.250.1.71.4.2.1',
  st: 'urn:oid:1.2.250.1.71.4.2.2',
};

function concept(...codings: readonly Coding[]): string {
  return `{"coding":[${codings.map(codingJson).join()}]}`;
}

function dicom(code: string, display: string): string {
  return concept({ system: 'http://dicom.nema.org/resources/ontology/DCM', code, display });
}

const SOURCE = dicom('110153', 'Source Role ID');
const DESTINATION = dicom('110152', 'Destination Role ID');
// A deletion moves nothing: BALP names an application and a custodian.
const ROLES: Readonly<Record<Flow, { client: string; server: string }>> = {
  gives: { client: DESTINATION, server: SOURCE },
  takes: { client: SOURCE, server: DESTINATION },
  removes: {
    client: dicom('110150', 'Application'),
    server: concept({
      system: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type',
      code: 'custodian',
      display: 'Custodian',
    }),
  },
};

const PARTICIPATION = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';
const OAUTH_USER: Coding = {
  system: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/UserAgentTypes',
  code: 'UserOauthAgent',
};
const RECIPIENT = concept(
  { system: PARTICIPATION, code: 'IRCP', display: 'information recipient' },
  OAUTH_USER,
);
const AUTHOR = concept(
  { system: PARTICIPATION, code: 'AUT', display: 'author (originator)' },
  OAUTH_USER,
);
const PROVIDER = concept({
  system: 'http://terminology.hl7.org/CodeSystem/v3-RoleClass',
  code: 'PROV',
  display: 'healthcare provider',
});

function noteServer(index: EventIndex, base: string, host: string): void {
  index.pairs.push({ param: 'site', code: host });
  index.pairs.push({ param: 'source:identifier', system: URI_SYSTEM, code: base });
  index.pairs.push({ param: 'agent:identifier', system: URI_SYSTEM, code: base });
  noteText(index, 'address', base);
}

function clientAgent({ caller }: ActShape, flow: Flow, index: EventIndex): string {
  noteText(index, 'address', caller.address);
  return objectOf(
    `"type":${ROLES[flow].client}`,
    `"who":${clientWho(isKnown(caller) ? caller.token.client : '', caller.address, index)}`,
    '"requestor":false',
    `"network":${objectOf(member('address', caller.address), networkType(caller.address))}`,
  );
}

function clientWho(client: string, address: string, index: EventIndex): string {
  if (client === '') return `{"display":${quoted(address === '' ? 'unknown' : address)}}`;
  index.pairs.push({ param: 'agent:identifier', code: client });
  return `{"identifier":{"value":${quoted(client)}}}`;
}

// https://hl7.org/fhir/R4/valueset-network-type.html: 1 a machine's name, 2 an IP address.
function networkType(address: string): string {
  return /^[0-9.]+$|:/.test(address) ? '"type":"2"' : '"type":"1"';
}

function userAgents({ caller }: ActShape, kind: EventKind, index: EventIndex): string {
  if (!isKnown(caller)) return '';
  const user = `,${userAgent(caller, kind, index)}`;
  if (caller.structure === undefined || caller.structure === caller.actor) return user;
  return `${user},${structureAgent(caller.structure, caller.structureName ?? '', index)}`;
}

function userAgent(actor: KnownActor, kind: EventKind, index: EventIndex): string {
  noteText(index, 'agent-name', actor.name);
  index.pairs.push({ param: 'policy', code: actor.token.id });
  return objectOf(
    `"type":${kind.writes ? AUTHOR : RECIPIENT}`,
    roles(actor, index),
    `"who":${userWho(actor, index)}`,
    member('name', actor.name),
    '"requestor":true',
    `"policy":[${quoted(actor.token.id)}]`,
    purpose(actor, index),
  );
}

function structureAgent(structure: string, name: string, index: EventIndex): string {
  noteText(index, 'agent-name', name);
  return objectOf(
    `"type":${PROVIDER}`,
    `"who":${who(structure, name, index)}`,
    member('name', name),
    '"requestor":false',
  );
}

/** Who acts for the patient is not the patient, and another's dossier is not named here. */
function userWho({ actor, behalf, name }: KnownActor, index: EventIndex): string {
  if (behalf === undefined) return who(actor, name, index);
  return objectOf('"type":"RelatedPerson"', member('display', name));
}

function roles(
  { profession, specialty, behalf }: KnownActor,
  index: EventIndex,
): string | undefined {
  const codings: Coding[] = [];
  if (profession !== undefined) codings.push({ system: PROFESSION, code: profession });
  if (specialty !== undefined) codings.push({ system: SPECIALTY, code: specialty });
  if (behalf !== undefined) codings.push(BEHALF[behalf]);
  if (codings.length === 0) return undefined;
  for (const coding of codings) noteCoding(index, 'agent-role', coding);
  return `"role":[${codings.map(role).join()}]`;
}

function role({ system, code }: Coding): string {
  return `{"coding":[{"system":"${system}","code":${quoted(code)}}]}`;
}

/** A reference to the actor: a patient by id, others by the identifier in their `ActorKey`. */
function who(actor: string, name: string, index: EventIndex): string {
  const colon = actor.indexOf(':');
  const kind = actor.slice(0, colon);
  const value = actor.slice(colon + 1);
  if (kind === 'patient') return objectOf(patientMember(value, index), member('display', name));
  const system = IDENTIFIER_SYSTEMS[kind];
  const identifier = system === undefined ? { code: actor } : { system, code: value };
  index.pairs.push({ param: 'agent:identifier', ...identifier });
  const identity = objectOf(member('system', system), member('value', identifier.code));
  return objectOf(`"identifier":${identity}`, member('display', name));
}

// A patient whose dossier is not known here has no id to name; the INS stays out of others' audit.
function patientMember(id: string, index: EventIndex): string {
  if (id === '') return '"type":"Patient"';
  const reference = `Patient/${id}`;
  index.pairs.push(referencePair('agent', reference), referencePair('patient', reference));
  return `"reference":${quoted(reference)}`;
}

// A patient acts in their own right, for no purpose of use. The reason is the caller's own words.
function purpose(
  { kind, purpose: code, reason }: KnownActor,
  index: EventIndex,
): string | undefined {
  if (kind === 'patient') return undefined;
  noteCoding(index, 'purpose', { system: ACT_REASON, code });
  const coding = `"coding":[{"system":"${ACT_REASON}","code":${quoted(code)}}]`;
  return `"purposeOfUse":[${objectOf(coding, member('text', reason))}]`;
}

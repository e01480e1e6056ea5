/** Builders of acts and a typed view of the event that comes out. */
import type { Act, Actor } from '../../src/audit/act.js';
import { auditEvent, type AuditRecord } from '../../src/audit/event.js';
import type { EventIndex } from '../../src/audit/index-pairs.js';
import { filled } from '../../src/fhir/json.js';

export const BASE = 'https://dossier.example.org/fhir';

export function aDoctor(changes: Partial<Actor> = {}): Actor {
  return {
    kind: 'professional',
    actor: 'ps:899700000012',
    structure: 'st:1990000019',
    name: 'Dr Claire Roussel',
    structureName: 'Maison de santé des Tilleuls',
    profession: '10',
    specialty: 'SM54',
    purpose: 'TREAT',
    token: { id: '0f1e2d3c', client: 'logiciel-cabinet' },
    address: '192.0.2.17',
    requestId: 'req-1',
    ...changes,
  };
}

export function anAct(changes: Partial<Act> = {}): Act {
  return {
    id: 'event-1',
    recorded: 1_795_000_000_123,
    caller: aDoctor(),
    interaction: 'read',
    outcome: 'success',
    because: 'authorised',
    patient: 'p1',
    entities: [{ what: 'DocumentReference/p1-d1', role: 'domain' }],
    ...changes,
  };
}

export interface Coding {
  system?: string;
  code: string;
  display?: string;
}

export interface Who {
  reference?: string;
  type?: string;
  display?: string;
  identifier?: { system?: string; value: string };
}

export interface Agent {
  type: { coding: Coding[] };
  role?: { coding: Coding[] }[];
  who: Who;
  name?: string;
  requestor: boolean;
  policy?: string[];
  network?: { address?: string; type: string };
  purposeOfUse?: { coding: Coding[]; text?: string }[];
}

export interface Entity {
  what?: Who;
  type?: Coding;
  role?: Coding;
  description?: string;
  query?: string;
}

export interface Event {
  resourceType: string;
  id: string;
  meta: { versionId: string; lastUpdated: string; profile?: string[] };
  type: Coding;
  subtype: Coding[];
  action: string;
  recorded: string;
  outcome: string;
  outcomeDesc: string;
  agent: Agent[];
  source: { site: string; observer: Who; type: Coding[] };
  entity: Entity[];
}

function recordOf(changes: Partial<Act> = {}): AuditRecord {
  return auditEvent(anAct(changes), BASE);
}

/** All that an event is found by, in clear. */
export function indexOf(changes: Partial<Act> = {}): EventIndex {
  const { form, pairs } = recordOf(changes);
  return { ...form.index, pairs: [...form.index.pairs, ...pairs] };
}

export function eventOf(changes: Partial<Act> = {}): Event {
  return parsed(bytesOf(recordOf(changes)));
}

/** The event as it rests. */
export function bytesOf({ form, fills }: AuditRecord): Buffer {
  return Buffer.from(filled(form.pieces, fills));
}

export function parsed(body: Buffer): Event {
  // The tests read what the builder wrote as the resource it claims to be.
  return JSON.parse(body.toString('utf8')) as Event;
}

export function agentOf(event: Event, code: string): Agent | undefined {
  return event.agent.find((agent) => agent.type.coding.some((coding) => coding.code === code));
}

/**
 * Builds AuditEvents: each act as one event of the IHE profiles (BALP, MHD), as bytes and with what
 * it is found by. Pure, and quick, for every read waits for its event: constant parts are written
 * once, what varies is escaped into place. The shape never depends on what a text contains.
 * https://hl7.org/fhir/R4/auditevent.html
 */
import { formatInstant } from '../fhir/instant.js';
import { isKnown, type Act, type ActOutcome } from './act.js';
import { serverAgent, type ServerAgent } from './agents.js';
import { entitiesOf } from './entities.js';
import { emptyIndex, noteCoding, type EventIndex } from './index-pairs.js';
import { codingJson, quoted } from './json-text.js';
import { eventKind, type EventKind } from './kind.js';

/** An event, ready to be stored. */
export interface AuditRecord {
  /** The resource as JSON in UTF-8, final: version 1 for ever. */
  readonly body: Buffer;
  readonly index: EventIndex;
}

/**
 * The event of an act, recorded by the server at the FHIR base URL `base`. Ids are taken as given;
 * other texts may hold anything. `meta.profile` names only profiles that the event meets: those of
 * BALP and MHD are for acts that succeeded, ITI-65 excepted.
 */
export function auditEvent(act: Act, base: string): AuditRecord {
  const server = serverAt(base);
  const kind = eventKind(act.interaction, act.transaction);
  const index = headIndex(act.outcome, kind);
  const agents = server.agents(act, kind, index);
  const entities = entitiesOf(act, kind, index);
  const profiles = profilesMet(act, kind, entities.hasSubject);
  for (const profile of profiles) index.pairs.push({ param: '_profile', code: profile });
  const tail = `"agent":${agents},"source":${server.source},"entity":${entities.json}`;
  const start = `{"resourceType":"AuditEvent","id":${quoted(act.id)}`;
  return { body: Buffer.from(`${start},${head(act, kind, profiles)},${tail}}`), index };
}

// A process serves one base; its constant parts are made once. Tests have a few more.
const SERVERS_MAX = 8;
const SERVERS = new Map<string, ServerAgent>();

function serverAt(base: string): ServerAgent {
  const known = SERVERS.get(base);
  if (known !== undefined) return known;
  if (SERVERS.size >= SERVERS_MAX) SERVERS.clear();
  const made = serverAgent(base);
  SERVERS.set(base, made);
  return made;
}

const BALP = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.';
const TOKEN_USE = `${BALP}OAUTHaccessTokenUse.Minimal`;
const OUTCOMES: Readonly<Record<ActOutcome, { code: string; text: string }>> = {
  success: { code: '0', text: 'Allowed and done' },
  refused: { code: '4', text: 'Refused' },
  failed: { code: '8', text: 'Failed' },
};
const OUTCOME_SYSTEM = 'http://terminology.hl7.org/CodeSystem/audit-event-outcome';
const ACTION_SYSTEM = 'http://hl7.org/fhir/audit-event-action';

function headIndex(outcome: ActOutcome, kind: EventKind): EventIndex {
  const index = emptyIndex();
  noteCoding(index, 'type', kind.type);
  for (const subtype of kind.subtypes) noteCoding(index, 'subtype', subtype);
  index.pairs.push({ param: 'action', system: ACTION_SYSTEM, code: kind.action });
  index.pairs.push({ param: 'outcome', system: OUTCOME_SYSTEM, code: OUTCOMES[outcome].code });
  return index;
}

function profilesMet(act: Act, kind: EventKind, hasSubject: boolean): string[] {
  const tokenUse = isKnown(act.caller) ? [TOKEN_USE] : [];
  const whole = act.outcome === 'success' || kind.subject === 'submission';
  if (!whole || !hasSubject) return tokenUse;
  const { profile } = kind;
  const canonical = act.patient === undefined ? profile?.without : profile?.withPatient;
  return canonical === undefined ? tokenUse : [canonical, ...tokenUse];
}

// Made once for each kind: kinds are constants.
const HEADS = new WeakMap<EventKind, string>();

function constantHead(kind: EventKind): string {
  const known = HEADS.get(kind);
  if (known !== undefined) return known;
  const subtypes = kind.subtypes.map(codingJson).join();
  const made = `"type":${codingJson(kind.type)},"subtype":[${subtypes}],"action":"${kind.action}"`;
  HEADS.set(kind, made);
  return made;
}

function head(act: Act, kind: EventKind, profiles: readonly string[]): string {
  const { code, text } = OUTCOMES[act.outcome];
  const instant = `"${formatInstant(act.recorded)}"`;
  // Canonicals are constants without anything to escape.
  const profile = profiles.length === 0 ? '' : `,"profile":["${profiles.join('","')}"]`;
  const meta = `"meta":{"versionId":"1","lastUpdated":${instant}${profile}}`;
  const outcome = `"outcome":"${code}","outcomeDesc":${quoted(`${text} (${act.because}).`)}`;
  return `${meta},${constantHead(kind)},"recorded":${instant},${outcome}`;
}

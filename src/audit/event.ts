/**
 * Builds AuditEvents: each act as one event of the IHE profiles (BALP, MHD), with what it is found
 * by. Pure, and quick, for every read waits for its event: what acts of one shape have
 * in common is written once as a form, what is an act's own is escaped into its holes.
 * https://hl7.org/fhir/R4/auditevent.html
 */
import { formatInstant } from '../fhir/instant.js';
import { isKnown, type Act, type ActOutcome, type ActShape } from './act.js';
import { serverAgent, type ServerAgent } from './agents.js';
import { entitiesOf } from './entities.js';
import { emptyIndex, noteCoding, type EventIndex, type IndexPair } from './index-pairs.js';
import { codingJson, escapedIn, HOLE, quoted } from './json-text.js';
import { eventKind, type EventKind } from './kind.js';
import { ownOf, shapeKey, shapeOf } from './shape.js';

/** What the events of acts of one shape have in common. The same object for the same shape. */
export interface AuditForm {
  /** The constant parts of the JSON text; what is an act's own stands between each two. */
  readonly pieces: readonly string[];
  readonly index: EventIndex;
}

/** An event, ready to be filled in and stored. */
export interface AuditRecord {
  /** With the fills between its pieces: the resource as JSON, final, version 1 for ever. */
  readonly form: AuditForm;
  readonly fills: readonly string[];
  /** What it is found by beside the index of its form. */
  readonly pairs: readonly IndexPair[];
}

/**
 * The event of an act, recorded by the server at the FHIR base URL `base`. Ids are taken as given;
 * other texts may hold anything. `meta.profile` names only profiles that the event meets: those of
 * BALP and MHD are for acts that succeeded, ITI-65 excepted.
 */
export function auditEvent(act: Act, base: string): AuditRecord {
  const form = formOf(serverAt(base), act);
  const instant = formatInstant(act.recorded);
  const own = ownOf(act);
  const fills = [escapedIn(act.id), instant, instant, ...own.fills];
  return { form, fills, pairs: own.pairs };
}

/** A server with the forms of the events it wrote last. */
interface Server {
  readonly agent: ServerAgent;
  readonly forms: Map<string, AuditForm>;
}

// A process serves one base; its constant parts are made once. Tests have a few more.
const SERVERS_MAX = 8;
const SERVERS = new Map<string, Server>();
const FORMS_MAX = 2_000;

function serverAt(base: string): Server {
  const known = SERVERS.get(base);
  if (known !== undefined) return known;
  if (SERVERS.size >= SERVERS_MAX) SERVERS.clear();
  const made = { agent: serverAgent(base), forms: new Map<string, AuditForm>() };
  SERVERS.set(base, made);
  return made;
}

function formOf({ agent, forms }: Server, act: Act): AuditForm {
  const key = shapeKey(act);
  const known = forms.get(key);
  if (known !== undefined) return known;
  const made = makeForm(agent, shapeOf(act));
  if (forms.size >= FORMS_MAX) forms.clear();
  forms.set(key, made);
  return made;
}

function makeForm(server: ServerAgent, shape: ActShape): AuditForm {
  const kind = eventKind(shape.interaction, shape.transaction);
  const index = headIndex(shape.outcome, kind);
  const agents = server.agents(shape, kind, index);
  const entities = entitiesOf(shape, kind, index);
  const profiles = profilesMet(shape, kind, entities.hasSubject);
  for (const profile of profiles) index.pairs.push({ param: '_profile', code: profile });
  const tail = `"agent":${agents},"source":${server.source},"entity":${entities.json}`;
  const start = `{"resourceType":"AuditEvent","id":"${HOLE}"`;
  return { pieces: `${start},${head(shape, kind, profiles)},${tail}}`.split(HOLE), index };
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

function profilesMet(act: ActShape, kind: EventKind, hasSubject: boolean): string[] {
  const tokenUse = isKnown(act.caller) ? [TOKEN_USE] : [];
  const whole = act.outcome === 'success' || kind.subject === 'submission';
  if (!whole || !hasSubject) return tokenUse;
  const { profile } = kind;
  const canonical = act.hasPatient ? profile?.withPatient : profile?.without;
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

function head(act: ActShape, kind: EventKind, profiles: readonly string[]): string {
  const { code, text } = OUTCOMES[act.outcome];
  const instant = `"${HOLE}"`;
  // Canonicals are constants without anything to escape.
  const profile = profiles.length === 0 ? '' : `,"profile":["${profiles.join('","')}"]`;
  const meta = `"meta":{"versionId":"1","lastUpdated":${instant}${profile}}`;
  const outcome = `"outcome":"${code}","outcomeDesc":${quoted(`${text} (${act.because}).`)}`;
  return `${meta},${constantHead(kind)},"recorded":${instant},${outcome}`;
}

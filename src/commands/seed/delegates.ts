/**
 * Who helps the personas with their dossiers: representatives and carers, invited by the patient
 * and accepting, and the application that the patient lets use it. Told twice, it stays as it is.
 */
import type { Persona } from '../../app.js';
import type { Json } from './client.js';
import { concept } from './coding.js';
import { consentOf, dossierIdOf, personaOf, type Opening } from './opening.js';

const DELEGATIONS = 'https://dossier.example/fhir/CodeSystem/delegation-kind';
const CLIENTS = 'https://dossier.example/fhir/sid/client';
const RESOURCE_TYPES = 'http://hl7.org/fhir/resource-types';

/** Tells it for a patient persona whose dossier, and those of the helpers, are activated. */
export async function tellDelegates(opening: Opening, key: string): Promise<void> {
  const who = personaOf(opening, key);
  const patient = await dossierIdOf(opening, key);
  const { representatives = [], carers = [] } = who.dossier ?? {};
  for (const helper of representatives) {
    await delegated(opening, { who, patient, helper, kind: 'LEGAL_REPRESENTATION' });
  }
  for (const helper of carers) {
    await delegated(opening, { who, patient, helper, kind: 'CAREGIVING' });
  }
  for (const app of [...opening.personas.values()].filter((one) => isAppOf(one, who))) {
    await granted(opening, { who, patient, app });
  }
}

interface Delegation {
  readonly who: Persona;
  readonly patient: string;
  readonly helper: string;
  readonly kind: string;
}

async function delegated(opening: Opening, given: Delegation): Promise<void> {
  const { who, patient, helper, kind } = given;
  const { ins, name } = personaOf(opening, helper);
  const id = `delegation-${who.key}-${helper}`;
  const consent = {
    ...consentOf({ id, patient, category: 'delegation' }),
    status: 'proposed',
    provision: {
      ...{ type: 'permit', period: { start: '2026-01-12' } },
      actor: [{ role: RECIPIENT, reference: { identifier: ins, display: name } }],
      code: [concept(DELEGATIONS, kind)],
    },
  };
  const own = await opening.clients(who.key);
  const invited = await own.send(`Consent/${id}`, ONCE(consent));
  if (invited['resourceType'] !== 'Consent') return;
  const invitee = await opening.clients(helper);
  await invitee.send(`Consent/${id}/$accept`, { method: 'POST', body: EMPTY, again: [409] });
}

const EMPTY = { resourceType: 'Parameters' };
const RECIPIENT = concept('http://terminology.hl7.org/CodeSystem/v3-ParticipationType', 'IRCP');

/** Written unless it is there: what was accepted since must not become an invitation again. */
const ONCE = (body: Json) =>
  ({ method: 'PUT', body, headers: { 'if-none-match': '*' }, again: [409, 412] }) as const;

function isAppOf(one: Persona, { ins }: Persona): boolean {
  return one.kind === 'app' && one.ins?.value === ins?.value;
}

async function granted(
  opening: Opening,
  { who, patient, app }: { who: Persona; patient: string; app: Persona },
): Promise<void> {
  const id = `grant-${who.key}-${app.key}`;
  const reference = { identifier: { system: CLIENTS, value: app.key }, display: app.name };
  const consent = {
    ...consentOf({ id, patient, category: 'app-grant' }),
    provision: {
      ...{ type: 'permit', actor: [{ role: RECIPIENT, reference }] },
      class: ['DocumentReference', 'Observation'].map((code) => ({ system: RESOURCE_TYPES, code })),
    },
  };
  const own = await opening.clients(who.key);
  await own.send(`Consent/${id}`, ONCE(consent));
}

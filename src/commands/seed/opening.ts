/**
 * Opening a dossier and leading it into the state of its sketch, by those who do so: the registrar
 * creates the Patient, the patient activates, declares Consents, opposes, closes. Told twice, it
 * stays as it is.
 */
import type { App, Persona } from '../../app.js';
import type { Clients, Json } from './client.js';
import { insuredPatient } from '../open/patient.js';
import { concept, SYSTEMS } from './coding.js';
import { slug } from './directory.js';
import type { Drawing } from './drawing.js';

/** What opening takes. */
export interface Opening {
  readonly app: App;
  readonly clients: Clients;
  readonly personas: ReadonlyMap<string, Persona>;
  readonly drawing: Drawing;
}

/** Opens the dossier of a patient persona as its sketch says, and gives the Patient's id. */
export async function openDossier(opening: Opening, key: string): Promise<string> {
  const who = personaOf(opening, key);
  const state = who.dossier?.state;
  if (state === 'notified' || state === 'opposed') return openedUnasked(opening, who);
  const { id, active } = await createdByRegistrar(opening, who);
  // A closed one was told to its end.
  if (state === 'created' || active === false) return id;
  await take(opening, who, { id, step: 'activate' });
  await declareConsents(opening, who, id);
  if (state === 'closed') await take(opening, who, { id, step: 'close' });
  return id;
}

async function createdByRegistrar(
  opening: Opening,
  who: Persona,
): Promise<{ id: string; active: unknown }> {
  const registrar = await opening.clients('registrar');
  const patient = await registrar.send('Patient', {
    method: 'POST',
    body: patientResource(opening, who),
    headers: { 'if-none-exist': `identifier=${who.ins?.system ?? ''}|${who.ins?.value ?? ''}` },
  });
  return { id: String(patient['id']), active: patient['active'] };
}

/** As the command `dossier open` does: the patient is told, and may oppose. */
async function openedUnasked(opening: Opening, who: Persona): Promise<string> {
  const patient = patientResource(opening, who);
  const { ins } = who;
  if (ins === undefined) throw new Error(`the persona ${who.key} has no identity`);
  const opened = await opening.app.openFor({ ins, patient }, 'demonstration');
  if (opened.kind !== 'opened') throw new Error(`the dossier of ${who.key} cannot be opened`);
  const id = opened.notice.patient;
  if (who.dossier?.state === 'opposed') await take(opening, who, { id, step: 'oppose' });
  return id;
}

/**
 * The patient's own step; one that was taken before is a conflict, and refused where another server
 * that tells the story has led the dossier further.
 */
async function take(
  { clients }: Opening,
  who: Persona,
  { id, step }: { id: string; step: string },
): Promise<void> {
  const own = await clients(who.key);
  const body = { resourceType: 'Parameters' };
  await own.send(`Patient/${id}/$${step}`, { method: 'POST', body, again: [403, 409] });
}

/** The id of the Patient of a persona whose dossier is open. */
export async function dossierIdOf(opening: Opening, key: string): Promise<string> {
  const { ins } = personaOf(opening, key);
  const identifier = encodeURIComponent(`${ins?.system ?? ''}|${ins?.value ?? ''}`);
  const own = await opening.clients(key);
  const { entry } = await own.send(`Patient?identifier=${identifier}`, { method: 'GET' });
  return (entry as { resource: { id: string } }[])[0]?.resource.id ?? '';
}

/** The persona of a key. */
export function personaOf({ personas }: Pick<Opening, 'personas'>, key: string): Persona {
  const who = personas.get(key);
  if (who === undefined) throw new Error(`profiles/personas.json has no persona ${key}`);
  return who;
}

function patientResource(opening: Opening, who: Persona): Json & { resourceType: string } {
  const { ins, civil, dossier } = who;
  if (ins === undefined || civil === undefined)
    throw new Error(`the persona ${who.key} has no identity`);
  const patient = insuredPatient({ ins, ...civil });
  const gp = dossier?.generalPractitioner;
  if (gp === undefined) return patient;
  return { ...patient, generalPractitioner: [professional(personaOf(opening, gp))] };
}

async function declareConsents(opening: Opening, who: Persona, patient: string): Promise<void> {
  const { authorised = [], blocked = [] } = who.dossier ?? {};
  const own = await opening.clients(who.key);
  const declared = [
    ...authorised.map((key) => ({ key, type: 'permit' })),
    ...blocked.map((key) => ({ key, type: 'deny' })),
  ];
  for (const { key, type } of declared) {
    const id = `consent-${who.key}-${key}`;
    const actor = professional(personaOf(opening, key));
    await own.send(`Consent/${id}`, { method: 'PUT', body: consent({ id, patient, actor, type }) });
  }
}

function consent(said: { id: string; patient: string; actor: Json; type: string }): Json {
  const participation = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';
  return {
    ...consentOf({ ...said, category: 'consultation' }),
    provision: {
      type: said.type,
      actor: [{ role: concept(participation, 'IRCP'), reference: said.actor }],
    },
  };
}

/** A Consent of a category, that the patient declares, without its provision. */
export function consentOf(said: { id: string; patient: string; category: string }): Json {
  const scope = 'http://terminology.hl7.org/CodeSystem/consentscope';
  const patient = { reference: `Patient/${said.patient}` };
  return {
    resourceType: 'Consent',
    id: said.id,
    status: 'active',
    scope: concept(scope, 'patient-privacy'),
    category: [concept(SYSTEMS.consent, said.category)],
    patient,
    dateTime: '2026-01-12T18:30:00+01:00',
    performer: [patient],
    policyRule: { text: 'Code de la santé publique, article L. 1111-17' },
  };
}

function professional(who: Persona): Json {
  return {
    reference: `Practitioner/${slug(who.name)}`,
    identifier: { system: SYSTEMS.idNatPs, value: who.idNatPs },
    display: who.name,
  };
}

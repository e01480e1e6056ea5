/**
 * The word to a patient that information awaits, and whom to see for it. It names who deposited the
 * document, and nothing of the document itself.
 */
import type { ActorKey } from '../../access/caller.js';
import type { Facts } from '../../access/facts.js';
import { formatInstant } from '../../fhir/instant.js';
import { stringify } from '../../fhir/json.js';
import type { Resource } from '../../fhir/resource.js';
import type { NewVersion } from '../../storage/kept.js';
import type { Hit } from '../../storage/store.js';
import type { Turns } from '../changes/turns.js';
import { factsOf } from '../judge.js';
import type { Needs } from '../needs.js';
import { eventOf } from '../traces/trace.js';
import { nameOf } from '../versions-at.js';
import { actIn, type Acting } from './acting.js';
import { serverCaller } from './server.js';

const SALT_BYTES = 16;

/** Tells the patient, once for a document however often it is asked. */
export async function tell(
  needs: Needs,
  turns: Turns,
  stream: string,
  document: Hit['version'],
): Promise<void> {
  const key = needs.envelope.uniqueKey(`main|awaits|${nameOf(document)}`);
  if ((await needs.store.holder(key)) !== undefined) return;
  await actIn(needs, turns, stream, async (acting) => {
    const { patient } = acting.policy;
    const id = needs.ids.within(stream);
    const resource = wordTo(patient, id, { from: factsOf(document).author, at: acting.at });
    const told = {
      ...({ caller: serverCaller(needs.ids), interaction: 'create', outcome: 'success' } as const),
      because: 'information-awaits',
      dossier: { stream, patient },
      entities: [{ what: nameOf({ type: 'Communication', id }), role: 'domain' }] as const,
      about: [],
    };
    const version = firstVersion(needs, resource, { key, acting });
    return { version, events: [eventOf(needs, told, acting.at)] };
  });
}

function wordTo(
  patient: string,
  id: string,
  { from, at }: { readonly from: ActorKey; readonly at: number },
): Resource {
  const reference = `Patient/${patient}`;
  const identifier = identifierOf(from);
  return {
    resourceType: 'Communication',
    id,
    meta: { versionId: '1', lastUpdated: formatInstant(at) },
    status: 'completed',
    category: [{ coding: [{ system: CATEGORY, code: 'notification' }] }],
    subject: { reference },
    sent: formatInstant(at),
    recipient: [{ reference }],
    ...(identifier === undefined ? {} : { sender: { identifier } }),
    payload: [{ contentString: FRENCH }, { contentString: ENGLISH }],
  };
}

const CATEGORY = 'http://terminology.hl7.org/CodeSystem/communication-category';
const FRENCH =
  'Une information vous concernant vous attend. Demandez-la au professionnel ou à la structure qui vous suit et que ce message désigne. Sinon, elle deviendra visible dans votre dossier dans quinze jours.';
const ENGLISH =
  'Information about you awaits you. Ask the professional or the structure that this message names. Otherwise it becomes visible in your record in fifteen days.';

/** National identifiers of those who deposit; a feeder has none. */
function identifierOf(actor: ActorKey): { system: string; value: string } | undefined {
  const [kind = '', value = ''] = actor.split(':');
  const system = SYSTEMS[kind];
  return system === undefined ? undefined : { system, value };
}

const SYSTEMS: Readonly<Record<string, string | undefined>> = {
  ps: 'urn:oid:1.2.250.1.71.4.2.1',
  st: 'urn:oid:1.2.250.1.71.4.2.2',
};

function firstVersion(
  needs: Needs,
  resource: Resource,
  of: { readonly key: string; readonly acting: Acting },
): NewVersion {
  const { at } = of.acting;
  const facts: Facts = { author: 'server', labels: [] };
  return {
    ...{ type: 'Communication', id: String(resource.id), version: 1, written: at, gone: false },
    facts: { ...facts },
    body: Buffer.from(stringify(resource)),
    salt: needs.ids.bytes(SALT_BYTES),
    index: needs.rules.index(resource, facts, { written: at, everywhere: false }),
    keys: [of.key],
  };
}

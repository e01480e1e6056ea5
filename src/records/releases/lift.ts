/** The release of a document: the label that hides it from its patient is taken away. */
import type { Facts } from '../../access/facts.js';
import { codings, objects } from '../../fhir/elements.js';
import { formatInstant } from '../../fhir/instant.js';
import { parseJson, stringify } from '../../fhir/json.js';
import type { Resource } from '../../fhir/resource.js';
import type { NewVersion, Version } from '../../storage/kept.js';
import type { ResourceName } from '../../storage/store.js';
import { visibilityOf } from '../../terminology/confidentiality.js';
import { keysOf } from '../changes/keys.js';
import type { Turns } from '../changes/turns.js';
import { factsOf } from '../judge.js';
import type { Needs } from '../needs.js';
import { eventOf } from '../traces/trace.js';
import { nameOf, versionsAt } from '../versions-at.js';
import { actIn } from './acting.js';
import { serverCaller } from './server.js';

const LABEL = 'INVISIBLE_PATIENT';
const SALT_BYTES = 16;

/** Takes the label away, if it is still there. Whoever reads the trace finds who did it: nobody. */
export async function lift(
  needs: Needs,
  turns: Turns,
  stream: string,
  document: ResourceName,
): Promise<void> {
  const name = nameOf(document);
  await actIn(needs, turns, stream, async ({ head, policy, at }) => {
    const before = (await versionsAt(needs, { head }, [name])).get(name);
    if (before === undefined || before.gone || !factsOf(before).labels.includes(LABEL)) return;
    const told = {
      ...({ caller: serverCaller(needs.ids), interaction: 'update', outcome: 'success' } as const),
      because: 'released-when-due',
      dossier: { stream, patient: policy.patient },
      entities: [{ what: name, role: 'domain' }] as const,
      about: [name],
    };
    const events = [eventOf(needs, told, at)];
    return { version: released(needs, before, at), events, reveals: true };
  });
}

function released(needs: Needs, before: Version, at: number): NewVersion {
  const version = before.version + 1;
  const current = parseJson(before.body) as Resource; // stored after validation
  const { conditions: _conditions, ...kept } = factsOf(before);
  const facts: Facts = { ...kept, labels: kept.labels.filter((label) => label !== LABEL) };
  const resource: Resource = {
    ...current,
    meta: {
      ...(current.meta as object),
      ...{ versionId: String(version), lastUpdated: formatInstant(at) },
    },
    securityLabel: objects(current['securityLabel']).filter(
      (label) => !codings([label]).some((coding) => visibilityOf(coding) === LABEL),
    ),
  };
  return {
    ...{ type: before.type, id: before.id, version, written: at, gone: false },
    facts: { ...facts },
    body: Buffer.from(stringify(resource)),
    salt: needs.ids.bytes(SALT_BYTES),
    index: needs.rules.index(resource, facts, { written: at, everywhere: false }),
    keys: keysOf('main', resource).map(needs.envelope.uniqueKey),
  };
}

/**
 * From a reference or an identifier to the actor that rights are given to (`spec`: identity 2.4).
 */
import type { ActorKey, Caller } from '../../access/caller.js';
import {
  identifiers,
  object,
  objects,
  referenceText,
  type Identified,
} from '../../fhir/elements.js';
import { parseJson } from '../../fhir/json.js';
import type { Resource } from '../../fhir/resource.js';
import type { Needs } from '../needs.js';
import { versionsAt } from '../versions-at.js';
import { locate } from '../where.js';

const IDNPS = 'urn:oid:1.2.250.1.71.4.2.1';
const RPPS = 'https://rpps.esante.gouv.fr';
const IDNST = 'urn:oid:1.2.250.1.71.4.2.2';
const FINESS = 'https://finess.esante.gouv.fr';
/** The client id of an application. */
const CLIENT = 'https://dossier.example/fhir/sid/client';
/** PractitionerRole → Practitioner is one hop; more is a circle. */
const HOPS_MAX = 2;

/**
 * The actors that References name: by the identifiers they carry, or by those of the resource they
 * point at.
 */
export async function actorsOf(
  needs: Needs,
  caller: Caller,
  references: unknown,
): Promise<ActorKey[]> {
  const keys: ActorKey[] = [];
  for (const reference of objects(references)) {
    keys.push(...keysOf(identifiers(reference['identifier'])));
    const target = referenceText(reference);
    if (target !== undefined) keys.push(...(await actorsAt(needs, caller, target, HOPS_MAX)));
  }
  return [...new Set(keys)];
}

/**
 * Those among them who work for the caller's structure: each is named by a PractitionerRole of it.
 */
export async function colleaguesAmong(
  needs: Needs,
  caller: Caller,
  references: unknown,
): Promise<ActorKey[]> {
  if (caller.structure === undefined) return [];
  const keys: ActorKey[] = [];
  for (const reference of objects(references)) {
    const role = await directoryEntry(needs, caller, referenceText(reference) ?? '');
    if (role?.resourceType !== 'PractitionerRole' || role['active'] === false) continue;
    const structures = await actorsOf(needs, caller, role['organization']);
    if (!structures.includes(caller.structure)) continue;
    keys.push(...(await actorsOf(needs, caller, reference)));
  }
  return keys;
}

async function actorsAt(
  needs: Needs,
  caller: Caller,
  target: string,
  hops: number,
): Promise<ActorKey[]> {
  const resource = hops === 0 ? undefined : await directoryEntry(needs, caller, target);
  if (resource === undefined) return [];
  const own = keysOf(identifiers(resource['identifier']));
  if (resource.resourceType !== 'PractitionerRole') return own;
  const practitioner = object(resource['practitioner']);
  const onward = referenceText(practitioner);
  const further = onward === undefined ? [] : await actorsAt(needs, caller, onward, hops - 1);
  return [...own, ...keysOf(identifiers(practitioner?.['identifier'])), ...further];
}

async function directoryEntry(
  needs: Needs,
  caller: Caller,
  target: string,
): Promise<Resource | undefined> {
  const [, type, id] =
    /^(Practitioner|PractitionerRole|Organization)\/([A-Za-z0-9\-.]{1,64})$/.exec(target) ?? [];
  if (type === undefined || id === undefined) return undefined;
  const located = await locate(needs, caller, { type, id });
  const head = located === undefined ? undefined : await needs.store.head(located.stream);
  const versions = head === undefined ? undefined : await versionsAt(needs, { head }, [target]);
  const version = versions?.get(target);
  if (version === undefined || version.gone) return undefined;
  return parseJson(version.body) as Resource; // stored after validation
}

function keysOf(list: readonly Identified[]): ActorKey[] {
  return list.flatMap(({ system, value }) => {
    switch (system) {
      case IDNPS:
        return [`ps:${value}`];
      case RPPS:
        return [`ps:8${value}`];
      case IDNST:
        return [`st:${value}`];
      case FINESS:
        return [`st:1${value}`];
      case CLIENT:
        return [`app:${value}`];
      default:
        return [];
    }
  });
}

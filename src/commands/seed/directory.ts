/**
 * The directory of the demonstration: the professionals and structures among the personas, entered
 * by the registrar under readable ids. Told twice, it stays as it is.
 */
import type { Persona } from '../../app.js';
import type { Client, Json } from './client.js';
import { concept, SYSTEMS, typedIdentifier } from './coding.js';

/** Enters everybody who has a national identifier: structures first, as roles point at them. */
export async function tellDirectory(
  registrar: Client,
  personas: readonly Persona[],
): Promise<void> {
  const structures = new Map(personas.flatMap((who) => structureOf(who) ?? []));
  const professionals = personas.filter(({ idNatPs }) => idNatPs !== undefined);
  await enter(registrar, [...structures.values()]);
  await enter(registrar, professionals.map(practitioner));
  await enter(registrar, professionals.map(practitionerRole));
}

/** The readable id of a person or structure: `claire-roussel`. */
export function slug(name: string): string {
  return name
    .replace(/^Dr /, '')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
}

async function enter(registrar: Client, resources: readonly Json[]): Promise<void> {
  const entering = resources.map((resource) =>
    registrar.send(`${String(resource['resourceType'])}/${String(resource['id'])}`, {
      method: 'PUT',
      body: resource,
    }),
  );
  await Promise.all(entering);
}

function structureOf({ structure }: Persona): [string, Json][] | undefined {
  if (structure === undefined) return undefined;
  const { name, idNatSt } = structure;
  const organization = {
    resourceType: 'Organization',
    id: slug(name),
    identifier: [
      typedIdentifier('IDNST', SYSTEMS.idNatSt, idNatSt),
      // Type digit 1: what follows is the FINESS number.
      typedIdentifier('FINEG', SYSTEMS.finess, idNatSt.slice(1)),
    ],
    active: true,
    name,
  };
  return [[idNatSt, organization]];
}

function practitioner(who: Persona): Json {
  const { idNatPs = '', professionalName } = who;
  return {
    resourceType: 'Practitioner',
    id: slug(who.name),
    identifier: [
      typedIdentifier('IDNPS', SYSTEMS.idNatPs, idNatPs),
      // Type digit 8: what follows is the RPPS number.
      typedIdentifier('RPPS', SYSTEMS.rpps, idNatPs.slice(1)),
    ],
    active: true,
    name: [{ use: 'official', text: who.name, ...professionalName }],
  };
}

function practitionerRole(who: Persona): Json {
  const { profession, specialty, structure } = who;
  return {
    resourceType: 'PractitionerRole',
    id: slug(who.name),
    active: true,
    practitioner: { reference: `Practitioner/${slug(who.name)}`, display: who.name },
    organization: {
      reference: `Organization/${slug(structure?.name ?? '')}`,
      display: structure?.name,
    },
    code: [concept(SYSTEMS.profession, profession ?? '')],
    ...(specialty === undefined ? {} : { specialty: [concept(SYSTEMS.specialty, specialty)] }),
  };
}

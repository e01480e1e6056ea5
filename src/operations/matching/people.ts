/**
 * Who people are, for the authentication that must know it: the patient of a pivot identity, the
 * professional or patient behind a user of this server. It asks through the one door, as an
 * authority for identities of its own, so that each asking leaves its trace.
 */
import type { Caller } from '../../access/caller.js';
import type { ActQuery } from '../../audit/act.js';
import { identifiers, isObject, objects, text } from '../../fhir/elements.js';
import { parseJson } from '../../fhir/json.js';
import { Problem } from '../../fhir/problem.js';
import type { Address, Resource } from '../../fhir/resource.js';
import type { Ids } from '../../ids.js';
import { fold } from '../../search/query.js';
import { isInsSystem } from '../../validation/identifier.js';
import { escaped } from '../escaped.js';
import { pageOf, type FindingNeeds } from '../found.js';
import { traitsOf } from './traits.js';

/** A system and a value. */
interface Identity {
  readonly system: string;
  readonly value: string;
}

/** The strict traits of a person. */
interface Person {
  readonly family: string;
  /** All given names, with blanks between them. */
  readonly given: string;
  readonly birthDate: string;
  readonly gender: string;
  /** INSEE code. */
  readonly birthPlace: string;
}

/** A user found. */
type User =
  { readonly ins: Identity } | { readonly professional: string; readonly profession?: string };

/** What is answered; see `auth/identity.ts`, which asks. */
export interface People {
  byTraits(traits: Person): Promise<Identity | undefined>;
  user(type: 'Practitioner' | 'Patient', id: string): Promise<User | undefined>;
  patientOf(ins: Identity): Promise<string | undefined>;
  /** The id of the Practitioner of a national id. */
  practitionerOf(id: string): Promise<string | undefined>;
}

/** The national id of professionals, and the list of professions. */
const IDNPS = 'urn:oid:1.2.250.1.71.4.2.1';
const PROFESSIONS = /TRE[_-]G15/;
/** Patients of one family name and date of birth that are looked at. */
const CANDIDATES_MAX = 50;

/** Answers from the records. */
export function makePeople(needs: FindingNeeds & { readonly ids: Ids }): People {
  const caller = (): Caller => ({ ...AUTHORITY, requestId: needs.ids.uuid() });
  return {
    byTraits: async (traits) => {
      const found = await patientsLike(needs, caller(), traits);
      const exact = found.filter((patient) => isExactly(patient, traits));
      return exact.length === 1 ? insIn(exact[0]) : undefined;
    },
    user: async (type, id) => userIn(await readOrNone(needs, caller(), { type, id })),
    patientOf: async (identity) =>
      none(needs.records.dossierFor(caller(), { identity }).then(({ patient }) => patient)),
    practitionerOf: async (id) => {
      const pairs = [['identifier', `${IDNPS}|${escaped(id)}`]] as const;
      const asked = { line: 'GET Practitioner' };
      const sought = { caller: caller(), type: 'Practitioner', pairs, asked, size: 1 };
      return (await pageOf(needs, sought)).entries[0]?.id;
    },
  };
}

/** Who asks, in the trace. */
const AUTHORITY: Omit<Caller, 'requestId'> = {
  ...{ kind: 'registrar', space: 'main', actor: 'registrar:sign-in', purpose: 'TREAT' },
  name: 'Vérification d’identité à la connexion',
  scopes: [{ context: 'system', type: '*', may: 'rs' }],
  token: { id: 'sign-in', client: 'sign-in', subject: 'sign-in' },
  address: '127.0.0.1',
};

/** What the trace quotes: that identities were compared, and no trait. */
const ASKED: ActQuery = { line: 'GET Patient' };

async function patientsLike(
  needs: FindingNeeds,
  caller: Caller,
  traits: Person,
): Promise<Resource[]> {
  const pairs = [
    ['family', escaped(traits.family)],
    ['birthdate', traits.birthDate],
  ] as const;
  const sought = { caller, type: 'Patient', pairs, asked: ASKED, size: CANDIDATES_MAX };
  const { entries, next } = await pageOf(needs, sought);
  // More of one name and day than can be looked at leave none that is certainly the one.
  return next === undefined ? entries.map(({ body }) => parseJson(body) as Resource) : [];
}

/** Whether a patient has each of the traits, the list of given names whole. */
function isExactly(patient: Resource, traits: Person): boolean {
  const { families, birthDate, sex, birthPlaces } = traitsOf(patient);
  return (
    families.includes(fold(traits.family)) &&
    givenLists(patient).includes(words(traits.given)) &&
    birthDate === traits.birthDate &&
    sex === traits.gender &&
    birthPlaces.includes(fold(traits.birthPlace))
  );
}

/** The lists of given names a Patient tells: of each name, and of the birth certificate. */
function givenLists(patient: Resource): string[] {
  return objects(patient['name']).flatMap((name) => {
    const given = Array.isArray(name['given']) ? name['given'].map(String) : [];
    const extended = objects(name['extension'])
      .filter(({ url }) => url === BIRTH_GIVEN_NAMES)
      .flatMap((extension) => text(extension['valueString']) ?? []);
    return [given.join(' '), ...extended].map(words);
  });
}

const BIRTH_GIVEN_NAMES =
  'https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-patient-birth-list-given-name';

function words(names: string): string {
  return fold(names.replace(/[-\s,]+/g, ' ').trim());
}

function insIn(patient: Resource | undefined): Identity | undefined {
  return identifiers(patient?.['identifier']).find(({ system }) => isInsSystem(system));
}

async function readOrNone(
  { records }: FindingNeeds,
  caller: Caller,
  address: Address,
): Promise<Resource | undefined> {
  const shown = await none(records.read(caller, address));
  return shown === undefined ? undefined : (parseJson(shown.body) as Resource); // as it was stored
}

function userIn(resource: Resource | undefined): User | undefined {
  if (resource?.resourceType === 'Patient') {
    const ins = insIn(resource);
    return ins === undefined ? undefined : { ins };
  }
  const id = identifiers(resource?.['identifier']).find(({ system }) => system === IDNPS)?.value;
  if (id === undefined || !/^[0-9][0-9A-Z]{1,40}$/.test(id)) return undefined;
  const profession = professionIn(resource);
  return { professional: id, ...(profession === undefined ? {} : { profession }) };
}

function professionIn(practitioner: Resource | undefined): string | undefined {
  const codings = objects(practitioner?.['qualification']).flatMap(({ code }) =>
    isObject(code) ? objects(code['coding']) : [],
  );
  const coding = codings.find(({ system }) => PROFESSIONS.test(text(system) ?? ''));
  return text(coding?.['code']);
}

/** What is not there, or not any more, is nobody; any other failure stays one. */
async function none<T>(found: Promise<T>): Promise<T | undefined> {
  return found.catch((failure: unknown) => {
    if (failure instanceof Problem && [403, 404, 410].includes(failure.status)) return undefined;
    throw failure;
  });
}

/** The Patient of somebody whose identity is known, by the traits of the national identity. */
import type { Json } from '../seed/client.js';
import { SYSTEMS, typedIdentifier } from '../seed/coding.js';

const FR_CORE = 'https://hl7.fr/ig/fhir/core/StructureDefinition';

/** Family name, and given names in their order. */
export interface Name {
  readonly family: string;
  readonly given: readonly string[];
}

/** Where letters go. */
export interface Post {
  readonly line: readonly string[];
  readonly postalCode: string;
  readonly city: string;
}

/** Somebody, as the authority for identities knows them. */
export interface Insured {
  readonly ins: { readonly system: string; readonly value: string };
  readonly birthName: Name;
  readonly usualName?: Name;
  /** YYYY-MM-DD. */
  readonly birthDate: string;
  /** `male`, `female`, `unknown`. */
  readonly gender: string;
  /** INSEE code, 5 characters. */
  readonly birthPlace: string;
  readonly email?: string;
  readonly post?: Post;
}

/** The types of the identifier, by its system. */
const TYPES: Readonly<Partial<Record<string, string>>> = {
  'urn:oid:1.2.250.1.213.1.4.8': 'INS-NIR',
  'urn:oid:1.2.250.1.213.1.4.9': 'INS-NIA',
  'urn:oid:1.2.250.1.213.1.4.10': 'INS-NIR-TEST',
  'urn:oid:1.2.250.1.213.1.4.11': 'INS-NIR-DEMO',
};

/** Whether a system is one of the national identity. */
export function isInsSystem(system: string): boolean {
  return TYPES[system] !== undefined;
}

/** Makes it. */
export function insuredPatient(who: Insured): Json & { resourceType: string } {
  const { ins, gender, birthDate, email, post } = who;
  const type = TYPES[ins.system] ?? 'INS-NIR';
  return {
    resourceType: 'Patient',
    extension: [identityReliability(), birthPlace(who.birthPlace)],
    identifier: [{ use: 'official', ...typedIdentifier(type, ins.system, ins.value) }],
    name: namesOf(who),
    ...(email === undefined ? {} : { telecom: [{ system: 'email', value: email }] }),
    ...{ gender, birthDate },
    ...(post === undefined ? {} : { address: [{ use: 'home', ...post, country: 'FR' }] }),
  };
}

function namesOf({ birthName, usualName }: Insured): Json[] {
  const list = `${FR_CORE}/fr-core-patient-birth-list-given-name`;
  const official = {
    use: 'official',
    extension: [{ url: list, valueString: birthName.given.join(' ') }],
    family: birthName.family,
    given: birthName.given.slice(0, 1),
  };
  return usualName === undefined ? [official] : [official, { use: 'usual', ...usualName }];
}

function identityReliability(): Json {
  const system = 'https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0445';
  return {
    url: `${FR_CORE}/fr-core-identity-reliability`,
    extension: [{ url: 'identityStatus', valueCoding: { system, code: 'VALI' } }],
  };
}

function birthPlace(code: string): Json {
  const insee = {
    url: `${FR_CORE}/fr-core-address-insee-code`,
    valueCoding: { system: SYSTEMS.commune, code },
  };
  return {
    url: 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace',
    valueAddress: { extension: [insee] },
  };
}

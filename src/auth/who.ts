/**
 * What a mapping makes of claims: who asks, and what must still be looked up to know it. A mapping
 * is a pure function of its issuer's vocabulary; what needs the data stands in `lookUp`.
 */
import type { Caller } from '../access/caller.js';
import type { Claims } from './claims.js';

/** Who asks, before the scopes and the connection. A patient's actor is `patient:` for now. */
export type Who = Omit<
  Caller,
  'address' | 'requestId' | 'scopes' | 'token' | 'space' | 'within' | 'identity'
>;

/** A national identity of a patient. */
export type Ins = NonNullable<Caller['ins']>;

/** The pivot identity by which a person is told without a number. */
export interface Traits {
  readonly family: string;
  /** All given names, with blanks between them. */
  readonly given: string;
  /** YYYY-MM-DD. */
  readonly birthDate: string;
  readonly gender: 'female' | 'male';
  /** INSEE code of the commune of birth; of the country for whom is born abroad. */
  readonly birthPlace: string;
}

/** What tells who somebody is, where claims alone do not. */
export type LookUp =
  | { readonly by: 'traits'; readonly traits: Traits }
  /** A FHIR user of this server: `Practitioner/dr-x`, `Patient/p-1`. */
  | { readonly by: 'user'; readonly type: 'Practitioner' | 'Patient'; readonly id: string };

/** What claims say. */
export interface Mapped {
  readonly who: Who;
  readonly lookUp?: LookUp;
  /** The patient of the launch: the id of a Patient here, or a national identity. */
  readonly patient?: string | Ins;
}

/** The vocabularies that are understood. */
export type MappingName =
  'demonstration' | 'pro-sante-connect' | 'france-connect' | 'smart' | 'iua';

/** Reads the claims of one kind of issuer. */
export type Mapping = (claims: Claims, token: Caller['token']) => Mapped;

/** Whoever is not understood: a caller without rights. */
export function unknown(name: string, subject: string): Who {
  return { kind: 'unknown', actor: `unknown:${subject}`, name, purpose: 'TREAT' };
}

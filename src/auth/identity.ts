/**
 * Who a verified token speaks for: its claims, read by the mapping of its issuer, and what must be
 * looked up beside them. What is not understood becomes `unknown`, a caller without rights.
 */
import type { Caller } from '../access/caller.js';
import { both } from '../fhir/language.js';
import { problem } from '../fhir/problem.js';
import { text, type Claims } from './claims.js';
import { demonstration } from './mappings/demonstration.js';
import { franceConnect } from './mappings/france-connect.js';
import { iua } from './mappings/iua.js';
import { proSanteConnect } from './mappings/pro-sante-connect.js';
import { smart } from './mappings/smart.js';
import { parseScopes } from './scope.js';
import type { Verified } from './token.js';
import { unknown } from './who.js';
import type { Ins, LookUp, Mapped, Mapping, MappingName, Traits, Who } from './who.js';

/**
 * A caller, before the connection is known. A patient's actor is `patient:` until the dossier is
 * found.
 */
export type Identity = Omit<Caller, 'address' | 'requestId'>;

/** How the claims of an issuer are read. */
export const MAPPINGS: Readonly<Record<MappingName, Mapping>> = {
  demonstration,
  'pro-sante-connect': proSanteConnect,
  'france-connect': franceConnect,
  smart,
  iua,
};

/** A user of this server, found: a patient, or a professional by national id. */
export type User =
  { readonly ins: Ins } | { readonly professional: string; readonly profession?: string };

/** Whoever knows people: asked where claims do not tell who somebody is. */
export interface People {
  /** The patient whose traits are exactly these; undefined when there is none, or several. */
  byTraits(traits: Traits): Promise<Ins | undefined>;
  /** Who a Practitioner or a Patient of this server is. */
  user(type: 'Practitioner' | 'Patient', id: string): Promise<User | undefined>;
  /** The id of the Patient of an identity. */
  patientOf(ins: Ins): Promise<string | undefined>;
}

/** The identity in verified claims, and whether people were asked for it. */
export interface Found {
  readonly identity: Identity;
  readonly looked: boolean;
}

/**
 * The identity in verified claims. `tokenId` stands for the token where it has no `jti` of its own.
 * Rejects with `not-allowed` (403) when a pivot identity does not lead to one dossier.
 */
export async function identityOf(
  { issuer, claims }: Verified,
  tokenId: string,
  people: People | undefined,
): Promise<Found> {
  const id = typeof claims.jti === 'string' && /^\S+$/.test(claims.jti) ? claims.jti : tokenId;
  const client = text(claims, 'client_id') ?? text(claims, 'azp') ?? '';
  const token = { id, client, subject: claims.sub };
  const mapped = MAPPINGS[issuer.mapping](claims, token);
  const who = await lookedUp(people, mapped, token.subject);
  return {
    identity: {
      ...who,
      ...(await reach(people, mapped, { kind: who.kind, claims })),
      space: who.kind === 'tester' ? 'test' : 'main',
      token,
    },
    looked: mapped.lookUp !== undefined || typeof mapped.patient === 'object',
  };
}

/**
 * Scopes, and the one patient they reach. Scopes of `patient/` are worth something with a patient
 * alone: the one who asks, or the one the token was made for.
 */
async function reach(
  people: People | undefined,
  { patient }: Mapped,
  { kind, claims }: { kind: Who['kind']; claims: Claims },
): Promise<Pick<Caller, 'scopes' | 'within'>> {
  const scopes = parseScopes([text(claims, 'scope'), listed(claims['scp'])].join(' '));
  // A national identity, unlike the id of a launch, confines whatever the scopes are (IUA).
  const isConfined = typeof patient === 'object' || scopes.some(isPatients);
  if (patient !== undefined && isConfined)
    return { scopes, within: await patientId(people, patient) };
  const isPatient = kind === 'patient' || kind === 'app';
  return { scopes: isPatient ? scopes : scopes.filter((scope) => !isPatients(scope)) };
}

function listed(scopes: unknown): string {
  return Array.isArray(scopes) ? scopes.join(' ') : '';
}

function isPatients({ context }: Caller['scopes'][number]): boolean {
  return context === 'patient';
}

/** No dossier has the id `-`: a token for an unknown patient reaches none. */
async function patientId(people: People | undefined, patient: string | Ins): Promise<string> {
  if (typeof patient === 'string') return patient;
  return (await people?.patientOf(patient)) ?? '-';
}

async function lookedUp(
  people: People | undefined,
  { who, lookUp }: Mapped,
  subject: string,
): Promise<Who> {
  if (lookUp === undefined) return who;
  if (lookUp.by === 'traits') return { ...who, ins: await insOf(people, lookUp) };
  const user = await people?.user(lookUp.type, lookUp.id);
  if (user === undefined) return unknown(who.name, subject);
  if ('ins' in user) return { ...who, ins: user.ins };
  const { professional, ...work } = user;
  return { ...who, ...work, kind: 'professional', actor: `ps:${professional}` };
}

async function insOf(
  people: People | undefined,
  { traits }: LookUp & { by: 'traits' },
): Promise<Ins> {
  const ins = await people?.byTraits(traits);
  if (ins === undefined) throw problem('not-allowed', NOT_ONE_DOSSIER);
  return ins;
}

const NOT_ONE_DOSSIER = both(
  'Your identity (birth name, given names, sex, date and place of birth) does not lead to exactly one dossier. Ask a professional to check the identity in your dossier.',
  "Les traits d'identité (nom de naissance, prénoms, sexe, date et lieu de naissance) ne mènent pas à exactement un dossier. Demander à un professionnel de vérifier l'identité dans le dossier.",
);

/**
 * Who a verified token speaks for: its claims read as a `Caller`. Each issuer's vocabulary is a
 * mapping of its own. `demonstration` speaks like Pro Santé Connect where that has a word
 * (SubjectNameID, SubjectRole, SubjectOrganization, Acces_Regulation_Medicale) and adds
 * `dossier_kind`. What is not understood becomes `unknown`, a caller without rights.
 */
import type { Caller, Purpose } from '../access/caller.js';
import { parseScopes } from './scope.js';
import type { Issuer, Verified } from './token.js';

/**
 * A caller, before the connection is known. A patient's actor is `patient:` until the dossier is
 * found.
 */
export type Identity = Omit<Caller, 'address' | 'requestId'>;

/** Claims as they came: nothing is known of their types. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * The identity in verified claims. `tokenId` stands for the token where it has no `jti` of its own.
 */
export function identityOf({ issuer, claims }: Verified, tokenId: string): Identity {
  const id = typeof claims.jti === 'string' && /^\S+$/.test(claims.jti) ? claims.jti : tokenId;
  const client = text(claims, 'client_id') ?? text(claims, 'azp') ?? '';
  return MAPPINGS[issuer.mapping](claims, { id, client, subject: claims.sub });
}

type Mapping = (claims: Claims, token: Caller['token']) => Identity;
type Party = Pick<Identity, 'kind' | 'actor' | 'structure' | 'ins' | 'feeds'>;

const MAPPINGS: Readonly<Record<Issuer['mapping'], Mapping>> = { demonstration };

function demonstration(claims: Claims, token: Caller['token']): Identity {
  const party = PARTIES.get(text(claims, 'dossier_kind') ?? '')?.(claims, token.subject);
  const known = party ?? { kind: 'unknown', actor: `unknown:${token.subject}` };
  return {
    ...known,
    ...work(claims),
    ...purposeOf(known, claims),
    space: known.kind === 'tester' ? 'test' : 'main',
    name: nameOf(claims, token.subject),
    scopes: parseScopes(text(claims, 'scope') ?? ''),
    token,
  };
}

type PartyOf = (claims: Claims, subject: string) => Party | undefined;

// A Map, for the kind is a text of the token: an object would know `constructor`.
const PARTIES = new Map<string, PartyOf>([
  ['patient', patient],
  ['professional', professional],
  // A health system acts as the professional it names; with none named it has no rule yet.
  ['system', professional],
  ['structure', structure],
  ['feeder', feeder],
  ['registrar', (_, subject) => plain('registrar', subject)],
  ['tester', (_, subject) => plain('tester', subject)],
]);

function patient(claims: Claims): Party | undefined {
  const ins = record(claims['ins']);
  const system = text(ins, 'system');
  const value = text(ins, 'value');
  if (system === undefined || value === undefined) return undefined;
  return { kind: 'patient', actor: 'patient:', ins: { system, value } };
}

function professional(claims: Claims): Party | undefined {
  const id = nationalId(claims, 'SubjectNameID');
  if (id === undefined) return undefined;
  return { kind: 'professional', actor: `ps:${id}`, ...structureMember(claims) };
}

function structure(claims: Claims): Party | undefined {
  const member = structureMember(claims);
  if (member.structure === undefined) return undefined;
  return { kind: 'structure', actor: member.structure, ...member };
}

function feeder(claims: Claims, subject: string): Party {
  const types = claims['dossier_feeds'];
  const feeds = Array.isArray(types) ? types.filter((type) => typeof type === 'string') : [];
  return { ...plain('feeder', subject), ...structureMember(claims), feeds };
}

function plain(kind: 'feeder' | 'registrar' | 'tester', subject: string): Party {
  return { kind, actor: `${kind}:${subject}` };
}

function structureMember(claims: Claims): { structure?: string } {
  const id = nationalId(claims, 'SubjectOrganizationID');
  return id === undefined ? {} : { structure: `st:${id}` };
}

// A type digit and a number (IDNPS, IDNST); the key of an actor must hold nothing else.
function nationalId(claims: Claims, name: string): string | undefined {
  const id = text(claims, name);
  return id !== undefined && /^[0-9][0-9A-Z]{1,40}$/.test(id) ? id : undefined;
}

/**
 * Profession and specialty from SubjectRole: `10^1.2.250.1.213.1.1.5.5`, `SM54^1.2.250.1.213.2.28`.
 */
function work(claims: Claims): Pick<Identity, 'profession' | 'specialty' | 'structureName'> {
  const profession = roleOf(claims, PROFESSION_OID);
  const specialty = roleOf(claims, SPECIALTY_OID);
  const structureName = text(claims, 'SubjectOrganization');
  return {
    ...(profession === undefined ? {} : { profession }),
    ...(specialty === undefined ? {} : { specialty }),
    ...(structureName === undefined ? {} : { structureName }),
  };
}

/** TRE_G15 and TRE_R38. */
const PROFESSION_OID = '1.2.250.1.213.1.1.5.5';
const SPECIALTY_OID = '1.2.250.1.213.2.28';

function roleOf(claims: Claims, oid: string): string | undefined {
  const roles = Array.isArray(claims['SubjectRole']) ? claims['SubjectRole'] : [];
  const role = roles.find((one) => typeof one === 'string' && one.endsWith(`^${oid}`));
  const code = typeof role === 'string' ? role.slice(0, role.indexOf('^')) : '';
  return /^[A-Za-z0-9]{1,20}$/.test(code) ? code : undefined;
}

/** A purpose is a professional's. ETREAT is believed of a regulator only; of others it is TREAT. */
function purposeOf(party: Party, claims: Claims): Pick<Identity, 'purpose' | 'reason'> {
  const reason = text(claims, 'purpose_of_use_reason');
  const given = reason === undefined ? {} : { reason };
  if (party.kind !== 'professional') return { purpose: 'TREAT' };
  const regulates = claims['Acces_Regulation_Medicale'] === 'VRAI';
  return { purpose: purposeCode(text(claims, 'purpose_of_use'), regulates), ...given };
}

function purposeCode(code: string | undefined, regulates: boolean): Purpose {
  if (code === 'BTG') return 'BTG';
  return code === 'ETREAT' && regulates ? 'ETREAT' : 'TREAT';
}

function nameOf(claims: Claims, subject: string): string {
  const parts = [text(claims, 'given_name'), text(claims, 'family_name')];
  const joined = parts.filter((part) => part !== undefined).join(' ');
  return text(claims, 'name') ?? (joined === '' ? subject : joined);
}

function text(claims: Claims, name: string): string | undefined {
  const value = claims[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function record(value: unknown): Claims {
  const isRecord = typeof value === 'object' && value !== null;
  return isRecord ? Object.fromEntries(Object.entries(value)) : {};
}

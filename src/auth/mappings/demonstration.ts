/**
 * Tokens of the demonstration provider. It speaks like Pro Santé Connect where that has a word
 * (SubjectNameID, SubjectRole, SubjectOrganization, Acces_Regulation_Medicale), and adds
 * `dossier_kind`, `ins`, `dossier_feeds` and `patient`, the patient of a launch.
 */
import type { CallerKind } from '../../access/caller.js';
import { nameOf, nationalId, record, text, type Claims } from '../claims.js';
import { unknown, type Ins, type Mapping, type Who } from '../who.js';
import { manner, structureMember, work } from './french.js';

type Party = Pick<Who, 'kind' | 'actor' | 'structure' | 'ins' | 'feeds'>;
interface Named {
  readonly subject: string;
  readonly client: string;
}
type PartyOf = (claims: Claims, named: Named) => Party | undefined;

/** Reads them. */
export const demonstration: Mapping = (claims, token) => {
  const name = nameOf(claims, token.subject);
  const party = PARTIES.get(text(claims, 'dossier_kind') ?? '')?.(claims, token);
  if (party === undefined) return { who: unknown(name, token.subject) };
  const patient = text(claims, 'patient');
  const how = party.kind === 'professional' ? manner(claims) : ({ purpose: 'TREAT' } as const);
  return {
    who: { ...party, ...work(claims), ...how, name },
    ...(patient === undefined ? {} : { patient }),
  };
};

// A Map, for the kind is a text of the token: an object would know `constructor`.
const PARTIES = new Map<string, PartyOf>([
  ['patient', patient],
  ['professional', professional],
  // A health system acts as the professional it names.
  ['system', (claims, named) => professional(claims) ?? plain('system', named.client)],
  ['structure', structure],
  ['feeder', feeder],
  ['app', app],
  ['registrar', (_, { subject }) => plain('registrar', subject)],
  ['operator', (_, { subject }) => plain('operator', subject)],
  ['tester', (_, { subject }) => plain('tester', subject)],
]);

function patient(claims: Claims): Party | undefined {
  const ins = insOf(claims);
  return ins === undefined ? undefined : { kind: 'patient', actor: 'patient:', ins };
}

/** An app, by its client id, and the patient who granted it its access. */
function app(claims: Claims, { client }: Named): Party | undefined {
  const ins = insOf(claims);
  return ins === undefined ? undefined : { ...plain('app', client), ins };
}

function insOf(claims: Claims): Ins | undefined {
  const ins = record(claims['ins']);
  const system = text(ins, 'system');
  const value = text(ins, 'value');
  return system === undefined || value === undefined ? undefined : { system, value };
}

function professional(claims: Claims): Party | undefined {
  const id = nationalId(text(claims, 'SubjectNameID'));
  if (id === undefined) return undefined;
  return { kind: 'professional', actor: `ps:${id}`, ...structureMember(claims) };
}

function structure(claims: Claims): Party | undefined {
  const member = structureMember(claims);
  if (member.structure === undefined) return undefined;
  return { kind: 'structure', actor: member.structure, ...member };
}

function feeder(claims: Claims, { subject }: Named): Party {
  const types = claims['dossier_feeds'];
  const feeds = Array.isArray(types) ? types.filter((type) => typeof type === 'string') : [];
  return { ...plain('feeder', subject), ...structureMember(claims), feeds };
}

function plain(kind: CallerKind, name: string): Party {
  return { kind, actor: `${kind}:${name}` };
}

/**
 * The people and programs of the table, with tokens of the demonstration's kind, and what the
 * patient declares of each.
 */
import { demonstrationKey } from '../../../src/auth/keys.js';
import { issuerUrl } from '../../../src/identity-provider/discovery.js';
import { aDeclaration, anAppGrant, forActor } from '../../fixtures/declarations.js';
import { idNatPs, persona } from '../../fixtures/dossier.js';
import type { Json, TestClient, TestServer } from '../../fixtures/server.js';

/** What a caller is, as a token of the demonstration's kind tells it. */
export interface Person {
  readonly claims: Json;
  /** Profession of TRE_G15; absent for those whom the matrix does not concern. */
  readonly profession?: string;
}

const PROFESSION = '1.2.250.1.213.1.1.5.5';
const SPECIALTY = '1.2.250.1.213.2.28';
const IDNPS = 'urn:oid:1.2.250.1.71.4.2.1';
const IDNST = 'urn:oid:1.2.250.1.71.4.2.2';
const STRUCTURE = '1990000900';
const BLOCKED_STRUCTURE = '1990000901';
const AUTHORISED_STRUCTURE = '1990000902';
const APP = 'carnet-de-sommeil';

/** National ids, one for each professional of the table. */
const IDS = new Map<string, string>();

function idOf(name: string): string {
  const id = IDS.get(name) ?? `89970009${String(IDS.size).padStart(4, '0')}`;
  IDS.set(name, id);
  return id;
}

interface Work {
  readonly as?: string;
  readonly profession?: string;
  readonly specialty?: string;
  readonly structure?: string;
  readonly sector?: string;
  readonly purpose?: string;
  readonly reason?: string;
  readonly regulates?: boolean;
}

/** A professional, by a name that several tokens may share. */
function professional(name: string, work: Work = {}): Person {
  const { profession = '10', specialty, structure = STRUCTURE, purpose, reason } = work;
  const roles = [
    ...(profession === '' ? [] : [`${profession}^${PROFESSION}`]),
    ...(specialty === undefined ? [] : [`${specialty}^${SPECIALTY}`]),
  ];
  return {
    profession,
    claims: {
      ...{ dossier_kind: 'professional', sub: name, name, SubjectNameID: idOf(work.as ?? name) },
      ...{ SubjectRole: roles, SubjectOrganizationID: structure },
      ...(work.sector === undefined ? {} : { Secteur_Activite: work.sector }),
      ...(purpose === undefined ? {} : { purpose_of_use: purpose }),
      ...(reason === undefined ? {} : { purpose_of_use_reason: reason }),
      ...(work.regulates === true ? { Acces_Regulation_Medicale: 'VRAI' } : {}),
    },
  };
}

const BTG = { purpose: 'BTG', reason: 'Coma, aucun proche joignable' };
const FIRE_BRIGADE = { sector: 'SA68^1.2.250.1.71.4.2.4' };
const ETREAT = { purpose: 'ETREAT', regulates: true };

/** Everybody of the table, but those who come as personas. */
export async function people(): Promise<ReadonlyMap<string, Person>> {
  const [own, other] = [await persona('patient'), await persona('child')];
  const app = (client: string, ins: Json): Person => ({
    claims: { dossier_kind: 'app', sub: client, client_id: client, ins },
  });
  return new Map<string, Person>([
    ['administrator', professional('administrator')],
    ['authorised', professional('authorised')],
    ['authorised-nurse', professional('authorised-nurse', { profession: '60' })],
    ['authorised-dentist', professional('authorised-dentist', { profession: '40' })],
    ['authorised-pharmacist', professional('authorised-pharmacist', { profession: '21' })],
    ['authorised-optician', professional('authorised-optician', { profession: '28' })],
    ['authorised-psychologist', professional('authorised-psychologist', { profession: '93' })],
    [
      'authorised-of-no-profession',
      professional('authorised-of-no-profession', { profession: '' }),
    ],
    [
      'of-authorised-structure',
      professional('of-authorised-structure', { structure: AUTHORISED_STRUCTURE }),
    ],
    ['care-team', professional('care-team')],
    [
      'care-team-elsewhere',
      professional('care-team-elsewhere', { as: 'care-team', structure: AUTHORISED_ELSEWHERE }),
    ],
    ['authorised-later', professional('authorised-later')],
    ['authorised-once', professional('authorised-once')],
    ['occupational', professional('occupational', { specialty: 'SM25' })],
    ['occupational-express', professional('occupational-express', { specialty: 'SM25' })],
    [
      'occupational-btg',
      professional('occupational-btg', { ...BTG, as: 'occupational', specialty: 'SM25' }),
    ],
    ['fire-brigade', professional('fire-brigade', FIRE_BRIGADE)],
    ['fire-brigade-express', professional('fire-brigade-express', FIRE_BRIGADE)],
    [
      'fire-brigade-btg',
      professional('fire-brigade-btg', { ...BTG, ...FIRE_BRIGADE, as: 'fire-brigade' }),
    ],
    ['stranger', professional('stranger')],
    ['stranger-btg', professional('stranger-btg', { ...BTG, as: 'stranger' })],
    [
      'stranger-btg-no-reason',
      professional('stranger-btg-no-reason', { as: 'stranger', purpose: 'BTG' }),
    ],
    ['stranger-etreat', professional('stranger-etreat', { as: 'stranger', purpose: 'ETREAT' })],
    ['regulator', professional('regulator', { regulates: true })],
    ['regulator-etreat', professional('regulator-etreat', { ...ETREAT, as: 'regulator' })],
    ['authorised-btg', professional('authorised-btg', { ...BTG, as: 'authorised' })],
    ['blocked', professional('blocked')],
    ['blocked-btg', professional('blocked-btg', { ...BTG, as: 'blocked' })],
    ['blocked-etreat', professional('blocked-etreat', { ...ETREAT, as: 'blocked' })],
    [
      'blocked-though-authorised',
      professional('blocked-though-authorised', { structure: BLOCKED_STRUCTURE }),
    ],
    [
      'of-blocked-structure',
      professional('of-blocked-structure', { structure: BLOCKED_STRUCTURE }),
    ],
    ['depositor', professional('depositor')],
    ['app', app(APP, own.ins)],
    ['app-not-granted', app('autre-carnet', own.ins)],
    ['app-of-another', app(APP, other.ins)],
    [
      'structure',
      { claims: { dossier_kind: 'structure', sub: 's', SubjectOrganizationID: STRUCTURE } },
    ],
    [
      'structure-authorised',
      {
        claims: {
          ...{ dossier_kind: 'structure', sub: 'sa' },
          SubjectOrganizationID: AUTHORISED_STRUCTURE,
        },
      },
    ],
    ['system', { claims: { dossier_kind: 'system', sub: 'system', client_id: 'ailleurs' } }],
    ['unknown', { claims: { dossier_kind: 'nobody', sub: 'unknown' } }],
  ]);
}

const AUTHORISED_ELSEWHERE = '1990000903';

/** Callers who are personas of the demonstration. */
const PERSONAS: Readonly<Record<string, string>> = {
  patient: 'patient',
  representative: 'parent',
  carer: 'carer',
  'another-patient': 'child',
  gp: 'gp',
  feeder: 'insurance',
  registrar: 'registrar',
  operator: 'operator',
  tester: 'tester',
};

/** Who the médecin traitant is that works for a blocked structure. */
const BLOCKED_GP = { as: 'blocked-gp', structure: BLOCKED_STRUCTURE };

/** Gives a client for each caller of the table. */
export type Clients = (name: string) => Promise<{ client: TestClient; person: Person }>;

/** The clients of a server: its demonstration provider speaks for anybody. */
export async function clientsOf(server: TestServer): Promise<Clients> {
  const all = new Map(await people());
  all.set('blocked-gp', professional('blocked-gp', BLOCKED_GP));
  const key = await demonstrationKey(server.configuration.dataDir);
  const exp = Math.floor(Date.now() / 1000) + 3_000;
  const scope = 'user/*.cruds patient/*.cruds system/*.cruds';
  const common = { iss: issuerUrl(server.base), aud: server.base, exp, scope };
  return async (name) => {
    const persona = PERSONAS[name];
    if (persona !== undefined) return asPersona(server, persona);
    const person = all.get(name);
    if (person === undefined) throw new Error(`no caller ${name}`);
    return { client: server.withToken(await key.sign({ ...common, ...person.claims })), person };
  };
}

async function asPersona(
  server: TestServer,
  key: string,
): Promise<{ client: TestClient; person: Person }> {
  const { profession } = await persona(key);
  const person = { claims: {}, ...(profession === undefined ? {} : { profession }) };
  return { client: await server.as(key), person };
}

/** What the patient declares once the dossier is activated. */
export function declarations(patient: string): readonly Json[] {
  const ps = (name: string): Json => ({ system: IDNPS, value: idOf(name) });
  const st = (value: string): Json => ({ system: IDNST, value });
  const consult = (type: 'permit' | 'deny', who: Json, period?: Json): Json =>
    aDeclaration(patient, 'consultation', {
      ...forActor(type, who),
      ...(period === undefined ? {} : { period }),
    });
  const permitted = [
    ...['authorised', 'authorised-nurse', 'authorised-dentist', 'authorised-pharmacist'],
    ...['authorised-optician', 'authorised-psychologist', 'authorised-of-no-profession'],
    ...['occupational-express', 'fire-brigade-express', 'blocked-though-authorised'],
  ];
  return [
    ...permitted.map((name) => consult('permit', ps(name))),
    consult('permit', st(AUTHORISED_STRUCTURE)),
    consult('permit', ps('authorised-later'), { start: '2099-01-01' }),
    consult('permit', ps('authorised-once'), { start: '2020-01-01', end: '2020-12-31' }),
    consult('deny', ps('blocked')),
    consult('deny', st(BLOCKED_STRUCTURE)),
    aDeclaration(patient, 'administration', forActor('permit', ps('administrator'))),
    anAppGrant(patient, APP, ['DocumentReference']),
    anAppGrant(patient, 'autre-carnet', ['Observation']),
    careTeam(patient, ps('care-team'), st(STRUCTURE)),
    careTeam(patient, ps('occupational'), st(STRUCTURE)),
    careTeam(patient, ps('fire-brigade'), st(STRUCTURE)),
  ];
}

function careTeam(patient: string, member: Json, structure: Json): Json {
  return {
    resourceType: 'CareTeam',
    status: 'active',
    subject: { reference: `Patient/${patient}` },
    participant: [{ member: { identifier: member } }],
    managingOrganization: [{ identifier: structure }],
  };
}

/** The médecins traitants of the Patient: the persona, and one of a structure that is blocked. */
export async function generalPractitioners(): Promise<readonly Json[]> {
  return [
    { identifier: idNatPs(await persona('gp')) },
    { identifier: { system: IDNPS, value: idOf('blocked-gp') } },
  ];
}

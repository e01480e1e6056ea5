/**
 * Who could open a document, and why: the decision itself, asked for every kind of caller that the
 * dossier names and for those it does not. For the patient to read (`Patient/$who-can-see`).
 */
import type { ActorKey, Caller, CallerKind, Purpose } from './caller.js';
import { decide, type Right } from './decide.js';
import { enter, isForPatient } from './entry.js';
import type { Facts } from './facts.js';
import type { Habilitation } from './habilitation.js';
import type { DossierPolicy } from './policy.js';

/** As what somebody stands to the dossier. */
export type ReaderKind =
  | 'patient'
  | 'representative'
  | 'carer'
  | 'general-practitioner'
  | 'administrator'
  | 'care-team'
  | 'named-professional'
  | 'named-structure'
  | 'depositor'
  | 'application'
  | 'other-professional'
  | 'emergency'
  | 'regulation'
  | 'other-structure';

/** One kind of caller, and what the decision says of it. */
export interface Reader {
  readonly kind: ReaderKind;
  /** The party, where the dossier names one. */
  readonly party?: ActorKey;
  /** The resource of the dossier that names it. */
  readonly namedIn?: string;
  readonly right: Right;
  /** Where it depends on the profession: those that may. */
  readonly professions?: readonly { readonly code: string; readonly display: string }[];
}

/** What readers are found by. */
export interface Asked {
  readonly policy: DossierPolicy;
  readonly facts: Facts;
  readonly matrix: Habilitation;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Every kind of caller, those that the dossier names first. */
export function readersOf(asked: Asked): readonly Reader[] {
  return [...named(asked.policy, asked.facts), ...OTHERS].map((one) => answered(asked, one));
}

/** A caller that might come. */
interface Candidate extends Pick<Reader, 'kind' | 'party' | 'namedIn'> {
  readonly as: Partial<Caller> & { readonly kind: CallerKind };
}

function named(policy: DossierPolicy, facts: Facts): Candidate[] {
  const patient = `patient:${policy.patient}`;
  return [
    { kind: 'patient', as: { kind: 'patient', actor: patient, ...identityOf(policy) } },
    ...(policy.delegates ?? []).map(({ id, kind, identity }): Candidate => ({
      ...{ kind: kind === 'legal' ? 'representative' : 'carer', namedIn: `Consent/${id}` },
      as: { kind: 'patient', identity, actor: 'patient:-' },
    })),
    ...policy.generalPractitioners
      .filter((key) => key.startsWith('ps:'))
      .map((key) => professional('general-practitioner', key, `Patient/${policy.patient}`)),
    ...policy.consents.flatMap(({ id, category, actors }) =>
      actors.flatMap((key) => ofConsent(category, key, `Consent/${id}`)),
    ),
    ...(policy.careTeam ?? []).map(({ id, actor, structure }) =>
      professional('care-team', actor, `CareTeam/${id}`, structure),
    ),
    ...(facts.author === patient ? [] : [depositor(facts.author)]),
  ];
}

function identityOf({ identities = [] }: DossierPolicy): { identity?: string } {
  const [identity] = identities;
  return identity === undefined ? {} : { identity };
}

function ofConsent(category: string, key: ActorKey, namedIn: string): Candidate[] {
  if (category === 'administration') return [professional('administrator', key, namedIn)];
  if (category === 'app-grant') {
    return [{ kind: 'application', party: key, namedIn, as: { kind: 'app', actor: key } }];
  }
  if (category !== 'consultation') return [];
  if (key.startsWith('ps:')) return [professional('named-professional', key, namedIn)];
  const as = { kind: 'professional', actor: 'ps:-', structure: key } as const;
  return [{ kind: 'named-structure', party: key, namedIn, as }];
}

function professional(
  kind: ReaderKind,
  actor: ActorKey,
  namedIn: string,
  structure?: ActorKey,
): Candidate {
  const works = structure === undefined ? {} : { structure };
  return { kind, party: actor, namedIn, as: { kind: 'professional', actor, ...works } };
}

function depositor(author: ActorKey): Candidate {
  const kind = DEPOSITORS[author.slice(0, author.indexOf(':'))] ?? 'unknown';
  return { kind: 'depositor', party: author, as: { kind, actor: author } };
}

const DEPOSITORS: Readonly<Partial<Record<string, CallerKind>>> = {
  ps: 'professional',
  st: 'structure',
  feeder: 'feeder',
  system: 'system',
  app: 'app',
};

const OTHERS: readonly Candidate[] = [
  { kind: 'other-professional', as: stranger('TREAT') },
  { kind: 'emergency', as: { ...stranger('BTG'), reason: '-' } },
  { kind: 'regulation', as: { ...stranger('ETREAT'), regulates: true } },
  { kind: 'other-structure', as: { kind: 'structure', actor: 'st:-' } },
];

function stranger(purpose: Purpose): Candidate['as'] {
  return { kind: 'professional', actor: 'ps:-', purpose };
}

function answered(asked: Asked, { as, ...told }: Candidate): Reader {
  if (as.kind !== 'professional') return { ...told, right: rightOf(asked, as) };
  const { professions } = asked.matrix;
  const rights = professions.map(({ code }) => rightOf(asked, { ...as, profession: code }));
  const may = professions.filter((_, at) => rights[at]?.kind === 'granted');
  // The refusal of most: that of a profession the matrix lets consult it.
  const ofMatrix = (right: Right): boolean => right.because === 'matrix-consult';
  const refusal = rights.find((right) => !ofMatrix(right)) ?? rights[0] ?? rightOf(asked, as);
  const right = rights.find(({ kind }) => kind === 'granted') ?? refusal;
  return { ...told, right, ...(may.length === professions.length ? {} : { professions: may }) };
}

function rightOf({ policy, facts, matrix, now }: Asked, as: Candidate['as']): Right {
  const caller: Caller = { ...NOBODY, ...as, space: policy.space };
  const entry = enter(caller, policy, now);
  const actor = isForPatient(entry) ? `patient:${policy.patient}` : caller.actor;
  const question = { type: 'DocumentReference', policy, entry, facts, matrix, now };
  return decide({ ...caller, actor }, { ...question, act: 'read' });
}

const NOBODY: Caller = {
  ...{ kind: 'unknown', space: 'main', actor: '-', name: '', purpose: 'TREAT' },
  scopes: [{ context: 'user', type: '*', may: 'cruds' }],
  token: { id: '', client: '', subject: '' },
  ...{ address: '', requestId: '' },
};

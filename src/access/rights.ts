/**
 * Which kind of caller may do what to which type: a table, no line means no. What the
 * caller comes to see within a type is settled by `entry.ts` and `visibility.ts`.
 */
import type { CallerKind } from './caller.js';
import type { LifeAct } from './life.js';

/**
 * What is done to a resource. `status`, `withdraw`, `archive`, `mask`, `reveal` and `supersede` are
 * the changes a DocumentReference knows; `verify` proves the whole trace, and shows none of it.
 */
export type Act =
  | 'read'
  | 'search'
  | 'create'
  | 'update'
  | 'delete'
  | 'status'
  | 'withdraw'
  | 'archive'
  | 'mask'
  | 'reveal'
  | 'supersede'
  | 'verify'
  | LifeAct;

type Line = Readonly<Partial<Record<string, readonly Act[]>>>;

const DIRECTORY: Line = {
  Practitioner: ['read', 'search'],
  PractitionerRole: ['read', 'search'],
  Organization: ['read', 'search'],
  HealthcareService: ['read', 'search'],
  Location: ['read', 'search'],
};

const KEEPS_DIRECTORY: Line = {
  Practitioner: ['read', 'search', 'create', 'update', 'delete'],
  PractitionerRole: ['read', 'search', 'create', 'update', 'delete'],
  Organization: ['read', 'search', 'create', 'update', 'delete'],
  HealthcareService: ['read', 'search', 'create', 'update', 'delete'],
  Location: ['read', 'search', 'create', 'update', 'delete'],
};

/** What happens in a dossier's life without its patient, by the registrar or in time. */
const KEEPS_DOSSIERS: readonly Act[] = ['open', 'activate', 'lapse', 'archive-dossier', 'erase'];

/** Each caller's own subscriptions: `decide.ts` shows nobody another's. */
const SUBSCRIBES: Line = { Subscription: ['read', 'search', 'create', 'update', 'delete'] };

const FEEDS: Line = {
  ...DIRECTORY,
  ...SUBSCRIBES,
  Patient: ['search'],
  DocumentReference: [
    'read',
    'search',
    'create',
    'status',
    'withdraw',
    'archive',
    'reveal',
    'supersede',
  ],
  List: ['read', 'search', 'create', 'update', 'status', 'withdraw', 'archive'],
  Binary: ['read', 'create'],
};

const RIGHTS: Readonly<Record<Exclude<CallerKind, 'tester'>, Line>> = {
  patient: {
    ...DIRECTORY,
    ...SUBSCRIBES,
    Patient: ['read', 'search', 'activate', 'oppose', 'close', 'request-erasure', 'reopen'],
    DocumentReference: [
      'read',
      'search',
      'create',
      'status',
      'withdraw',
      'archive',
      'mask',
      'supersede',
    ],
    List: ['read', 'search', 'create', 'update', 'status', 'withdraw', 'archive'],
    Binary: ['read', 'create'],
    Consent: ['read', 'search', 'create', 'update'],
    CareTeam: ['read', 'search', 'create', 'update'],
    RelatedPerson: ['read', 'search', 'create', 'update'],
    Communication: ['read', 'search'],
    AuditEvent: ['read', 'search'],
  },
  professional: {
    ...FEEDS,
    Patient: ['read', 'search'],
    Consent: ['read', 'search', 'create', 'update'],
    CareTeam: ['read', 'search', 'create', 'update'],
    AuditEvent: ['read', 'search'],
  },
  structure: FEEDS,
  feeder: FEEDS,
  registrar: {
    ...KEEPS_DIRECTORY,
    ...SUBSCRIBES,
    Patient: ['read', 'search', 'create', 'update', 'delete', ...KEEPS_DOSSIERS],
    Consent: ['create'],
    RelatedPerson: ['create'],
  },
  system: {
    ...DIRECTORY,
    ...SUBSCRIBES,
    Patient: ['search'],
    DocumentReference: ['create'],
    List: ['create'],
    Binary: ['create'],
  },
  app: {
    ...DIRECTORY,
    Patient: ['read', 'search'],
    DocumentReference: ['read', 'search'],
    List: ['read', 'search'],
    Binary: ['read'],
    Observation: ['read', 'search'],
  },
  operator: { AuditEvent: ['verify'] },
  unknown: {},
};

const READS: readonly Act[] = ['read', 'search'];

/**
 * Whether the table has a line for it. The tester may do everything, in the test space, but write
 * the trace.
 */
export function mayEver(kind: CallerKind, act: Act, type: string): boolean {
  if (kind === 'tester') return type !== 'AuditEvent' || READS.includes(act);
  return RIGHTS[kind][type]?.includes(act) ?? false;
}

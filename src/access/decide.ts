/**
 * The decision: may this caller do this to this resource? First refusal wins, default deny, each
 * step names its reason (`access-rules`, The line of a decision). Pure; a denial is an answer, with
 * the failure that shows it. What is hidden answers exactly as what does not exist (decision 15).
 */
import type { Said, Sentence } from '../fhir/language.js';
import type { ProblemCode } from '../fhir/problem.js';
import type { Caller } from './caller.js';
import { isGeneralPractitioner, isObjectedTo } from './consent.js';
import { isDeclaration, seesOwnDeclarations } from './declaring.js';
import { admits, isForPatient, type Entry } from './entry.js';
import { isWithdrawn, type Facts } from './facts.js';
import type { DocumentKind, Habilitation } from './habilitation.js';
import { isLifeAct, type LifeAct } from './life.js';
import type { DossierPolicy, Policy } from './policy.js';
import { mayEver, type Act } from './rights.js';
import {
  FEEDS_OTHERS,
  NOT_GRANTED,
  NOT_PATIENTS,
  NOT_WRITTEN,
  noSuchRight,
  OBJECTED,
  READS_ONLY,
  REFUSED,
} from './said/refusals.js';
import { decideStep } from './step.js';
import { isAuthor, isVisible } from './visibility.js';

/**
 * What is asked. `facts` are those of the version at the head; absent when it does not exist yet.
 */
export interface Question {
  readonly act: Act;
  readonly type: string;
  readonly policy: Policy;
  /** How far the caller came in (`entry.ts`). */
  readonly entry: Entry;
  readonly facts?: Facts;
  /** Whether the read is of the versions that were, not of the one that stands. */
  readonly past?: boolean;
  /** What a document about to be created is: not everybody deposits everything. */
  readonly deposit?: DocumentKind;
  readonly matrix: Habilitation;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether the caller has deposited anything in the dossier; asked only when `entry` is `own`. */
  readonly ownsSome?: boolean;
}

/** The answer, with its reason for the audit. */
export type Right =
  | { readonly kind: 'granted'; readonly because: string }
  | ({
      readonly kind: 'denied';
      readonly because: string;
      readonly answer: ProblemCode;
    } & Said);

/** Decides. */
export function decide(caller: Caller, question: Question): Right {
  const { entry, act, type, facts, policy } = question;
  if (!coveredByScope(caller, act, type)) return denied('scope', 'insufficient-scope');
  if (isLifeAct(act)) return decideStep(caller, act, question);
  if (entry.kind === 'elsewhere') return denied(entry.because, 'unknown-resource');
  if (!mayEver(caller.kind, act, type)) return forbidden(caller, act, type);
  if (entry.kind === 'none') return keptOut(entry);
  if (!admits(entry, type)) return denied('not-granted', 'not-allowed', NOT_GRANTED);
  if (act === 'create') return feeds(caller, question);
  if (facts === undefined) return { kind: 'granted', because: entry.because };
  const seen = sees(caller, question, facts);
  if (seen.kind === 'denied' || policy.kind === 'outside' || caller.kind === 'tester') return seen;
  return changes(caller, question, { facts, policy });
}

/** The refusal at the door: of a state or a token it says why, else one sentence for all. */
export function keptOut(entry: Entry & { kind: 'none' }): Right & { kind: 'denied' } {
  const { because, says, why } = entry;
  if (says !== undefined) return { kind: 'denied', because, answer: 'not-allowed', ...says };
  return why === undefined ? denied(because, 'no-access') : denied(because, 'not-allowed', why);
}

/** Steps 3 and 4: whether it may be deposited here, and if it is a document, one of its type. */
function feeds(caller: Caller, question: Question): Right {
  const { type, entry, policy, deposit } = question;
  const granted: Right = { kind: 'granted', because: entry.because };
  if (policy.kind === 'outside' || caller.kind === 'tester') return granted;
  if (isRegulation(entry)) return denied('regulation-reads', 'not-allowed', READS_ONLY);
  if (type !== 'DocumentReference' || deposit === undefined) return granted;
  const unwritten = isForPatient(entry)
    ? ofPatient(caller, question, deposit)
    : ofOthers(caller, question, { policy, deposit });
  return unwritten ?? granted;
}

/** The patient writes the types that are the patient's, and no others. */
function ofPatient(caller: Caller, { matrix }: Question, deposit: DocumentKind): Right | undefined {
  if (isWaived(caller) || matrix.mayPatientWrite(deposit)) return undefined;
  return denied('type-not-patients', 'not-allowed', NOT_PATIENTS);
}

function ofOthers(
  caller: Caller,
  { matrix, now }: Question,
  { policy, deposit }: { policy: DossierPolicy; deposit: DocumentKind },
): Right | undefined {
  const { typeCode = '' } = deposit;
  if (caller.feeds?.includes(typeCode) === false) {
    return denied('type-not-fed', 'not-allowed', FEEDS_OTHERS);
  }
  if (isObjectedTo(policy, typeCode, now)) return denied('objected-to', 'not-allowed', OBJECTED);
  if (caller.kind !== 'professional' || isWaived(caller)) return undefined;
  const mayWrite = matrix.may(caller.profession, 'write', deposit);
  return mayWrite ? undefined : denied('matrix-write', 'not-allowed', NOT_WRITTEN);
}

/** Whether the matrix does not keep a deposit out; what the patient decided always does. */
function isWaived({ waives }: Caller): boolean {
  return waives === 'matrix-write';
}

function isRegulation(entry: Entry): boolean {
  return entry.kind === 'whole' && entry.role === 'regulation';
}

/** Whether some scope of the token covers the act (SMART v2 letters). */
export function coveredByScope(caller: Caller, act: Act, type: string): boolean {
  const letter = isLifeAct(act) ? 'u' : LETTER[act];
  return caller.scopes.some(
    (scope) => (scope.type === '*' || scope.type === type) && scope.may.includes(letter),
  );
}

/** Whether a caller who came in this far finds the resource at all, leaving aside withdrawal. */
export function sees(caller: Caller, question: Question, facts: Facts): Right {
  const { entry, policy, ownsSome } = question;
  if (isAnothers(caller, question.type, facts)) return denied('anothers', 'unknown-resource');
  if (policy.kind === 'outside' || caller.kind === 'tester') {
    return { kind: 'granted', because: entry.because };
  }
  const isOwn = isAuthor(caller, facts);
  if (entry.kind === 'own' && !isOwn) {
    // A Patient is named by its dossier: who may only see own deposits is refused, not misled.
    const inside = ownsSome === true && question.type !== 'Patient';
    return denied('not-author', inside ? 'unknown-resource' : 'no-access');
  }
  if (!isVisible(caller, entry, facts)) return denied('hidden-by-label', 'unknown-resource');
  if (!isOwn && isWithheld(caller, question, facts)) {
    return denied('matrix-consult', 'unknown-resource');
  }
  return { kind: 'granted', because: isOwn ? 'author' : entry.because };
}

/** Step 6: the matrix, for documents, and for what holds their bytes. */
function isWithheld(caller: Caller, { type, matrix }: Question, facts: Facts): boolean {
  const isDocument =
    type === 'DocumentReference' || (type === 'Binary' && facts.document === undefined);
  if (caller.kind !== 'professional' || !isDocument) return false;
  return !matrix.may(caller.profession, 'consult', facts);
}

/** A subscription holds addresses and passwords of whoever made it. */
function isAnothers(caller: Caller, type: string, facts: Facts): boolean {
  if (caller.kind === 'tester' || isAuthor(caller, facts)) return false;
  return type === 'Subscription' || seesOwnDeclarations(caller.kind, type);
}

const LETTER: Readonly<Record<Exclude<Act, LifeAct>, string>> = {
  read: 'r',
  search: 's',
  create: 'c',
  update: 'u',
  delete: 'd',
  status: 'u',
  withdraw: 'u',
  archive: 'u',
  mask: 'u',
  reveal: 'u',
  supersede: 'u',
  verify: 'r',
};

/** Who may change what of a document that they see (`access-rules`, table of elements). */
function changes(
  caller: Caller,
  question: Question,
  at: { facts: Facts; policy: DossierPolicy },
): Right {
  const { act, entry } = question;
  // The patient's history keeps what was withdrawn (decision 2).
  const keeps = question.past === true && isForPatient(entry);
  if (isWithdrawn(at.facts) && !keeps) return denied('withdrawn', 'gone');
  if (act === 'read' || act === 'search') return { kind: 'granted', because: entry.because };
  if (isRegulation(entry)) return denied('regulation-reads', 'not-allowed', READS_ONLY);
  if (mayChange(caller, question, at)) return { kind: 'granted', because: `may-${act}` };
  return denied('not-author', 'not-allowed', REFUSED[act]);
}

function mayChange(
  caller: Caller,
  question: Question,
  at: { facts: Facts; policy: DossierPolicy },
): boolean {
  const author = isAuthor(caller, at.facts);
  switch (question.act) {
    case 'status':
    case 'archive':
      return author;
    case 'withdraw':
    case 'supersede':
      return author || sameStructure(caller, at.facts);
    case 'mask':
      return isForPatient(question.entry) || isAuthorised(question.entry);
    case 'reveal':
      return author || isGeneralPractitioner(at.policy, caller);
    case 'delete':
      return caller.kind === 'registrar';
    case 'update':
      return author || caller.kind === 'registrar' || isOwnDeclaration(question);
    default:
      return false;
  }
}

/** What is declared of a dossier is its patient's, whoever declared it. */
function isOwnDeclaration({ entry, type }: Question): boolean {
  return isForPatient(entry) && isDeclaration(type);
}

/** Whether a professional came in by an authorisation, who may mask at the patient's request. */
function isAuthorised(entry: Entry): boolean {
  return entry.kind === 'whole' && entry.role === 'professional';
}

function sameStructure(caller: Caller, facts: Facts): boolean {
  return caller.structure !== undefined && caller.structure === facts.authorStructure;
}

function forbidden(caller: Caller, act: Act, type: string): Right {
  return denied('no-line-in-rights', 'not-allowed', noSuchRight(caller, act, type));
}

function denied(because: string, answer: ProblemCode, why?: Sentence): Right & { kind: 'denied' } {
  return { kind: 'denied', because, answer, ...(why ?? {}) };
}

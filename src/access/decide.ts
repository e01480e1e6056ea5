/**
 * The decision: may this caller do this to this resource? First refusal wins, default deny, each
 * step names its reason (`access-rules`, The line of a decision). Pure; a denial is an answer, with
 * the failure that shows it. What is hidden answers exactly as what does not exist (decision 15).
 */
import type { ProblemCode } from '../fhir/problem.js';
import type { Caller } from './caller.js';
import { isGeneralPractitioner } from './consent.js';
import type { Entry } from './entry.js';
import { isWithdrawn, type Facts } from './facts.js';
import type { DossierPolicy, Policy } from './policy.js';
import { mayEver, type Act } from './rights.js';
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
  /** The type of a document about to be created: a feeder deposits its own types only. */
  readonly typeCode?: string;
  /** Whether the caller has deposited anything in the dossier; asked only when `entry` is `own`. */
  readonly ownsSome?: boolean;
}

/** The answer, with its reason for the audit. */
export type Right =
  | { readonly kind: 'granted'; readonly because: string }
  | {
      readonly kind: 'denied';
      readonly because: string;
      readonly answer: ProblemCode;
      readonly why?: string;
    };

/** Decides. */
export function decide(caller: Caller, question: Question): Right {
  const { entry, act, type, facts, policy } = question;
  if (!coveredByScope(caller, act, type)) return denied('scope', 'insufficient-scope');
  if (entry.kind === 'elsewhere') return denied(entry.because, 'unknown-resource');
  if (!mayEver(caller.kind, act, type)) return forbidden(caller, act, type);
  if (entry.kind === 'none') return denied(entry.because, 'no-access');
  if (act === 'create') return feeds(caller, question);
  if (facts === undefined) return { kind: 'granted', because: entry.because };
  const seen = sees(caller, question, facts);
  if (seen.kind === 'denied' || policy.kind === 'outside' || caller.kind === 'tester') return seen;
  return changes(caller, question, { facts, policy });
}

/** Whether a document of this type may be deposited: a feeder has a list of its types. */
function feeds(caller: Caller, { type, typeCode, entry }: Question): Right {
  const isListed = caller.feeds === undefined || caller.feeds.includes(typeCode ?? '');
  if (type !== 'DocumentReference' || isListed) return { kind: 'granted', because: entry.because };
  return denied('type-not-fed', 'not-allowed', FEEDS_OTHERS);
}

const FEEDS_OTHERS = 'This feeder deposits other types of documents than the one sent.';

/** Whether some scope of the token covers the act (SMART v2 letters). */
export function coveredByScope(caller: Caller, act: Act, type: string): boolean {
  const letter = LETTER[act];
  return caller.scopes.some(
    (scope) => (scope.type === '*' || scope.type === type) && scope.may.includes(letter),
  );
}

/** Whether a caller who came in this far finds the resource at all, leaving aside withdrawal. */
export function sees(caller: Caller, question: Question, facts: Facts): Right {
  const { entry, policy, ownsSome } = question;
  if (isAnothers(caller, question.type, facts)) return denied('not-subscriber', 'unknown-resource');
  if (policy.kind === 'outside' || caller.kind === 'tester') {
    return { kind: 'granted', because: entry.because };
  }
  if (entry.kind === 'own' && !isAuthor(caller, facts)) {
    // A Patient is named by its dossier: who may only see own deposits is refused, not misled.
    const inside = ownsSome === true && question.type !== 'Patient';
    return denied('not-author', inside ? 'unknown-resource' : 'no-access');
  }
  if (!isVisible(caller, policy, facts)) return denied('hidden-by-label', 'unknown-resource');
  return { kind: 'granted', because: isAuthor(caller, facts) ? 'author' : entry.because };
}

/** A subscription holds addresses and passwords of whoever made it. */
function isAnothers(caller: Caller, type: string, facts: Facts): boolean {
  return type === 'Subscription' && caller.kind !== 'tester' && !isAuthor(caller, facts);
}

const LETTER: Readonly<Record<Act, string>> = {
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
};

/** Who may change what of a document that they see (`access-rules`, table of elements). */
function changes(
  caller: Caller,
  question: Question,
  at: { facts: Facts; policy: DossierPolicy },
): Right {
  const { act, entry } = question;
  // The patient's history keeps what was withdrawn (decision 2).
  const keeps = question.past === true && caller.kind === 'patient';
  if (isWithdrawn(at.facts) && !keeps) return denied('withdrawn', 'gone');
  if (act === 'read' || act === 'search') return { kind: 'granted', because: entry.because };
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
      return caller.kind === 'patient';
    case 'reveal':
      return author || isGeneralPractitioner(at.policy, caller);
    case 'delete':
      return caller.kind === 'registrar';
    case 'update':
      return author || caller.kind === 'registrar' || isOwnConsent(caller, question);
    default:
      return false;
  }
}

/** A patient's Consents are the patient's, whoever declared them. */
function isOwnConsent(caller: Caller, question: Question): boolean {
  return caller.kind === 'patient' && question.type === 'Consent';
}

const REFUSED: Readonly<Partial<Record<Act, string>>> = {
  status: 'Only the author may change the status of a document.',
  withdraw: 'Only the author, or the same structure, may withdraw a document.',
  archive: 'Only the author may archive a document.',
  supersede: 'Only the author, or the same structure, may replace a document.',
  mask: 'Only the patient may mask or unmask a document.',
  reveal: 'Only the author or the médecin traitant may release a document to the patient.',
  update: 'Only the author may change this resource.',
  delete: 'Only the registrar may delete this resource.',
};

function sameStructure(caller: Caller, facts: Facts): boolean {
  return caller.structure !== undefined && caller.structure === facts.authorStructure;
}

function forbidden(caller: Caller, act: Act, type: string): Right {
  return denied(
    'no-line-in-rights',
    'not-allowed',
    `A caller of kind ${caller.kind} may not ${act} ${type}.`,
  );
}

function denied(because: string, answer: ProblemCode, why?: string): Right {
  return { kind: 'denied', because, answer, ...(why === undefined ? {} : { why }) };
}

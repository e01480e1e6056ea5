/**
 * The catalogue of failures: for each, the HTTP status, the OperationOutcome issue type and the
 * public sentence, which says what is wrong and how to mend it. Private facts go in `cause` and are
 * never shown. https://hl7.org/fhir/R4/operationoutcome.html
 */
import type { Language } from './language.js';

/** One issue of an OperationOutcome. `expression` is a FHIRPath location in what was sent. */
export interface Issue {
  readonly severity: 'fatal' | 'error' | 'warning' | 'information';
  /** https://hl7.org/fhir/R4/valueset-issue-type.html */
  readonly code: string;
  readonly diagnostics: string;
  /** The same in French, for who asks for it. */
  readonly french?: string;
  /** Where the rule is written: the canonical of a profile, or the address of a page. */
  readonly clause?: string;
  readonly expression?: readonly string[];
  /** A code of this server by which a program can tell the case, e.g. `expired-token`. */
  readonly detail?: string;
}

interface Entry {
  readonly status: number;
  readonly code: string;
  readonly text: string;
}

const CATALOGUE = {
  'invalid-json': {
    status: 400,
    code: 'structure',
    text: 'The body is not one whole JSON object: {why}.',
  },
  'invalid-xml': {
    status: 400,
    code: 'structure',
    text: 'The body is not FHIR XML: {why}.',
  },
  'wrong-resource-type': {
    status: 400,
    code: 'invalid',
    text: 'The address names {expected}, the body is {found}. Send the one the address names.',
  },
  'id-mismatch': {
    status: 400,
    code: 'value',
    text: 'The id in the body must be there and equal the id in the address.',
  },
  'reserved-id': {
    status: 400,
    code: 'value',
    text: 'Ids of this form are made by the server. Choose another id, or POST without one.',
  },
  'not-conformant': { status: 400, code: 'invalid', text: 'The resource does not conform.' },
  'invalid-search': { status: 400, code: 'value', text: '{why}' },
  'invalid-request': { status: 400, code: 'invalid', text: '{why}' },
  'patient-required': {
    status: 400,
    code: 'required',
    text: 'Name the patient: add `patient` or `patient.identifier` to the search.',
  },
  unauthenticated: {
    status: 401,
    code: 'login',
    text: 'A valid bearer token for this server is required.',
  },
  'no-access': {
    status: 403,
    code: 'forbidden',
    text: 'You have no access to this dossier. Ask the patient for an authorisation.',
  },
  'not-allowed': { status: 403, code: 'forbidden', text: '{why}' },
  'insufficient-scope': {
    status: 403,
    code: 'forbidden',
    text: 'The scope of the token does not cover this interaction.',
  },
  'unknown-type': {
    status: 404,
    code: 'not-supported',
    text: 'This server has no resource type of that name. Names are case-sensitive; see /metadata.',
  },
  'unknown-route': {
    status: 404,
    code: 'not-found',
    text: 'There is nothing at this address. See /metadata for what there is.',
  },
  'unknown-operation': {
    status: 404,
    code: 'not-supported',
    text: 'There is no operation of that name at this address. See /metadata for those there are.',
  },
  'unknown-export': {
    status: 404,
    code: 'not-found',
    text: 'There is no such export, or no longer: it was cancelled, or is older than a day. Begin a new one.',
  },
  'unknown-resource': { status: 404, code: 'not-found', text: 'No such resource.' },
  'unknown-code': { status: 404, code: 'not-found', text: '{why}' },
  'unknown-patient': {
    status: 404,
    code: 'not-found',
    text: 'No dossier is open for this patient.',
  },
  'method-not-allowed': { status: 405, code: 'not-supported', text: '{why}' },
  'not-acceptable': {
    status: 406,
    code: 'not-supported',
    text: 'Only {offered} can be given. Name one of them in Accept, or leave Accept out.',
  },
  conflict: { status: 409, code: 'conflict', text: '{why}' },
  'identifier-taken': {
    status: 409,
    code: 'duplicate',
    text: 'An identifier in this submission is in use. Nothing was stored. Send new identifiers for a new document.',
  },
  gone: { status: 410, code: 'deleted', text: 'The resource was deleted.' },
  'page-expired': {
    status: 410,
    code: 'expired',
    text: 'This page link has expired. Start the search again.',
  },
  'precondition-failed': { status: 412, code: 'conflict', text: '{why}' },
  'too-large': {
    status: 413,
    code: 'too-long',
    text: 'The body is larger than {limit} bytes. Send it in smaller parts.',
  },
  'too-many-requests': {
    status: 429,
    code: 'throttled',
    text: 'This was asked too often. Try again in {seconds} seconds.',
  },
  'unsupported-media-type': {
    status: 415,
    code: 'not-supported',
    text: 'Send {offered} and name it in Content-Type.',
  },
  'too-costly': { status: 422, code: 'too-costly', text: '{why}' },
  unprocessable: { status: 422, code: 'processing', text: '{why}' },
  'range-not-satisfiable': {
    status: 416,
    code: 'value',
    text: 'The asked range lies outside the document, which has {size} bytes.',
  },
  internal: {
    status: 500,
    code: 'exception',
    text: 'The server failed. The request id names the case in its log.',
  },
  overloaded: {
    status: 503,
    code: 'throttled',
    text: 'The server is busy. Try again in {seconds} seconds.',
  },
  'outcome-unknown': {
    status: 503,
    code: 'transient',
    text: 'It is not known whether the change was made. Send the same request again.',
  },
  unavailable: {
    status: 503,
    code: 'transient',
    text: 'The store or the audit cannot be written. Nothing was disclosed or changed. Try again later.',
  },
} as const satisfies Record<string, Entry>;

/** The name of a failure. */
export type ProblemCode = keyof typeof CATALOGUE;

/** What fills the sentence, and where in the request the fault lies. */
export interface ProblemFacts {
  readonly why?: string;
  /** The whole sentence in French, for who asks for it. */
  readonly french?: string;
  readonly expected?: string;
  readonly found?: string;
  readonly offered?: string;
  readonly limit?: number;
  readonly size?: number;
  readonly seconds?: number;
  readonly expression?: string;
  /** A code by which a program can tell the case; see `Issue.detail`. */
  readonly detail?: string;
  /** Replaces the single issue: several faults told at once. */
  readonly issues?: readonly Issue[];
  /** Replaces the catalogue's status, where one failure has several (401 by cause, 405 by type). */
  readonly status?: number;
  /** For the log only. */
  readonly cause?: unknown;
}

/** A failure that becomes an OperationOutcome at the edge. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly issues: readonly Issue[];

  constructor(code: ProblemCode, facts: ProblemFacts) {
    super(code, { cause: facts.cause });
    this.code = code;
    this.status = facts.status ?? CATALOGUE[code].status;
    this.issues = facts.issues ?? [onlyIssue(code, facts)];
  }
}

/** Makes a failure of the catalogue, to be thrown by the edge of a use case. */
export function problem(code: ProblemCode, facts: ProblemFacts = {}): Problem {
  return new Problem(code, facts);
}

/** Every failure of the catalogue with its status and sentence, for the documentation. */
export function problemCatalogue(): Readonly<Record<ProblemCode, Entry>> {
  return CATALOGUE;
}

function onlyIssue(code: ProblemCode, facts: ProblemFacts): Issue {
  const entry = CATALOGUE[code];
  return {
    severity: 'error',
    code: entry.code,
    diagnostics: sentence(entry.text, facts),
    ...(facts.french === undefined ? {} : { french: facts.french }),
    detail: facts.detail ?? code,
    ...(facts.expression === undefined ? {} : { expression: [facts.expression] }),
  };
}

function sentence(text: string, facts: ProblemFacts): string {
  const values: Record<string, unknown> = { ...facts };
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

/** The OperationOutcome that shows issues to a client, in French where an issue knows French. */
export function operationOutcome(
  issues: readonly Issue[],
  language: Language = 'en',
): Record<string, unknown> {
  return { resourceType: 'OperationOutcome', issue: issues.map((one) => shown(one, language)) };
}

function shown(issue: Issue, language: Language): Record<string, unknown> {
  const isFrench = language === 'fr' && issue.french !== undefined;
  const said = isFrench ? issue.french : issue.diagnostics;
  const see = isFrench ? 'Voir' : 'See';
  return {
    severity: issue.severity,
    code: issue.code,
    ...(issue.detail === undefined ? {} : { details: { coding: [{ code: issue.detail }] } }),
    diagnostics: issue.clause === undefined ? said : `${said} ${see} ${issue.clause}`,
    ...(issue.expression === undefined ? {} : { expression: issue.expression }),
  };
}

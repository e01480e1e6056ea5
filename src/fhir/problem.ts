/**
 * A failure of the catalogue, with the facts that fill its sentence, and the OperationOutcome that
 * shows it in English or French. Private facts go in `cause` and are never shown.
 * https://hl7.org/fhir/R4/operationoutcome.html
 */
import type { Language, Said, Sentence } from './language.js';
import { CATALOGUE, type Entry } from './said/catalogue.js';

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

/** The name of a failure. */
export type ProblemCode = keyof typeof CATALOGUE;

/** What fills the sentence, and where in the request the fault lies. */
export type ProblemFacts = Facts & Said;

interface Facts {
  readonly expected?: string;
  readonly found?: string;
  /** A name, or several as `oneOf` and `allOf` enumerate them. */
  readonly offered?: string | Sentence;
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
    diagnostics: filled(entry.text, facts, 'why'),
    french: filled(entry.french, facts, 'french'),
    detail: facts.detail ?? code,
    ...(facts.expression === undefined ? {} : { expression: [facts.expression] }),
  };
}

/** A sentence with its braces filled in; what is told in both languages, in this one. */
function filled(text: string, facts: ProblemFacts, told: keyof Sentence): string {
  const { offered } = facts;
  const values: Record<string, unknown> = {
    ...facts,
    why: facts[told],
    offered: typeof offered === 'object' ? offered[told] : offered,
  };
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

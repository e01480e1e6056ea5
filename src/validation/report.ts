/**
 * Collects the issues of one validation, in the order they are found: all of them, up to a limit
 * that keeps the answer readable. https://hl7.org/fhir/R4/operationoutcome.html
 */
import type { Issue } from '../fhir/problem.js';
import { isCutOut, isNumber, numberText } from '../fhir/json.js';

/** Errors told at most, and as many warnings: one bad list must not make an answer of megabytes. */
export const ISSUES_MAX = 200;
/** Errors looked for at most: whoever has so many needs no exact count of the others. */
const ERRORS_MAX = 1_000;
const SHOWN_LENGTH_MAX = 60;

/** What is wrong and how to mend it, in both languages; and the profile that says so. */
export interface Said {
  readonly text: string;
  readonly french: string;
  readonly source?: { readonly title: string; readonly url: string };
}

/** Where issues are put. `code` is one of R4's issue types, `at` a FHIRPath location. */
export interface Report {
  error(code: string, at: string, said: string | Said): void;
  warning(code: string, at: string, said: string | Said): void;
  /** How many errors were put in so far. */
  errors(): number;
  /**
   * Whether enough errors were found: looking on would only cost time. Whoever is told so stops,
   * and the last issue says that there may be more.
   */
  isFull(): boolean;
  /** What was put in so far. A last one says how many were left out. */
  issues(): Issue[];
}

/** An empty report, which is full when it has `enough` errors. */
export function makeReport(enough = ERRORS_MAX): Report {
  const issues: Issue[] = [];
  const counts = { error: 0, warning: 0, isLeast: false };
  const add = (severity: 'error' | 'warning', code: string, at: string, said: string | Said) => {
    counts[severity] += 1;
    if (counts[severity] > ISSUES_MAX) return;
    issues.push({ severity, code, ...worded(said), expression: [at] });
  };
  return {
    errors: () => counts.error,
    isFull: () => {
      counts.isLeast ||= counts.error >= enough;
      return counts.isLeast;
    },
    error: (code, at, diagnostics) => add('error', code, at, diagnostics),
    warning: (code, at, diagnostics) => add('warning', code, at, diagnostics),
    issues: () => [...issues, ...remainder(counts)],
  };
}

function worded(said: string | Said): Pick<Issue, 'diagnostics' | 'french' | 'clause'> {
  if (typeof said === 'string') return { diagnostics: said };
  const { text, french, source } = said;
  return { diagnostics: text, french, ...(source === undefined ? {} : { clause: source.url }) };
}

interface Counts {
  readonly error: number;
  readonly warning: number;
  /** Whether somebody stopped looking. */
  readonly isLeast: boolean;
}

function remainder(counts: Counts): Issue[] {
  const over = Math.max(0, counts.error - ISSUES_MAX) + Math.max(0, counts.warning - ISSUES_MAX);
  if (over === 0) return [];
  const count = counts.isLeast ? `At least ${over}` : String(over);
  const diagnostics = `${count} further issues are not shown. Mend these, and send it again.`;
  return [{ severity: 'information', code: 'incomplete', diagnostics }];
}

/** A value as a sentence can name it: quoted when it is text, cut when it is long. */
export function shown(value: unknown): string {
  if (isCutOut(value)) return 'a base64 text';
  if (isNumber(value)) return `the number ${cut(numberText(value))}`;
  if (typeof value === 'string') return `"${cut(value)}"`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

function cut(text: string): string {
  return text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text;
}

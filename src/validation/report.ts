/**
 * Collects the issues of one validation, in the order they are found: all of them, up to a limit
 * that keeps the answer readable. https://hl7.org/fhir/R4/operationoutcome.html
 */
import type { Issue } from '../fhir/problem.js';
import { isCutOut, isNumber, numberText } from '../fhir/json.js';

/** Errors told at most, and as many warnings: one bad list must not make an answer of megabytes. */
export const ISSUES_MAX = 200;
/** Errors looked for at most: whoever has so many needs no exact count of the others. */
const ERRORS_MAX = 250;
const SHOWN_LENGTH_MAX = 60;

/** Words in both languages. */
export interface Words {
  readonly text: string;
  readonly french: string;
}

/** What is wrong and how to mend it; and where it is written: a profile, or a page of R4. */
export interface Said extends Words {
  readonly source?: { readonly url: string };
}

/** Where issues are put. `code` is one of R4's issue types, `at` a FHIRPath location. */
export interface Report {
  error(code: string, at: string, said: Said): void;
  warning(code: string, at: string, said: Said): void;
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
  const add = (severity: 'error' | 'warning', code: string, at: string, said: Said) => {
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
    error: (code, at, said) => add('error', code, at, said),
    warning: (code, at, said) => add('warning', code, at, said),
    issues: () => [...issues, ...remainder(counts)],
  };
}

/** Visits items in their order, and leaves the rest once a report is full. */
export function untilFull<T>(
  report: Report,
  items: readonly T[],
  visit: (item: T, index: number) => void,
): void {
  items.every((item, index) => {
    if (report.isFull()) return false;
    visit(item, index);
    return true;
  });
}

function worded({ text, french, source }: Said): Pick<Issue, 'diagnostics' | 'french' | 'clause'> {
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
  const { isLeast } = counts;
  const diagnostics = `${isLeast ? 'At least ' : ''}${over} further issues are not shown. Mend these, and send it again.`;
  const french = `${isLeast ? 'Au moins ' : ''}${over} autres anomalies ne sont pas montrées. Corriger celles-ci, puis renvoyer.`;
  return [{ severity: 'information', code: 'incomplete', diagnostics, french }];
}

/** The same words in both languages. */
export function words(text: string, french: string = text): Words {
  return { text, french };
}

/** A value as a sentence can name it: a code or a number itself, cut when it is long. */
export function shown(value: unknown): Words {
  if (isNumber(value)) return both(numberText(value), 'the number ', 'le nombre ');
  if (typeof value === 'string' && !isCutOut(value)) return quoted(value);
  return kindOf(value);
}

/** A reference, without what a search in it asks for: that may say who somebody is. */
export function shownReference(text: string): Words {
  return shown(text.replace(/\?.*$/s, '?…'));
}

/** What kind of JSON a value is, where it is not told itself: it may say who somebody is. */
export function kindOf(value: unknown): Words {
  if (isNumber(value)) return words('a number', 'un nombre');
  if (isCutOut(value)) return words('a base64 text', 'un texte en base64');
  if (value === '') return words('an empty text', 'un texte vide');
  if (typeof value === 'string') return words('a text', 'un texte');
  if (Array.isArray(value) && value.length === 0) return words('an empty array', 'un tableau vide');
  if (Array.isArray(value)) return words('an array', 'un tableau');
  if (typeof value === 'object' && value !== null) return words('an object', 'un objet');
  return words(String(value));
}

function both(value: string, before: string, beforeInFrench: string): Words {
  return words(before + cut(value), beforeInFrench + cut(value));
}

function quoted(value: string): Words {
  return words(`"${cut(value)}"`, `« ${cut(value)} »`);
}

/** A text as long as a sentence can take it. */
export function cut(text: string, length = SHOWN_LENGTH_MAX): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

/**
 * How a token is refused: a 401 that says what is wrong with it, and the challenge that goes with
 * it in `WWW-Authenticate`. https://www.rfc-editor.org/rfc/rfc6750#section-3
 */
import type { Sentence } from '../fhir/language.js';
import { problem, type Problem } from '../fhir/problem.js';

/**
 * Why no caller could be made. A request without a token is told apart from one whose token is
 * refused.
 */
export type RefusalCode = 'missing-token' | 'invalid-token' | 'expired-token';

/**
 * The 401 for a refused or missing token. Its sentence is public, and in English, as the challenge
 * bears it, printable ASCII without quotes.
 */
export function refusal(code: RefusalCode, said: Sentence, cause?: unknown): Problem {
  const issue = code === 'expired-token' ? 'expired' : 'login';
  const { why: diagnostics, french } = said;
  const issues = [{ severity: 'error', code: issue, diagnostics, french, detail: code }] as const;
  return problem('unauthenticated', { issues, ...(cause === undefined ? {} : { cause }) });
}

/**
 * The value of `WWW-Authenticate` that goes with a 401, and with a 403 for want of scope; undefined
 * for any other failure. Without a token no error is named, as RFC 6750 asks.
 */
export function challenge(failure: Problem, realm: string): string | undefined {
  const scheme = `Bearer realm="${realm}"`;
  const [issue] = failure.issues;
  if (issue === undefined) return undefined;
  if (failure.code === 'insufficient-scope') {
    return `${scheme}, error="insufficient_scope", error_description="${issue.diagnostics}"`;
  }
  if (failure.code !== 'unauthenticated') return undefined;
  if (issue.detail !== 'invalid-token' && issue.detail !== 'expired-token') return scheme;
  return `${scheme}, error="invalid_token", error_description="${issue.diagnostics}"`;
}

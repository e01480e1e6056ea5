/** Whose fault it is: the failure of an entry, told at its place in the bundle (T-11). */
import { problem, Problem, type Issue } from '../../fhir/problem.js';
import { inOtherWords } from '../../records/traces/refused.js';

/** The failure of an entry, its locations below `Bundle.entry[at]`; what is no Problem as it is. */
export function located(failure: unknown, at: number): unknown {
  if (!(failure instanceof Problem)) return failure;
  const { code, status, cause } = failure;
  const issues = failure.issues.map((issue) => moved(issue, `Bundle.entry[${at}]`));
  return inOtherWords(failure, problem(code, { status, cause, issues }));
}

function moved(issue: Issue, place: string): Issue {
  const given = issue.expression ?? [];
  const expression = given.length === 0 ? [place] : given.map((one) => below(one, place));
  return { ...issue, expression };
}

/** `Patient.name` is said of the entry's resource, `request.url` of the entry. */
function below(expression: string, place: string): string {
  if (expression.startsWith('Bundle.entry[')) return expression;
  const ofResource = /^[A-Z]\w*(.*)$/s.exec(expression);
  return ofResource === null ? `${place}.${expression}` : `${place}.resource${ofResource[1] ?? ''}`;
}

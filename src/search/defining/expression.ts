/**
 * The FHIRPath of SearchParameters, divided: elements, `as` and `ofType`, `where(…)`,
 * `extension(…)`, `|`, parentheses and a first entry are all that is read; whoever walks the steps
 * refuses others.
 * https://hl7.org/fhir/R4/searchparameter-definitions.html#SearchParameter.expression
 */

/** Longer ones are refused: the longest of R4 has about 2,200 characters. */
const LENGTH_MAX = 4_000;
/** Parentheses within parentheses. */
const DEPTH_MAX = 20;

/**
 * The alternatives of an expression, each as its steps, casts written `as(Type)`. Throws an Error
 * of one sentence where parentheses or quotes do not fit.
 */
export function alternatives(expression: string, depth = 0): string[][] {
  if (expression.length > LENGTH_MAX) throw new Error(`it is longer than ${LENGTH_MAX} characters`);
  if (depth > DEPTH_MAX) throw new Error('its parentheses are too deep');
  return parted(expression, '|').flatMap((each) => stepsOf(each.trim(), depth));
}

function stepsOf(alternative: string, depth: number): string[][] {
  const [, body = alternative, type] = /^(.*\S)\s+as\s+([\w.]+)$/s.exec(alternative) ?? [];
  const [first = '', ...rest] = parted(body, '.').map((step) => step.trim());
  const cast = type === undefined ? [] : [`as(${type})`];
  if (!first.startsWith('(')) return [[first, ...rest, ...cast]];
  if (!first.endsWith(')')) throw new Error('its parentheses do not fit');
  return alternatives(first.slice(1, -1), depth + 1).map((inner) => [...inner, ...rest, ...cast]);
}

/** Divided at each separator that stands in no parentheses and no quotes. */
function parted(text: string, separator: string): string[] {
  const parts: string[] = [];
  let [depth, from, quoted] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === "'") quoted = !quoted;
    if (quoted) continue;
    if (sign === '(') depth++;
    if (sign === ')') depth--;
    if (depth < 0) throw new Error('its parentheses do not fit');
    if (sign !== separator || depth > 0) continue;
    parts.push(text.slice(from, at));
    from = at + 1;
  }
  if (quoted || depth > 0) throw new Error('its parentheses or quotes do not fit');
  return [...parts, text.slice(from)];
}

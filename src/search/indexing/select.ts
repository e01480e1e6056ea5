/**
 * The small path language of `profiles/search-parameters.json`: elements joined by dots,
 * `extension('url')`, `where(element='value')`, and `element[0]`. Lists are walked through, as in
 * FHIRPath; whatever is absent or of another shape selects nothing.
 * https://hl7.org/fhir/R4/searchparameter-definitions.html#SearchParameter.expression
 */

/** One step of a path. */
type Step =
  | { readonly kind: 'element'; readonly name: string }
  | { readonly kind: 'first'; readonly name: string }
  | { readonly kind: 'where'; readonly name: string; readonly equals: string };

/** A compiled path. */
export type Path = readonly Step[];

const STEP = /(?:extension\('([^']+)'\)|where\((\w+)='([^']*)'\)|([A-Za-z]\w*)(\[0\])?)(?:\.|$)/y;

/**
 * Compiles a path of the data file. A path that is not of the language is a fault of that file:
 * throws.
 */
export function compilePath(text: string): Path {
  const steps: Step[] = [];
  STEP.lastIndex = 0;
  for (let at = 0; at < text.length; at = STEP.lastIndex) {
    const match = STEP.exec(text);
    if (match === null) throw new Error(`not a search path: ${text}`);
    steps.push(...stepsOf(match));
  }
  return steps;
}

/** What a path selects in a resource or a part of one, in document order. Never throws. */
export function select(from: unknown, path: Path): readonly unknown[] {
  let nodes: readonly unknown[] = [from];
  for (const step of path) {
    const [only] = nodes;
    nodes = nodes.length === 1 ? walk(only, step) : nodes.flatMap((node) => walk(node, step));
    if (nodes.length === 0) return nodes;
  }
  return nodes;
}

/** Whether a node is an object with elements. */
export function isElement(node: unknown): node is Readonly<Record<string, unknown>> {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

/** The text of an element, or undefined where it is absent, empty or no text. */
export function textOf(node: unknown, name: string): string | undefined {
  const value = isElement(node) ? node[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A value as the list it repeats in: a missing one is the empty list. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

function stepsOf([, url, where, equals, name, first]: RegExpExecArray): Step[] {
  if (name !== undefined) return [{ kind: first === undefined ? 'element' : 'first', name }];
  if (where !== undefined) return [{ kind: 'where', name: where, equals: equals ?? '' }];
  return [
    { kind: 'element', name: 'extension' },
    { kind: 'where', name: 'url', equals: url ?? '' },
  ];
}

function walk(node: unknown, step: Step): readonly unknown[] {
  if (!isElement(node)) return [];
  if (step.kind === 'where') return node[step.name] === step.equals ? [node] : [];
  const nodes = Object.hasOwn(node, step.name) ? listOf(node[step.name]) : [];
  return step.kind === 'first' ? nodes.slice(0, 1) : nodes;
}

/**
 * The part of XPath by which XML Patch names one node of a resource: names of elements, each with
 * conditions `[2]`, `[@url='…']`, `[system/@value='…']`, at the end perhaps an attribute. Prefixes
 * are not looked at, for a resource has elements of FHIR only.
 * https://www.rfc-editor.org/rfc/rfc5261#section-4.1
 */
import type { XmlElement } from './tree.js';

/** A selector, read. */
export interface Selector {
  readonly steps: readonly Step[];
  /** The attribute that is meant, where it is not the element. */
  readonly attribute?: string;
}

interface Step {
  readonly name: string;
  readonly conditions: readonly Condition[];
}

/** A position from 1, or a path below the element that must have a value. */
type Condition =
  | { readonly kind: 'position'; readonly position: number }
  | { readonly kind: 'equals'; readonly path: readonly string[]; readonly value: string };

/** An element that was selected; the root has no parent. */
export interface Selected {
  readonly element: XmlElement;
  readonly parent?: XmlElement;
}

const STEPS_MAX = 20;
const NAME = '(?:[A-Za-z_][\\w.-]*:)?([A-Za-z_][\\w.-]*)';
const CONDITIONS = '((?:\\[(?:[^\\]"\']|"[^"]*"|\'[^\']*\')*\\])*)';
const STEP = new RegExp(`/?${NAME}${CONDITIONS}`, 'y');
const ENDING = /^(.*?)(?:\/@(?:[\w.-]+:)?([A-Za-z]+))?$/s;
const CONDITION = /\[\s*(?:(\d{1,6})|([\w.:/@-]+)\s*=\s*("[^"]*"|'[^']*'))\s*\]/y;

/** Reads a selector; undefined for what is not of this part of XPath. */
export function parseSelector(text: string): Selector | undefined {
  const [, path = '', attribute] = ENDING.exec(text) ?? [];
  const steps: Step[] = [];
  for (let at = 0; at < path.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const [whole, name = '', conditions = ''] = STEP.exec(path) ?? [];
    const read = conditionsOf(conditions);
    // Each step but the first begins with its slash.
    if (whole === undefined || read === undefined || (at > 0 && path[at] !== '/')) return undefined;
    steps.push({ name, conditions: read });
  }
  if (steps.length === 0 || steps.length > STEPS_MAX) return undefined;
  return attribute === undefined ? { steps } : { steps, attribute };
}

function conditionsOf(text: string): Condition[] | undefined {
  const conditions: Condition[] = [];
  for (let at = 0; at < text.length; at = CONDITION.lastIndex) {
    CONDITION.lastIndex = at;
    const [whole, position, path = '', quoted = ''] = CONDITION.exec(text) ?? [];
    if (whole === undefined) return undefined;
    conditions.push(
      position === undefined
        ? { kind: 'equals', path: path.split('/').map(withoutPrefix), value: quoted.slice(1, -1) }
        : { kind: 'position', position: Number(position) },
    );
  }
  return conditions;
}

function withoutPrefix(step: string): string {
  return step.replace(/^(@?)[\w.-]+:/, '$1');
}

/** The elements of a tree that the steps of a selector lead to. */
export function select(root: XmlElement, { steps: [first, ...others] }: Selector): Selected[] {
  if (first === undefined || !fits([root], first).includes(root)) return [];
  let found: Selected[] = [{ element: root }];
  for (const step of others) {
    found = found.flatMap(({ element: parent }) =>
      fits(parent.children, step).map((element) => ({ element, parent })),
    );
  }
  return found;
}

function fits(elements: readonly XmlElement[], { name, conditions }: Step): XmlElement[] {
  return conditions.reduce(
    (left, condition) =>
      left.filter((element, at) =>
        condition.kind === 'position'
          ? at + 1 === condition.position
          : valuesAt(element, condition.path).includes(condition.value),
      ),
    elements.filter((element) => element.name === name),
  );
}

function valuesAt(element: XmlElement, [step = '', ...rest]: readonly string[]): string[] {
  if (step.startsWith('@')) {
    const value = element.attributes.get(step.slice(1));
    return value === undefined || rest.length > 0 ? [] : [value];
  }
  const children = element.children.filter(({ name }) => name === step);
  return children.flatMap((child) => valuesAt(child, rest));
}

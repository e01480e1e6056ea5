/**
 * The FHIRPath of R4's SearchParameters, resolved to paths without choices: elements, `as`,
 * `where(…)`, `|` and a first entry are all that those expressions use.
 * https://hl7.org/fhir/R4/searchparameter-definitions.html#SearchParameter.expression
 */
import { elementsOf, propertyOf, type StructureTable } from '../src/fhir/structure.js';

/** An expression of a parameter of some kind, on some type. */
export interface Expression {
  readonly type: string;
  readonly expression: string;
  /** The kind of parameter: what it does not compare is no end of its paths. `any` takes all. */
  readonly kind: string;
}

/** What an expression leads to. */
export interface Ends {
  /** Paths in the language of the index. */
  readonly paths: string[];
  /** The type of what each path selects. */
  readonly ends: string[];
  /** Types that references on the way may name; undefined: any. */
  readonly targets: readonly string[] | undefined;
  /** Types to which `where(resolve() is …)` restricts. */
  readonly only: string[];
  /** The required bindings of the ends. */
  readonly codes: string[];
}

interface End {
  readonly path: readonly string[];
  readonly type: string;
  readonly targets?: readonly string[];
  readonly codes?: string;
}

const COMPARED: Readonly<Record<string, readonly string[]>> = {
  token: [
    ...['code', 'Coding', 'CodeableConcept', 'Identifier', 'ContactPoint', 'boolean', 'id'],
    ...['string', 'uri', 'canonical'],
  ],
  string: ['string', 'markdown', 'HumanName', 'Address'],
  date: ['date', 'dateTime', 'instant', 'Period', 'Timing'],
  reference: ['Reference', 'canonical', 'uri', 'Resource'],
  uri: ['uri', 'url', 'canonical', 'oid', 'uuid'],
  number: ['integer', 'decimal', 'positiveInt', 'unsignedInt', 'Range'],
  quantity: [
    ...['Quantity', 'SimpleQuantity', 'Money', 'Range', 'Age', 'Duration', 'Distance', 'Count'],
    ...['SampledData'],
  ],
};

/** Resolves an expression. One that leads nowhere is a fault of the definitions: throws. */
export function resolve(table: StructureTable, { type, expression, kind }: Expression): Ends {
  const only: string[] = [];
  const ends = alternatives(expression)
    .map((each) => stepsOf(each))
    .filter(([first = '']) => first === type || HERE.includes(first))
    .flatMap((steps) =>
      walk(table, ELEMENTS.includes(steps[0] ?? '') ? steps : steps.slice(1), { type, only }),
    )
    .filter((end) => kind === 'composite' || kind === 'any' || isCompared(end, kind));
  if (ends.length === 0) throw new Error(`${type}: nothing of kind ${kind} in ${expression}`);
  const known = ends.flatMap(({ targets }) => targets ?? []);
  return {
    paths: [...new Set(ends.map(({ path }) => path.join('.')))],
    ends: ends.map((end) => end.type),
    targets: ends.every(({ targets }) => targets !== undefined) ? known : undefined,
    only: [...new Set(only)],
    codes: ends.flatMap(({ codes }) => codes ?? []),
  };
}

/** What one of R4's expressions begins with in place of the type. */
const ELEMENTS: readonly string[] = ['name', 'alias'];
const HERE: readonly string[] = ['$this', ...ELEMENTS];

function isCompared({ type }: End, kind: string): boolean {
  return COMPARED[kind]?.includes(type) === true;
}

/** Every way of casting is written `.as(…)`, and no parenthesis is left around it. */
function alternatives(expression: string): string[] {
  return expression
    .replace(/\(([\w.]+) as (\w+)\)/g, '$1.as($2)')
    .replace(/([\w.]+) as (\w+)/g, '$1.as($2)')
    .split('|')
    .map((each) => each.trim());
}

/** Divided at each dot that is not within parentheses. */
function stepsOf(path: string): string[] {
  return path.match(/[^.(]+(?:\((?:[^()]|\([^()]*\))*\))?/g) ?? [];
}

interface On {
  readonly type: string;
  readonly only: string[];
}

function walk(table: StructureTable, steps: readonly string[], { type, only }: On): End[] {
  let here: End[] = [{ path: [], type }];
  for (const [i, step] of steps.entries()) {
    const resolved = /^where\(resolve\(\) is (\w+)\)$/.exec(step)?.[1];
    if (resolved !== undefined) only.push(resolved);
    else if (step.startsWith('where(')) here = here.map((end) => within(end, step));
    else if (!step.startsWith('as('))
      here = here.flatMap((end) => into(table, end, step, steps[i + 1]));
  }
  return here;
}

function within(end: End, step: string): End {
  return { ...end, path: [...end.path, step] };
}

/** The element of that name, once for each type it may have. */
function into(table: StructureTable, end: End, step: string, next: string | undefined): End[] {
  const [, name = '', index = ''] = /^(\w+)(\[0\])?$/.exec(step) ?? [];
  const found = elementsOf(end.type, table).find(([key]) => key === name || key === `${name}[x]`);
  if (found === undefined) throw new Error(`${end.type} has no ${step}`);
  const [key, row] = found;
  const cast = next === undefined ? undefined : /^as\((\w+)\)$/.exec(next)?.[1];
  return row.types
    .filter((type) => cast === undefined || type === cast)
    .map((type) => ({
      path: [...end.path, propertyOf(key, type) + index],
      type,
      ...(row.targets === undefined ? {} : { targets: row.targets }),
      ...(row.codes === undefined ? {} : { codes: row.codes }),
    }));
}

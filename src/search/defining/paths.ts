/**
 * Expressions of SearchParameters, resolved to paths without choices by what R4 says of each type:
 * nothing is left to be decided while a resource is indexed.
 * https://hl7.org/fhir/R4/searchparameter-definitions.html#SearchParameter.expression
 */
import { elementsOf, propertyOf, type StructureTable } from '../../fhir/structure.js';
import { alternatives } from './expression.js';

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

/** Ways through choices: far more than any expression of R4 has. */
const WAYS_MAX = 500;

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

/**
 * Resolves an expression. One that leads nowhere, or says what is not understood, throws an Error
 * of one sentence.
 */
export function resolve(table: StructureTable, { type, expression, kind }: Expression): Ends {
  const only: string[] = [];
  const ends = alternatives(expression)
    .flatMap((steps) => ownSteps(table, type, steps))
    .flatMap((steps) => walk(table, steps, { type, only }))
    .filter((end) => kind === 'composite' || kind === 'any' || isCompared(end, kind));
  if (ends.length === 0) throw new Error(`nothing on ${type} of kind ${kind} is where it leads`);
  const known = ends.flatMap(({ targets }) => targets ?? []);
  return {
    paths: [...new Set(ends.map(({ path }) => path.join('.')))],
    ends: ends.map((end) => end.type),
    targets: ends.every(({ targets }) => targets !== undefined) ? known : undefined,
    only: [...new Set(only)],
    codes: ends.flatMap(({ codes }) => codes ?? []),
  };
}

/** What stands for the type that the expression is read on. */
const HERE: readonly string[] = ['$this', '%resource', 'Resource', 'DomainResource'];

/** The steps from the type on; none where the alternative is that of another type. */
function ownSteps(table: StructureTable, type: string, steps: string[]): string[][] {
  const [first = '', ...rest] = steps;
  if (first === type || HERE.includes(first)) return [rest];
  return Object.hasOwn(table.types, first) ? [] : [steps];
}

function isCompared({ type }: End, kind: string): boolean {
  return COMPARED[kind]?.includes(type) === true;
}

interface On {
  readonly type: string;
  readonly only: string[];
}

function walk(table: StructureTable, steps: readonly string[], { type, only }: On): End[] {
  let here: End[] = [{ path: [], type }];
  for (const [i, step] of steps.entries()) {
    const [, resolved] = /^where\(\s*resolve\(\)\s+is\s+(\w+)\s*\)$/.exec(step) ?? [];
    const follows = ELEMENT.test(steps[i - 1] ?? '');
    if (resolved !== undefined) only.push(resolved);
    else if (step.startsWith('where(')) here = here.map((end) => within(end, step));
    else if (step.startsWith('extension(')) here = here.map((end) => extended(end, step));
    else if (!CAST.test(step) || !follows)
      here = here.flatMap((end) => into(table, end, step, steps[i + 1]));
    if (here.length > WAYS_MAX) throw new Error('it leads through too many choices');
  }
  return here;
}

const ELEMENT = /^([A-Za-z]\w*)(\[0\])?$/;
/** `as(Type)` after an element was followed with it. */
const CAST = /^(?:as|ofType)\((?:FHIR\.)?(\w+)\)$/;
const WHERE = /^where\(\s*(\w+)\s*=\s*'([^'\\]*)'\s*\)$/;
const EXTENSION = /^extension\(\s*'([^'\\]+)'\s*\)$/;

function within(end: End, step: string): End {
  const [, name, value] = WHERE.exec(step) ?? [];
  if (name === undefined || value === undefined) throw unread(step);
  return { ...end, path: [...end.path, `where(${name}='${value}')`] };
}

/** All elements and resources of a dossier may have extensions; Extension is what they are. */
function extended(end: End, step: string): End {
  const [, url] = EXTENSION.exec(step) ?? [];
  if (url === undefined) throw unread(step);
  return { path: [...end.path, `extension('${url}')`], type: 'Extension' };
}

function unread(step: string): Error {
  return new Error(`"${step.slice(0, 80)}" is not understood`);
}

/** The element of that name, once for each type it may have. */
function into(table: StructureTable, end: End, step: string, next: string | undefined): End[] {
  const [, name, index = ''] = ELEMENT.exec(step) ?? [];
  if (name === undefined) throw unread(step);
  const found = elementsOf(end.type, table).find(([key]) => key === name || key === `${name}[x]`);
  if (found === undefined) throw new Error(`${end.type} has no ${step}`);
  const [key, row] = found;
  const cast = next === undefined ? undefined : CAST.exec(next)?.[1];
  return row.types
    .filter((type) => cast === undefined || type === cast)
    .map((type) => ({
      path: [...end.path, propertyOf(key, type) + index],
      type,
      ...(row.targets === undefined ? {} : { targets: row.targets }),
      ...(row.codes === undefined ? {} : { codes: row.codes }),
    }));
}

/**
 * The access matrix as data (`profiles/access-matrix.json`): which profession may consult and write
 * which type of document, by the type's class where the type says nothing. Each cell is `yes` or
 * `no`, then its source, or `assumed`. Replacing the file is enough to adopt another matrix. What
 * decides by it is `habilitation.ts`. Arrêté of 26 October 2023 on access to the record
 */
import { Ajv } from 'ajv';

type Cells = Readonly<Record<string, string>>;

/** A matrix that has no fault. */
export interface AccessMatrix {
  readonly title: string;
  readonly description?: string;
  readonly sources: Readonly<Record<string, string>>;
  /** Codes of TRE_G15 and its neighbours. */
  readonly professions: readonly { readonly code: string; readonly display: string }[];
  /** Every class has a cell for every profession. */
  readonly classes: readonly {
    readonly code: string;
    readonly display: string;
    readonly consult: Cells;
    readonly write: Cells;
  }[];
  /** Cells of the types that patients deposit; no cell means no. */
  readonly patientWrites: Cells;
  readonly types: readonly {
    readonly system: string;
    readonly code: string;
    readonly display: string;
    /** Where its cells come from that it has not itself; absent: it has none but its own. */
    readonly class?: string;
    /** Whether it must be deposited, a cell as the others; empty where that was not found. */
    readonly mustBeDeposited: string;
    readonly consult?: Cells;
    readonly write?: Cells;
  }[];
}

const text = { type: 'string', minLength: 1 };
const CELL = '(yes|no) \\S+';
const cells = {
  type: 'object',
  additionalProperties: { type: 'string', pattern: `^${CELL}$` },
};
const list = (required: readonly string[], properties: object): object => ({
  type: 'array',
  minItems: 1,
  items: { type: 'object', required, properties, additionalProperties: false },
});
const SCHEMA = {
  type: 'object',
  required: ['title', 'sources', 'professions', 'classes', 'patientWrites', 'types'],
  additionalProperties: false,
  properties: {
    title: text,
    description: text,
    sources: { type: 'object', additionalProperties: text },
    professions: list(['code', 'display'], { code: text, display: text }),
    classes: list(['code', 'display', 'consult', 'write'], {
      ...{ code: text, display: text },
      ...{ consult: cells, write: cells },
    }),
    patientWrites: cells,
    types: list(['system', 'code', 'display', 'mustBeDeposited'], {
      ...{ system: text, code: text, display: text, class: text },
      ...{
        mustBeDeposited: { type: 'string', pattern: `^(${CELL})?$` },
        consult: cells,
        write: cells,
      },
    }),
  },
};

/** The matrix, or all that is wrong with it: where, and what. */
export type MatrixRead = { readonly matrix: AccessMatrix } | { readonly faults: readonly string[] };

/** Reads parsed JSON. `known` are the types of document there are, as `system|code`. */
export function readMatrix(data: unknown, known: ReadonlySet<string>): MatrixRead {
  // Our own schema: to validate it would compile that of schemas, at each start.
  const ajv = new Ajv({ allErrors: true, validateSchema: false });
  if (!ajv.validate<AccessMatrix>(SCHEMA, data)) {
    const errors = ajv.errors ?? [];
    return { faults: errors.map((at) => `${at.instancePath || '/'} ${at.message ?? ''}`) };
  }
  const faults = [
    ...rowFaults(data, known),
    ...cellFaults(data),
    ...dutyFaults(data),
    ...patientFaults(data),
  ];
  return faults.length > 0 ? { faults } : { matrix: data };
}

function rowFaults(matrix: AccessMatrix, known: ReadonlySet<string>): string[] {
  const classes = matrix.classes.map(({ code }) => code);
  const types = matrix.types.map(({ system, code }) => `${system}|${code}`);
  return [
    ...twice(matrix.professions.map(({ code }) => code)).map((code) => `profession ${code}: twice`),
    ...twice(classes).map((code) => `class ${code}: twice`),
    ...twice(types).map((name) => `type ${name}: twice`),
    ...types.filter((name) => !known.has(name)).map((name) => `type ${name}: there is none such`),
    ...[...known].filter((name) => !types.includes(name)).map((name) => `type ${name}: no row`),
    ...matrix.types
      .filter((type) => type.class !== undefined && !classes.includes(type.class))
      .map(({ code, class: of }) => `type ${code}: class ${of ?? ''} has no row`),
  ];
}

function twice(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
}

function cellFaults(matrix: AccessMatrix): string[] {
  const professions = matrix.professions.map(({ code }) => code);
  const rows = [
    ...matrix.classes.map((row) => ({ ...row, name: `class ${row.code}`, isWhole: true })),
    ...matrix.types.map((row) => ({ ...row, name: `type ${row.code}`, isWhole: false })),
  ];
  return rows.flatMap(({ name, isWhole, consult = {}, write = {} }) =>
    Object.entries({ consult, write }).flatMap(([column, of]) => [
      ...professions
        .filter((code) => isWhole && !Object.hasOwn(of, code))
        .map((code) => `${name}, ${column}: no cell for profession ${code}`),
      ...Object.entries(of).flatMap(([code, cell]) => [
        ...(professions.includes(code)
          ? []
          : [`${name}, ${column}: profession ${code} is unknown`]),
        ...(isSourced(matrix, cell) ? [] : [`${name}, ${column}, ${code}: source of "${cell}"?`]),
      ]),
    ]),
  );
}

function dutyFaults(matrix: AccessMatrix): string[] {
  return matrix.types
    .filter(({ mustBeDeposited: cell }) => cell !== '' && !isSourced(matrix, cell))
    .map(({ code, mustBeDeposited: cell }) => `type ${code}, deposit: source of "${cell}"?`);
}

function patientFaults(matrix: AccessMatrix): string[] {
  const codes = new Set(matrix.types.map(({ code }) => code));
  return Object.entries(matrix.patientWrites).flatMap(([code, cell]) => [
    ...(codes.has(code) ? [] : [`patientWrites, ${code}: there is no such type`]),
    ...(isSourced(matrix, cell) ? [] : [`patientWrites, ${code}: source of "${cell}"?`]),
  ]);
}

function isSourced({ sources }: AccessMatrix, cell: string): boolean {
  const source = cell.slice(cell.indexOf(' ') + 1);
  return source === ASSUMED || Object.hasOwn(sources, source);
}

const ASSUMED = 'assumed';

/**
 * The matrix as lines of a table: `C` may consult, `W` may write, `D` must be deposited, small
 * where it is assumed; `-` not, `.` where that is assumed; nothing where it was not found whether a
 * type must be deposited. Types take the cells of their class where they have none.
 */
export function matrixTable(matrix: AccessMatrix): string[] {
  const professions = matrix.professions.map(({ code }) => code);
  const byClass = new Map(matrix.classes.map((row) => [row.code, row]));
  const line = (name: string, consult: Cells, write: Cells, last: string): string => {
    const of = professions.map((code) => sign('c', consult[code]) + sign('w', write[code]));
    return `${name.slice(0, 16).padEnd(17)}${of.join(' ')} ${last}`.trimEnd();
  };
  return [
    `${''.padEnd(17)}${professions.join(' ')} D`,
    ...matrix.classes.map(({ code, display, consult, write }) =>
      line(`class ${code}`, consult, write, `  ${display}`),
    ),
    ...matrix.types.map((type) => {
      const row = byClass.get(type.class ?? '');
      const must = type.mustBeDeposited === '' ? ' ' : sign('d', type.mustBeDeposited);
      return line(
        type.code,
        { ...row?.consult, ...type.consult },
        { ...row?.write, ...type.write },
        `${must} ${type.display}`,
      );
    }),
  ];
}

function sign(letter: string, cell = `no ${ASSUMED}`): string {
  const isAssumed = cell.endsWith(` ${ASSUMED}`);
  if (cell.startsWith('no')) return isAssumed ? '.' : '-';
  return isAssumed ? letter : letter.toUpperCase();
}

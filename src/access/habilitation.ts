/**
 * The access matrix as decisions ask it (`access-rules`, step 6): whether a profession may consult
 * or write a type of document, by the type's class where the type says nothing. What no row names,
 * type or class, is consulted by the professions that may consult every class that somebody may,
 * and written by those that may write some class. A profession that the matrix does not know may
 * nothing.
 */
import type { AccessMatrix } from './matrix.js';

/** What of a document the matrix is asked by. */
export interface DocumentKind {
  readonly typeCode?: string;
  readonly classCode?: string;
}

/** The types and classes that a profession may not consult, as an index finds them. */
export interface Withheld {
  readonly types: readonly string[];
  /** Classes whose documents are withheld, save those of the types after. */
  readonly classes: readonly string[];
  readonly but: readonly string[];
}

/** The matrix, made ready. */
export interface Habilitation {
  /** The professions it knows, with their French names. */
  readonly professions: AccessMatrix['professions'];
  may(profession: string | undefined, act: 'consult' | 'write', document: DocumentKind): boolean;
  withheld(profession: string | undefined): Withheld;
  /** Whether patients deposit documents of a type. */
  mayPatientWrite(document: DocumentKind): boolean;
}

/** The class of what has none. */
export const NO_CLASS = '-';

type Row = AccessMatrix['types'][number];

/** Makes the matrix ready: a profession's verdicts are looked up once. */
export function makeHabilitation(matrix: AccessMatrix): Habilitation {
  const made = new Map<string, Verdicts>();
  const of = (profession = ''): Verdicts => {
    const known = made.get(profession) ?? verdictsOf(matrix, profession);
    // Only professions of the matrix are kept: a token may name any.
    if (matrix.professions.some(({ code }) => code === profession)) made.set(profession, known);
    return known;
  };
  return {
    professions: matrix.professions,
    may: (profession, act, document) => verdict(of(profession)[act], document),
    withheld: (profession) => of(profession).withheld,
    mayPatientWrite: ({ typeCode = '' }) => isYes(matrix.patientWrites[typeCode]),
  };
}

/** By type, by class, and of what no row names. */
interface Column {
  readonly types: ReadonlyMap<string, boolean>;
  readonly classes: ReadonlyMap<string, boolean>;
  readonly unnamed: boolean;
}

interface Verdicts {
  readonly consult: Column;
  readonly write: Column;
  readonly withheld: Withheld;
}

function verdict(column: Column, { typeCode = '', classCode = NO_CLASS }: DocumentKind): boolean {
  return column.types.get(typeCode) ?? column.classes.get(classCode) ?? column.unnamed;
}

function verdictsOf(matrix: AccessMatrix, profession: string): Verdicts {
  const consult = columnOf(matrix, profession, 'consult');
  const write = columnOf(matrix, profession, 'write');
  return { consult, write, withheld: withheldBy(consult) };
}

function columnOf(matrix: AccessMatrix, profession: string, act: 'consult' | 'write'): Column {
  const classes = new Map(
    matrix.classes.map((row) => [row.code, isYes(row[act][profession])] as const),
  );
  const ofSomebody = matrix.classes.filter((row) => Object.values(row[act]).some(isYes));
  const verdicts = ofSomebody.map(({ code }) => classes.get(code) === true);
  const unnamed = act === 'consult' ? verdicts.every(Boolean) : verdicts.some(Boolean);
  const types = matrix.types.flatMap((row) => cellOf(row, act, profession));
  return { types: new Map(types), classes, unnamed };
}

/** A cell of the type's own; none where the class decides. */
function cellOf(row: Row, act: 'consult' | 'write', profession: string): [string, boolean][] {
  const cell = row[act]?.[profession];
  return cell === undefined ? [] : [[row.code, isYes(cell)]];
}

function isYes(cell: string | undefined): boolean {
  return cell?.startsWith('yes') === true;
}

function withheldBy({ types, classes, unnamed }: Column): Withheld {
  const given = (verdicts: ReadonlyMap<string, boolean>, wanted: boolean): string[] =>
    [...verdicts].filter(([, may]) => may === wanted).map(([code]) => code);
  return {
    types: given(types, false),
    classes: [...given(classes, false), ...(unnamed ? [] : [NO_CLASS])],
    but: given(types, true),
  };
}

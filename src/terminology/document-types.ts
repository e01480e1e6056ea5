/**
 * The national types of document: which class a type belongs to, and which category of the
 * patient's space. Types come from the value set JDV_J07, classes from the correspondence
 * ASS_X16; the category of a type is our reading of it, and may be replaced with the data.
 */

/** The code system of document classes (TRE_A03). */
export const CLASS_SYSTEM =
  'https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument';

/** One type, a row of `profiles/codes/document-types.json`. */
export interface DocumentType {
  readonly code: string;
  readonly system: string;
  readonly display: string;
  /** The class, and its system: TRE_A03 save for signatures. Absent where none is given. */
  readonly classCode?: string;
  readonly classSystem?: string;
  /** Whether the national record takes documents of this type. */
  readonly inDmp: boolean;
  /** The patient's category; absent for technical documents. */
  readonly category?: string;
}

/** Look-ups in the table of types. */
export interface DocumentTypes {
  /** The row of a type; undefined for one that is not in the table. */
  of(system: string | undefined, code: string | undefined): DocumentType | undefined;
  /** The class code of a type; undefined where the table has none. */
  classOfType(system: string | undefined, code: string | undefined): string | undefined;
  /** Whether codes of a system are document classes. */
  isClassSystem(system: string | undefined): boolean;
}

/** Look-ups in these rows. */
export function makeDocumentTypes(rows: readonly DocumentType[]): DocumentTypes {
  const byCode = new Map(rows.map((row) => [`${row.system}|${row.code}`, row]));
  const classSystems = new Set(rows.flatMap((row) => row.classSystem ?? []));
  const of = (system: string | undefined, code: string | undefined) =>
    byCode.get(`${system ?? ''}|${code ?? ''}`);
  return {
    of,
    classOfType: (system, code) => of(system, code)?.classCode,
    isClassSystem: (system) => system !== undefined && classSystems.has(system),
  };
}

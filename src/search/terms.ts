/**
 * What a search must know of codes to ask for several at once: those of a value set, those above or
 * below a code. Given from outside. https://hl7.org/fhir/R4/search.html#token
 */

/** A code and its system. */
interface Code {
  readonly system: string;
  readonly code: string;
}

/** What is known; undefined where nothing is. */
export interface Terms {
  /** The codes of a value set, by its canonical URL. */
  membersOf(valueSet: string): readonly Code[] | undefined;
  /** A code and all that stand above or below it. */
  around(reach: 'above' | 'below', system: string, code: string): readonly string[] | undefined;
}

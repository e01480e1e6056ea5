/** The syntax tree that the library makes of an expression, as far as it is read here. */

/** A node of it. */
export interface Syntax {
  readonly type: string;
  readonly text?: string;
  readonly children?: readonly Syntax[];
  /** On a name at the beginning of a path: 1 in the expression itself, 2 in an argument. */
  readonly atRoot?: number;
  readonly delimitedText?: string;
}

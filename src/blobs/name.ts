/** Names of documents, the same wherever their bytes rest. */

const NAME = /^[a-z0-9][a-z0-9-]{7,79}$/;

/** Whether a text can name a document: 8 to 80 lower-case letters, digits and hyphens. */
export function isDocumentName(text: string): boolean {
  return NAME.test(text);
}

/** Refuses a name that no document may have: a fault of the program. */
export function assertDocumentName(text: string): void {
  if (!isDocumentName(text)) throw new Error('a document was to be stored under a malformed name');
}

/** Refuses to change what was opened to be looked at. */
export function assertWritable(readOnly: boolean): void {
  if (readOnly) throw new Error('these documents were opened to be read only');
}

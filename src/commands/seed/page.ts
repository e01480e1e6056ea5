/** What stands on a document, whatever form it takes: `pdf.ts`, `cda.ts` and plain text draw it. */

/** A document's text. */
export interface Page {
  /** Who writes, a line each. */
  readonly letterhead: readonly string[];
  readonly title: string;
  /** The patient's name, birth date and INS. */
  readonly patient: string;
  /** ISO, with time and zone. */
  readonly date: string;
  /** A heading ends with a colon. */
  readonly paragraphs: readonly string[];
}

/** A document's bytes, and what they are. */
export interface Drawn {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** The page as plain text. */
export function drawText(page: Page): Drawn {
  const lines = [
    ...page.letterhead,
    `Le ${frenchDay(page.date)}`,
    page.patient,
    '',
    page.title.toUpperCase(),
    '',
    ...page.paragraphs,
    '',
  ];
  return { contentType: 'text/plain', bytes: Buffer.from(lines.join('\n')) };
}

/** `2026-03-10T…` → `10/03/2026`. */
export function frenchDay(date: string): string {
  return date.slice(0, 10).split('-').reverse().join('/');
}

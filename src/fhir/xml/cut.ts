/**
 * Takes the long base64 texts of `data` out of XML before it is parsed, so that a parser never
 * copies a document. What is left in their place is the mark of `json.ts`, which no text that was
 * sent can hold, for it begins with U+0000. https://hl7.org/fhir/R4/binary.html
 */
import { cutOut, documentTextBytesMin } from '../json.js';

const DATA_VALUE = /<(?:[A-Za-z_][\w.-]*:)?data\s(?:[^<>]*?\s)?value\s*=\s*(["'])/g;
const BASE64 = /^[A-Za-z0-9+/=\s]*$/;

/** The text that is left, and what was cut out; the n-th mark stands for the n-th of them. */
export function cutDocuments(whole: string): { text: string; documents: string[] } {
  const documents: string[] = [];
  if (whole.length <= documentTextBytesMin) return { text: whole, documents };
  let text = '';
  let from = 0;
  for (const match of whole.matchAll(DATA_VALUE)) {
    const start = match.index + match[0].length;
    const end = start < from ? -1 : whole.indexOf(match[1] ?? '"', start);
    if (end - start <= documentTextBytesMin) continue;
    const document = whole.slice(start, end);
    if (!BASE64.test(document)) continue;
    text += whole.slice(from, start) + cutOut(documents.length);
    documents.push(document);
    from = end;
  }
  return { text: text + whole.slice(from), documents };
}

/**
 * What a constraint asks in French, where its definition says so by R4's own extension.
 * http://hl7.org/fhir/StructureDefinition/translation
 */
import { objects, text } from '../../fhir/elements.js';
import type { Constraint } from './definition.js';

const TRANSLATION = 'http://hl7.org/fhir/StructureDefinition/translation';

/** Its sentence; nothing where there is none in French. */
export function frenchOf({ _human }: Constraint): { readonly french?: string } {
  const translations = objects(_human?.extension).filter(({ url }) => url === TRANSLATION);
  const parts = translations.map(({ extension }) => objects(extension));
  const french = parts.find((all) => /^fr\b/.test(text(partOf(all, 'lang')['valueCode']) ?? ''));
  const { valueString, valueMarkdown } = partOf(french ?? [], 'content');
  const sentence = text(valueString) ?? text(valueMarkdown);
  return sentence === undefined ? {} : { french: sentence };
}

function partOf(parts: readonly Record<string, unknown>[], name: string): Record<string, unknown> {
  return parts.find(({ url }) => url === name) ?? {};
}

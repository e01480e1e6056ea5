/**
 * What results are sorted by where a parameter's values are hashed: codes, references and uris as
 * texts, of each resource the least and the greatest. They are kept as other strings are, sealed.
 */
import { parseReference } from '../../fhir/reference.js';
import { relative } from '../../fhir/resource.js';
import type { Parameter, SearchParameters } from '../parameters.js';
import { byBytes, fold } from '../query.js';
import { isElement, listOf, textOf } from './select.js';

/** The texts of a parameter's values; none for kinds that are sorted by their own values. */
export function sortingTexts(
  parameters: SearchParameters,
  param: Parameter,
  values: readonly unknown[],
): readonly string[] {
  const texts = values.flatMap((value) => textsOf(parameters, param, value));
  if (texts.length < 2) return texts;
  const sorted = texts.map((text) => ({ text, folded: fold(text) })).sort(byFolded);
  const ends = [sorted[0], sorted.at(-1)].flatMap((end) => end?.text ?? []);
  return [...new Set(ends)];
}

function textsOf(parameters: SearchParameters, param: Parameter, value: unknown): string[] {
  switch (param.type) {
    case 'token':
      return tokenTexts(value);
    case 'reference':
      return referenceTexts(parameters, value);
    case 'uri':
      return typeof value === 'string' ? [value] : [];
    case 'date':
    case 'number':
    case 'quantity':
    case 'composite':
    case 'special':
    case 'string':
      return [];
  }
}

/** Its codes; of a concept without any, its text. */
function tokenTexts(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'boolean') return [String(value)];
  const parts = isElement(value) && Array.isArray(value['coding']) ? value['coding'] : [value];
  const codes: string[] = [];
  for (const part of listOf(parts)) {
    const code = textOf(part, 'code') ?? textOf(part, 'value');
    if (code !== undefined) codes.push(code);
  }
  const text = codes.length === 0 ? textOf(value, 'text') : undefined;
  return text === undefined ? codes : [text];
}

function referenceTexts({ base }: SearchParameters, value: unknown): string[] {
  const text = typeof value === 'string' ? value : textOf(value, 'reference');
  if (text === undefined) return isElement(value) ? tokenTexts(value['identifier']) : [];
  const reference = parseReference(text, base);
  if (reference.kind === 'contained') return [];
  if (reference.kind !== 'local') return [text];
  const { type, id } = reference.address;
  return [relative({ type, id })];
}

function byFolded(a: { folded: string }, b: { folded: string }): number {
  return byBytes(a.folded, b.folded);
}

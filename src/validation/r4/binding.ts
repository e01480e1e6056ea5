/**
 * Required bindings of Codings and CodeableConcepts: a code of the value set must be there.
 * https://hl7.org/fhir/R4/terminologies.html#required
 */
import { text as textOf } from '../../fhir/elements.js';
import type { JsonObject } from '../../fhir/json.js';
import { arrayOf, objectOf } from '../json-value.js';
import { shown, type Report } from '../report.js';
import type { Codes } from '../structure/judging.js';
import { sayOfValues as say } from './said.js';
import type { Binding } from './shape.js';

/** Reports a Coding, or a CodeableConcept, that holds no code of the value set. */
export function checkBinding(
  report: Report,
  value: JsonObject,
  binding: Binding,
  at: string,
): void {
  const isConcept = value['coding'] !== undefined || value['text'] !== undefined;
  const codings = isConcept ? arrayOf(value['coding']) : [value];
  if (codings.some((coding) => isIn(binding, coding))) return;
  const code = objectOf(codings[0])?.['code'];
  const found = code === undefined ? undefined : shown(code);
  report.error('code-invalid', at, say.noCode(found, binding.name, [...binding.bySystem.keys()]));
}

function isIn(binding: Binding, value: unknown): boolean {
  const coding = objectOf(value);
  const codes = binding.bySystem.get(textOf(coding?.['system']) ?? '');
  return codes?.has(textOf(coding?.['code']) ?? '') ?? false;
}

/**
 * Reports a code that its own code system does not have, where all codes of that are known: an
 * error in a CodeableConcept, a warning in a Coding that stands alone.
 * https://hl7.org/fhir/R4/datatypes.html#Coding
 */
export function checkCoding(
  { report, codes }: { readonly report: Report; readonly codes: Codes },
  coding: JsonObject,
  isInConcept: boolean,
  at: string,
): void {
  const system = textOf(coding['system']);
  const code = textOf(coding['code']);
  if (system === undefined || code === undefined) return;
  const known = codes.codeSystem(system);
  if (known?.whole !== true || known.find(code)) return;
  const said = say.unknownCode(shown(code), system);
  report[isInConcept ? 'error' : 'warning']('code-invalid', at, said);
}

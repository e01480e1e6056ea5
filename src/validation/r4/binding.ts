/**
 * Codes: those of a required binding, those that their own code system has, units of UCUM.
 * https://hl7.org/fhir/R4/terminologies.html#required
 */
import { text as textOf } from '../../fhir/elements.js';
import type { JsonObject } from '../../fhir/json.js';
import { canonicalOf, UCUM } from '../../fhir/ucum/units.js';
import { arrayOf, objectOf } from '../json-value.js';
import { shown, type Report } from '../report.js';
import type { Codes } from '../structure/judging.js';
import { sayOfValues as say } from '../said/base.js';
import type { Binding } from './shape.js';
import { isAbsolute } from './uri.js';

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

/** Where a code stands: in a CodeableConcept, alone, or as the unit of a quantity. */
export type Standing = 'concept' | 'alone' | 'unit';

/**
 * Reports a code that its own code system does not have, where all codes of that are known: a
 * warning where the Coding stands alone. A relative system is a warning: R4 does not forbid it.
 * https://hl7.org/fhir/R4/datatypes.html#Coding, https://ucum.org/ucum
 */
export function checkCode(
  { report, codes }: { readonly report: Report; readonly codes: Codes },
  coded: JsonObject,
  standing: Standing,
  at: string,
): void {
  const system = textOf(coded['system']);
  const code = textOf(coded['code']);
  if (system !== undefined && standing !== 'unit' && !isAbsolute(system)) {
    report.warning('value', `${at}.system`, say.relative(shown(system)));
  }
  if (system === undefined || code === undefined) return;
  if (system === UCUM) return checkUnit(report, code, at);
  const known = codes.codeSystem(system);
  if (known?.whole !== true || known.find(code)) return;
  const said = say.unknownCode(shown(code), system);
  report[standing === 'alone' ? 'warning' : 'error']('code-invalid', at, said);
}

function checkUnit(report: Report, code: string, at: string): void {
  if (canonicalOf(code) !== undefined) return;
  report.error('code-invalid', at, say.unknownUnit(shown(code)));
}

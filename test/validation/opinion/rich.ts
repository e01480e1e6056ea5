/**
 * Resources of any type with some of what R4 lets them say, at random: fuller than the least, and
 * still meant to be valid.
 */
import { elementsOf, propertyOf, type ElementRow } from '../../../src/fhir/structure.js';
import type { JsonObject } from '../../../src/fhir/json.js';
import { minimal, minimalResource, STRUCTURE } from '../../fixtures/minimal.js';
import { oneOf } from './mutate.js';

/** Values of the types that most elements have, as a careful author writes them. */
const VALUES: Readonly<Record<string, JsonObject>> = {
  Identifier: { system: 'urn:oid:1.2.250.1.9', value: '1', assigner: { display: 'a' } },
  CodeableConcept: { coding: [{ system: 'http://codes.example', code: 'a' }], text: 'a' },
  Coding: { system: 'http://codes.example', code: 'a', display: 'a' },
  HumanName: { use: 'official', family: 'a', given: ['b'] },
  Address: { line: ['a'], city: 'b', period: { start: '2020' } },
  ContactPoint: { system: 'phone', value: '1', rank: 1 },
  Period: { start: '2020-05-01', end: '2020-06-01' },
  Quantity: { value: 1.5, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' },
  SimpleQuantity: { value: 2, unit: 'mL', system: 'http://unitsofmeasure.org', code: 'mL' },
  Duration: { value: 1, unit: 'h', system: 'http://unitsofmeasure.org', code: 'h' },
  Age: { value: 1, unit: 'a', system: 'http://unitsofmeasure.org', code: 'a' },
  Range: { low: { value: 1 }, high: { value: 2 } },
  Ratio: { numerator: { value: 1 }, denominator: { value: 2 } },
  Money: { value: 1, currency: 'EUR' },
  Attachment: { contentType: 'text/plain', data: 'YQ==', title: 'a' },
  Annotation: { authorString: 'a', time: '2020-05-01', text: 'a' },
  Timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' } },
  Extension: { url: 'http://extensions.example/a', valueString: 'a' },
  Narrative: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">a</div>' },
  Meta: { versionId: '1', tag: [{ system: 'http://codes.example', code: 'a' }] },
};

/** Left out: what makes a resource another one, or what must be found elsewhere. */
const LEFT_OUT = new Set([
  ...['contained', 'implicitRules', 'modifierExtension', 'id', 'language'],
  ...['inputProfile', 'outputProfile'],
]);

/** A resource of the type, with some of its optional elements. */
export function richResource(type: string, random: () => number): JsonObject {
  // A cast: a resource, as its maker says.
  const least = minimalResource(type) as JsonObject;
  return { ...some(type, random, 0.35), ...least };
}

function some(type: string, random: () => number, share: number): JsonObject {
  const made: Record<string, unknown> = {};
  for (const [element, row] of elementsOf(type, STRUCTURE)) {
    if (LEFT_OUT.has(element) || (row.min ?? 0) > 0 || random() > share) continue;
    const of = oneOf(random, row.types);
    const value = valueOf(of, row, random, share);
    made[propertyOf(element, of)] = row.max === undefined ? value : [value];
  }
  return made;
}

function valueOf(type: string, row: ElementRow, random: () => number, share: number): unknown {
  const [[system, codes] = []] = Object.entries(STRUCTURE.codes[row.codes ?? ''] ?? {});
  const code = codes === undefined ? undefined : oneOf(random, codes);
  if (type === 'code') return code ?? 'a';
  if (type === 'Coding' && code !== undefined) return { system, code };
  if (type === 'CodeableConcept' && code !== undefined) return { coding: [{ system, code }] };
  if (type === 'Reference') return referenceTo(row, random);
  if (type.includes('.')) return { ...minimal(type), ...some(type, random, share / 2) };
  return structuredClone(VALUES[type]) ?? minimal(type);
}

function referenceTo({ targets = ['Patient'] }: ElementRow, random: () => number): JsonObject {
  return { reference: `${oneOf(random, targets)}/a`, display: 'a' };
}

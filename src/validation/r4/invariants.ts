/**
 * Rules of R4 on one type that are not about cardinality, by their R4 key: those that need nothing
 * but the value itself. https://hl7.org/fhir/R4/datatypes.html, and each resource's page
 */
import { nationalIdentifierFault } from '../identifier.js';
import { text as textOf } from '../../fhir/elements.js';
import { intervalOf } from '../../fhir/instant.js';
import type { JsonObject } from '../../fhir/json.js';

/** One rule. */
export interface Invariant {
  /** R4's key, or ours for a national rule. */
  readonly key: string;
  readonly severity: 'error' | 'warning';
  /** The issue type. */
  readonly code: 'invariant' | 'value';
  /** What is wrong and how to mend it; undefined when the rule holds. */
  readonly fault: (value: JsonObject) => string | undefined;
}

/** The rules of a type, given with those it builds on. */
export function invariantsOf(types: readonly string[]): readonly Invariant[] {
  return types.flatMap((type) => BY_TYPE.get(type) ?? []);
}

const BY_TYPE = new Map<string, readonly Invariant[]>([
  [
    'Extension',
    [
      rule(
        'ext-1',
        hasValueOrParts,
        'An extension has either a value or extensions. Give exactly one of them.',
      ),
    ],
  ],
  [
    'Attachment',
    [
      rule('att-1', hasContentType, 'An attachment with data says its contentType. Add it.'),
      mime(),
    ],
  ],
  ['Binary', [mime()]],
  [
    'Quantity',
    [rule('qty-3', hasSystemForCode, 'A quantity with a code says its system. Add it.')],
  ],
  [
    'ContactPoint',
    [rule('cpt-2', hasSystemForValue, 'A contact point with a value says its system. Add it.')],
  ],
  [
    'Period',
    [rule('per-1', startsBeforeEnd, 'The period ends before it starts. Correct start or end.')],
  ],
  [
    'Patient.contact',
    [
      rule(
        'pat-1',
        isReachable,
        'A contact has a name, a telecom, an address or an organization. Add one.',
      ),
    ],
  ],
  [
    'Observation',
    [
      rule(
        'obs-6',
        hasNoReasonForValue,
        'dataAbsentReason is for an Observation without a value. Leave one out.',
      ),
    ],
  ],
  ['Identifier', [national('error'), national('warning')]],
]);

function rule(key: string, holds: (value: JsonObject) => boolean, text: string): Invariant {
  const sentence = `${text} (${key})`;
  return {
    key,
    severity: 'error',
    code: 'invariant',
    fault: (value) => (holds(value) ? undefined : sentence),
  };
}

/** The required binding of contentType, BCP 13: a type is a header when the document is served. */
function mime(): Invariant {
  const sentence = 'contentType is a media type, such as text/plain; charset=utf-8.';
  return rule('mime-type', hasMediaType, sentence);
}

function hasMediaType({ contentType }: JsonObject): boolean {
  return contentType === undefined || MEDIA_TYPE.test(textOf(contentType) ?? '');
}

const MEDIA_TYPE = /^[!-~]+\/[!-~][ -~]*$/;

function national(severity: 'error' | 'warning'): Invariant {
  return {
    key: 'national-identifier',
    severity,
    code: 'value',
    fault: (value) => {
      const fault = nationalIdentifierFault(textOf(value['system']), textOf(value['value']));
      return fault?.severity === severity ? fault.text : undefined;
    },
  };
}

function hasValueOrParts(extension: JsonObject): boolean {
  const hasValue = Object.keys(extension).some((key) => /^_?value[A-Z]/.test(key));
  return hasValue !== (extension['extension'] !== undefined);
}

function hasContentType(attachment: JsonObject): boolean {
  return attachment['data'] === undefined || attachment['contentType'] !== undefined;
}

function hasSystemForCode(quantity: JsonObject): boolean {
  return quantity['code'] === undefined || quantity['system'] !== undefined;
}

function hasSystemForValue(point: JsonObject): boolean {
  return point['value'] === undefined || point['system'] !== undefined;
}

function startsBeforeEnd(period: JsonObject): boolean {
  const start = intervalOf(textOf(period['start']) ?? '');
  const end = intervalOf(textOf(period['end']) ?? '');
  return start === undefined || end === undefined || start.lo < end.hi;
}

function isReachable(contact: JsonObject): boolean {
  return ['name', 'telecom', 'address', 'organization'].some((key) => contact[key] !== undefined);
}

function hasNoReasonForValue(observation: JsonObject): boolean {
  if (observation['dataAbsentReason'] === undefined) return true;
  return !Object.keys(observation).some((key) => /^value[A-Z]/.test(key));
}

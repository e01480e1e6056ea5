/**
 * Rules of R4 on one type that are not about cardinality, by their R4 key: those that need nothing
 * but the value itself. https://hl7.org/fhir/R4/datatypes.html, and each resource's page
 */
import { nationalIdentifierFault } from '../identifier.js';
import { objects, text as textOf } from '../../fhir/elements.js';
import { intervalOf } from '../../fhir/instant.js';
import type { JsonObject } from '../../fhir/json.js';
import { amountOf } from '../amount.js';

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
    'Meta',
    [
      rule(
        'meta-security',
        hasDistinctLabels,
        'Two of the security labels have the same system and code: they are a set. Leave one out.',
      ),
    ],
  ],
  [
    'Money',
    [
      rule(
        'currency',
        hasCurrency,
        'A currency is a code of ISO 4217: three capital letters, such as EUR.',
      ),
    ],
  ],
  [
    'Range',
    [rule('rng-2', isRising, 'The low value of a range is above the high one. Correct one.')],
  ],
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
        hasOne(['name', 'telecom', 'address', 'organization']),
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
  ['Identifier', [rfc3986(), national('error'), national('warning')]],
  [
    'List',
    [
      rule(
        'lst-1',
        hasNoReasonForEntries,
        'A list with entries has no emptyReason. Leave one out.',
      ),
      rule(
        'lst-2',
        hasChangesOnly('changes', 'deleted'),
        'entry.deleted is for a list of mode changes. Leave it out.',
      ),
      rule(
        'lst-3',
        hasChangesOnly('working', 'date'),
        'entry.date is for a list of mode working. Leave it out.',
      ),
    ],
  ],
  [
    'Organization',
    [
      rule(
        'org-1',
        hasOne(['identifier', 'name']),
        'An organization has a name or an identifier. Add one.',
      ),
      rule(
        'org-2',
        hasNoHome('address'),
        'An address of an organization is not of use home. Correct the use.',
      ),
      rule(
        'org-3',
        hasNoHome('telecom'),
        'A telecom of an organization is not of use home. Correct the use.',
      ),
    ],
  ],
  [
    'Parameters.parameter',
    [
      rule(
        'inv-1',
        hasOneContent,
        'A parameter has one of value, resource and part. Give exactly one of them.',
      ),
    ],
  ],
  [
    'Consent',
    [
      rule(
        'ppc-1',
        hasOne(['policy', 'policyRule']),
        'A consent names a policy or a policyRule. Add one.',
      ),
    ],
  ],
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

/** R4: the list of labels is a set, whatever their version and display. */
function hasDistinctLabels({ security }: JsonObject): boolean {
  if (security === undefined) return true;
  const labels = objects(security).map((label) => JSON.stringify([label['system'], label['code']]));
  return new Set(labels).size === labels.length;
}

function hasCurrency({ currency }: JsonObject): boolean {
  return currency === undefined || /^[A-Z]{3}$/.test(textOf(currency) ?? '');
}

/** Values whose units cannot be compared are not. */
function isRising({ low, high }: JsonObject): boolean {
  const [from, to] = [low, high].map(amountOf);
  return from === undefined || to === undefined || from.base !== to.base || from.value <= to.value;
}

function startsBeforeEnd(period: JsonObject): boolean {
  const start = intervalOf(textOf(period['start']) ?? '');
  const end = intervalOf(textOf(period['end']) ?? '');
  return start === undefined || end === undefined || start.lo < end.hi;
}

function hasOne(names: readonly string[]): (value: JsonObject) => boolean {
  return (value) => names.some((name) => value[name] !== undefined || `_${name}` in value);
}

function hasNoReasonForEntries(list: JsonObject): boolean {
  return list['emptyReason'] === undefined || list['entry'] === undefined;
}

/** Whether entries have an element only where the list has the mode that it is for. */
function hasChangesOnly(mode: string, element: string): (list: JsonObject) => boolean {
  return (list) =>
    list['mode'] === mode || !objects(list['entry']).some((entry) => entry[element] !== undefined);
}

function hasNoHome(element: string): (value: JsonObject) => boolean {
  return (value) => !objects(value[element]).some(({ use }) => use === 'home');
}

function hasOneContent(parameter: JsonObject): boolean {
  const hasValue = Object.keys(parameter).some((key) => /^_?value[A-Z]/.test(key));
  const others = ['resource', 'part'].filter((name) => parameter[name] !== undefined);
  return others.length + (hasValue ? 1 : 0) === 1;
}

/** An identifier whose system says that its value is a URI has one. */
function rfc3986(): Invariant {
  const text =
    'The system urn:ietf:rfc:3986 says that the value is a URI. Begin it with urn:oid:, urn:uuid: or another scheme. (identifier-uri)';
  const fault = ({ system, value }: JsonObject) =>
    system !== 'urn:ietf:rfc:3986' || typeof value !== 'string' || ABSOLUTE.test(value)
      ? undefined
      : text;
  return { key: 'identifier-uri', severity: 'error', code: 'value', fault };
}

const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:\S/;

function hasNoReasonForValue(observation: JsonObject): boolean {
  if (observation['dataAbsentReason'] === undefined) return true;
  return !Object.keys(observation).some((key) => /^value[A-Z]/.test(key));
}

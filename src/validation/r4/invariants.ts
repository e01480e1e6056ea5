/**
 * Rules of R4 on one type that are not about cardinality, by their R4 key: those that need nothing
 * but the value itself. https://hl7.org/fhir/R4/datatypes.html, and each resource's page
 */
import { words } from '../report.js';
import { objects, text as textOf } from '../../fhir/elements.js';
import { intervalOf } from '../../fhir/instant.js';
import type { JsonObject } from '../../fhir/json.js';
import { amountOf } from '../amount.js';
import { OF_IDENTIFIERS } from './identifiers.js';
import type { HandRule, Invariant } from './invariant.js';
import { pageOf } from '../said/page.js';

/** The rules of a type, given with those it builds on. */
export function invariantsOf(types: readonly string[]): readonly Invariant[] {
  return types.flatMap((type) =>
    (BY_TYPE.get(type) ?? []).map((one) => ({ ...one, source: pageOf(type) })),
  );
}

const BY_TYPE = new Map<string, readonly HandRule[]>([
  [
    'Extension',
    [
      rule(
        'ext-1',
        hasValueOrParts,
        'An extension has either a value or extensions. Give exactly one of them.',
        "Une extension a une valeur ou des extensions. Donner l'un des deux exactement.",
      ),
    ],
  ],
  [
    'Attachment',
    [
      rule(
        'att-1',
        hasContentType,
        'An attachment with data says its contentType. Add it.',
        "Une pièce jointe avec data dit son contentType. L'ajouter.",
      ),
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
        "Deux étiquettes de sécurité ont le même système et le même code : elles forment un ensemble. Retirer l'une.",
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
        'Une devise est un code de la norme ISO 4217 : trois capitales, comme EUR.',
      ),
    ],
  ],
  [
    'Range',
    [
      rule(
        'rng-2',
        isRising,
        'The low value of a range is above the high one. Correct one.',
        "La valeur basse de l'intervalle est au-dessus de la haute. Corriger l'une.",
      ),
    ],
  ],
  [
    'Quantity',
    [
      rule(
        'qty-3',
        hasSystemForCode,
        'A quantity with a code says its system. Add it.',
        "Une quantité avec un code dit son system. L'ajouter.",
      ),
    ],
  ],
  [
    'ContactPoint',
    [
      rule(
        'cpt-2',
        hasSystemForValue,
        'A contact point with a value says its system. Add it.',
        "Un moyen de contact avec une valeur dit son system. L'ajouter.",
      ),
    ],
  ],
  [
    'Period',
    [
      rule(
        'per-1',
        startsBeforeEnd,
        'The period ends before it starts. Correct start or end.',
        'La période finit avant de commencer. Corriger start ou end.',
      ),
    ],
  ],
  [
    'Patient.contact',
    [
      rule(
        'pat-1',
        hasOne(['name', 'telecom', 'address', 'organization']),
        'A contact has a name, a telecom, an address or an organization. Add one.',
        'Un contact a name, telecom, address ou organization. En ajouter un.',
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
        "dataAbsentReason est pour une Observation sans valeur. Retirer l'un des deux.",
      ),
    ],
  ],
  ['Identifier', OF_IDENTIFIERS],
  [
    'List',
    [
      rule(
        'lst-1',
        hasNoReasonForEntries,
        'A list with entries has no emptyReason. Leave one out.',
        "Une liste qui a des entrées n'a pas d'emptyReason. Retirer l'un des deux.",
      ),
      rule(
        'lst-2',
        hasChangesOnly('changes', 'deleted'),
        'entry.deleted is for a list of mode changes. Leave it out.',
        'entry.deleted est pour une liste de mode changes. Le retirer.',
      ),
      rule(
        'lst-3',
        hasChangesOnly('working', 'date'),
        'entry.date is for a list of mode working. Leave it out.',
        'entry.date est pour une liste de mode working. Le retirer.',
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
        'Une organisation a name ou identifier. En ajouter un.',
      ),
      rule(
        'org-2',
        hasNoHome('address'),
        'An address of an organization is not of use home. Correct the use.',
        "L'adresse d'une organisation n'est pas d'usage home. Corriger use.",
      ),
      rule(
        'org-3',
        hasNoHome('telecom'),
        'A telecom of an organization is not of use home. Correct the use.',
        "Un moyen de contact d'une organisation n'est pas d'usage home. Corriger use.",
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
        'Un paramètre a value, resource ou part. En donner un exactement.',
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
        'Un consentement nomme policy ou policyRule. En ajouter un.',
      ),
    ],
  ],
]);

function rule(
  key: string,
  holds: (value: JsonObject) => boolean,
  text: string,
  french: string,
): HandRule {
  const said = words(`${text} (${key})`, `${french} (${key})`);
  const fault: HandRule['fault'] = (value) => (holds(value) ? undefined : said);
  return { key, severity: 'error', code: 'invariant', fault };
}

/** The required binding of contentType, BCP 13: a type is a header when the document is served. */
function mime(): HandRule {
  return rule(
    'mime-type',
    hasMediaType,
    'contentType is a media type, such as text/plain; charset=utf-8. Correct it.',
    'contentType est un type de média, tel que text/plain; charset=utf-8. Le corriger.',
  );
}

function hasMediaType({ contentType }: JsonObject): boolean {
  return contentType === undefined || MEDIA_TYPE.test(textOf(contentType) ?? '');
}

const MEDIA_TYPE = /^[!-~]+\/[!-~][ -~]*$/;

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

function hasNoReasonForValue(observation: JsonObject): boolean {
  if (observation['dataAbsentReason'] === undefined) return true;
  return !Object.keys(observation).some((key) => /^value[A-Z]/.test(key));
}

/**
 * Classes of difference in which R4 is on this project's side, each told by what is in the resource
 * and by the reference's own name of its rule. `docs/reference/validation.md` has the clause of each.
 */
import { isObject, text as textOf } from '../../../src/fhir/elements.js';
import type { JsonObject } from '../../../src/fhir/json.js';
import type { Issue } from '../../../src/fhir/problem.js';
import { plainPlace } from './compare.js';
import type { Remark } from './reference.js';

/** What the one that refuses says, and of what. */
export interface Refusal {
  readonly resource: JsonObject;
  readonly issues: readonly Issue[];
  readonly remarks: readonly Remark[];
}

type Test = (value: unknown, place: string, told: Told) => boolean;

interface Told {
  readonly resource: JsonObject;
  /** The type of our issue. */
  readonly code: string;
}

/** By class: what stands where we tell an error that the reference does not. */
const ONLY_OURS: Readonly<Record<string, Test>> = {
  'a contentType that is no media type': (value) => {
    const { contentType } = objectOf(value);
    return typeof contentType === 'string' && !/^[!-~]+\/[!-~]/.test(contentType);
  },
  'a literal reference to a type that may not stand there': (value, place) =>
    typeof value === 'string' && place.endsWith('.reference') && /^[A-Z]\w+\/[\w.-]+$/.test(value),
  'base64 that cannot be decoded': (value, place) =>
    typeof value === 'string' &&
    /\.(data|hash|query)$/.test(place) &&
    !/^([A-Za-z0-9+/\s]{4})*[A-Za-z0-9+/\s]*={0,2}\s*$/.test(value),
  'a uniqueId that is not the masterIdentifier': (_, place, { resource }) => {
    const identifier = valueAt(resource, place.replace(/\.value$/, ''));
    return codingsOf(objectOf(identifier)['type']).some(({ code }) => code === 'uniqueId');
  },
  'an empty array': (value) => Array.isArray(value) && value.length === 0,
  'a Coding without code or system where a code is required': (value, _, { code: told }) =>
    told === 'code-invalid' &&
    codingsOf(value).some(({ code, system }) => code === undefined || system === undefined),
};

/** By class: rules of the reference that R4 does not have, with what stands where it tells them. */
const ONLY_THEIRS: Readonly<Record<string, (remark: Remark, value: JsonObject) => boolean>> = {
  'a Coding without code': ({ text }) => /#null'/.test(text),
  'a relative system of a Coding': ({ id }) => id === 'Terminology_TX_System_Relative',
  'a relative reference in an entry that is created, without fullUrl': ({ id }) =>
    id === 'Bundle_BUNDLE_FullUrl_Missing' || id === 'Bundle_BUNDLE_Entry_NoFullUrl',
  'an entry that is created under an address, without id': ({ id }, { request }) =>
    id === 'BUNDLE_ENTRY_URL_MATCHES_NO_ID' && objectOf(request)['method'] === 'POST',
  'an entry without fullUrl whose resource has no id': ({ id }, { resource }) =>
    id === 'BUNDLE_BUNDLE_ENTRY_FULLURL_REQUIRED' && objectOf(resource)['id'] === undefined,
  'an entry whose resource has nothing but its type': ({ id }, { resource }) =>
    id?.endsWith('#bdl-5') === true && Object.keys(objectOf(resource)).length === 1,
  'a profile of an operation that cannot be found': ({ id }) => id === 'OPDEF_PROFILE_NOT_FOUND',
  'a Period whose bounds are told to different precision': ({ id }, { start, end }) =>
    id?.endsWith('Period#per-1') === true && textOf(start)?.length !== textOf(end)?.length,
  'a short OID': ({ id, text }) =>
    id === 'Type_Specific_Checks_DT_OID_Valid' && /\([0-2](\.(0|[1-9]\d*))+\)/.test(text),
};

/** What the reference adds once something inside is refused. */
const FOLLOWS: ReadonlySet<string> = new Set([
  ...['Validation_VAL_Profile_NotSlice', 'Validation_VAL_Profile_Minimum_SLICE'],
  ...['Validation_VAL_Profile_NoMatch', 'BUNDLE_BUNDLE_ENTRY_MULTIPLE_PROFILES_NO_MATCH'],
]);

/** The class of a refusal that only one of both makes; undefined where one of its errors has none. */
export function classOf({ resource, issues, remarks }: Refusal): string | undefined {
  const ours = issues.map(({ expression, code }) => {
    const [place = ''] = expression ?? [];
    const value = valueAt(resource, place);
    return nameOf(ONLY_OURS, (test) => test(value, place, { resource, code }));
  });
  const told = remarks.filter(({ id }) => !FOLLOWS.has(id ?? ''));
  const theirs = told.map((remark) => {
    const value = objectOf(valueAt(resource, plainPlace(remark.expression)));
    return nameOf(ONLY_THEIRS, (test) => test(remark, value));
  });
  const found = [...ours, ...theirs];
  return found.includes(undefined) ? undefined : found[0];
}

function nameOf<T>(tests: Readonly<Record<string, T>>, holds: (test: T) => boolean) {
  return Object.entries(tests).find(([, test]) => holds(test))?.[0];
}

/** The value at a location, which names a choice without its type. */
function valueAt(resource: JsonObject, place: string): unknown {
  const steps = place.split('.').slice(1);
  return steps.reduce<unknown>((value, step) => {
    const [, name = '', index] = /^(\w+)(?:\[(\d+)\])?$/.exec(step) ?? [];
    const holder = objectOf(value);
    const key = Object.keys(holder).find((one) => one === name) ?? choiceIn(holder, name);
    const found = holder[key ?? ''];
    return index === undefined ? found : (found as unknown[] | undefined)?.[Number(index)];
  }, resource);
}

function choiceIn(holder: JsonObject, name: string): string | undefined {
  return Object.keys(holder).find(
    (key) => key.startsWith(name) && /^[A-Z]/.test(key.slice(name.length)),
  );
}

function codingsOf(value: unknown): JsonObject[] {
  const { coding } = objectOf(value);
  const all = Array.isArray(coding) ? (coding as unknown[]) : [value];
  return all.filter(isObject).filter((one) => textOf(one['url']) === undefined);
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

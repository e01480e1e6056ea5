/**
 * What an operation is given: the parameters of its address, and those of the Parameters resource,
 * or the one resource, that is its body. https://hl7.org/fhir/R4/operations.html#request
 */
import { isObject, objects, text } from '../fhir/elements.js';
import { isNumber, numberText } from '../fhir/json.js';
import { both, type Sentence } from '../fhir/language.js';
import { problem } from '../fhir/problem.js';
import type { Resource } from '../fhir/resource.js';
import type { Pair } from '../search/conditions.js';
import { isOfTheAnswer } from '../search/self-url.js';

/** The values of each parameter, in the order given; under the empty name the body itself. */
export type Given = ReadonlyMap<string, readonly unknown[]>;

const BODY = '';

/** Puts together what address and body give. */
export function givenBy(pairs: readonly Pair[], body: Resource | undefined): Given {
  const given = new Map<string, unknown[]>();
  const put = (name: string, value: unknown): void =>
    void given.set(name, [...(given.get(name) ?? []), value]);
  // Said to the server about the answer, not to the operation.
  for (const pair of pairs) if (!isOfTheAnswer(pair)) put(...pair);
  if (body === undefined) return given;
  put(BODY, body);
  if (body.resourceType !== 'Parameters') return given;
  for (const parameter of objects(body['parameter'])) {
    const name = text(parameter['name']);
    const value = valueOf(parameter);
    if (name !== undefined && name !== BODY && value !== undefined) put(name, value);
  }
  return given;
}

/** How the answer is to be written, as the address says. */
export function lookOf(pairs: readonly Pair[]): readonly Pair[] {
  return pairs.filter(isOfTheAnswer);
}

function valueOf(parameter: Record<string, unknown>): unknown {
  if (parameter['resource'] !== undefined) return parameter['resource'];
  const key = Object.keys(parameter).find((name) => name.startsWith('value'));
  return key === undefined ? undefined : parameter[key];
}

/** The texts of a parameter, numbers and booleans as they are written. */
export function textsOf(given: Given, name: string): string[] {
  return (given.get(name) ?? []).flatMap((value) => {
    if (isNumber(value)) return [numberText(value)];
    if (typeof value === 'boolean') return [String(value)];
    return typeof value === 'string' ? [value] : [];
  });
}

/** The text of a parameter that may be given once. Fails with `invalid-request` when repeated. */
export function textOf(given: Given, name: string): string | undefined {
  const texts = textsOf(given, name);
  if (texts.length > 1)
    throw fault(
      name,
      both('is given more than once', "est donné plus d'une fois"),
      both('Give it once', 'Le donner une fois'),
    );
  return texts[0];
}

/** A parameter that is true or false; undefined where it is not given. */
export function flagOf(given: Given, name: string): boolean | undefined {
  const said = textOf(given, name);
  if (said === undefined) return undefined;
  if (said !== 'true' && said !== 'false')
    throw fault(
      name,
      both('is no boolean', "n'est pas un booléen"),
      both('Say true or false', 'Dire true ou false'),
    );
  return said === 'true';
}

/** A parameter that is a whole number, 0 or more. */
export function countOf(given: Given, name: string): number | undefined {
  const said = textOf(given, name);
  if (said === undefined) return undefined;
  if (!/^\d{1,9}$/.test(said))
    throw fault(
      name,
      both('is no whole number', "n'est pas un nombre entier"),
      both('Give digits only', 'Ne donner que des chiffres'),
    );
  return Number(said);
}

/** The types that `_type` lists; fails with `invalid-request` for one that is not known. */
export function typesIn(given: Given, knowsType: (type: string) => boolean): string[] {
  const types = textsOf(given, '_type').flatMap((text) => text.split(','));
  const unknown = types.find((type) => !knowsType(type));
  if (unknown === undefined) return types;
  throw fault(
    '_type',
    both(
      `names ${unknown.slice(0, 64)}, which is no type here`,
      `nomme ${unknown.slice(0, 64)}, qui n'est pas un type ici`,
    ),
    both('See /metadata', 'Voir /metadata'),
  );
}

/** The resource or the complex value of a parameter. */
export function objectOf(given: Given, name: string): Record<string, unknown> | undefined {
  return (given.get(name) ?? []).find(isObject);
}

/** The resource an operation is about: the parameter of that name, else the bare body. */
export function resourceOf(given: Given, name: string): Resource | undefined {
  const named = objectOf(given, name);
  if (named !== undefined) return asResource(named, name);
  const body = objectOf(given, BODY);
  return body === undefined || body['resourceType'] === 'Parameters'
    ? undefined
    : asResource(body, name);
}

function asResource(value: Record<string, unknown>, name: string): Resource {
  if (typeof value['resourceType'] === 'string') return value as Resource; // checked just now
  throw fault(
    name,
    both('is no resource', "n'est pas une ressource"),
    both('Give a resource with its resourceType', 'Donner une ressource avec son resourceType'),
  );
}

/** Refuses a parameter: its name, the fault, the cure. */
export function fault(name: string, what: Sentence, cure: Sentence): Error {
  return problem('invalid-request', {
    why: `The parameter ${name} ${what.why}. ${cure.why}.`,
    french: `Le paramètre ${name} ${what.french}. ${cure.french}.`,
    expression: `Parameters.parameter.where(name='${name}')`,
  });
}

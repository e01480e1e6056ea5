/**
 * A line of an older record: one JSON object, `patient` {system, value}, `depositor` and `bundle`,
 * an ITI-65.
 */
import type { Caller } from '../../access/caller.js';
import { entriesOf } from '../../fhir/bundle.js';
import { isObject, text } from '../../fhir/elements.js';
import { parseJson, type JsonObject } from '../../fhir/json.js';
import { Problem, type Issue } from '../../fhir/problem.js';
import type { Resource } from '../../fhir/resource.js';
import { uniqueIdsOf } from '../../records/changes/keys.js';
import { isInsSystem } from '../../validation/identifier.js';
import { words } from '../../validation/report.js';
import { isProvide } from '../submission.js';
import { depositorOf, fault, type Depositor } from './depositor.js';

/** A line that can be tried. */
export interface OlderLine {
  readonly patient: NonNullable<Caller['ins']>;
  readonly depositor: Depositor;
  readonly bundle: Resource;
}

const MEMBERS = ['patient', 'depositor', 'bundle'];

/** Reads a line, or every fault of its form; its bundle is looked into when it is tried. */
export function readOlderLine(line: string): OlderLine | readonly Issue[] {
  try {
    return partsOf(parseJson(line));
  } catch (failure) {
    if (failure instanceof Problem) return failure.issues;
    throw failure;
  }
}

function partsOf(given: JsonObject): OlderLine | readonly Issue[] {
  const patient = identityOf(given['patient']);
  const depositor = depositorOf(given['depositor'], patient);
  const bundle = bundleOf(given['bundle']);
  const faults = [
    ...Object.keys(given)
      .filter((name) => !MEMBERS.includes(name))
      .slice(0, 1)
      .map(() => fault('line', UNKNOWN)),
    ...(patient === undefined ? [fault('patient', IDENTITY)] : []),
    ...(isFaults(depositor) ? depositor : []),
    ...(bundle === undefined ? [fault('bundle', BUNDLE)] : unnamed(bundle)),
  ];
  if (faults.length > 0 || patient === undefined || bundle === undefined || isFaults(depositor))
    return faults;
  return { patient, depositor, bundle };
}

/** Whether a line, or a part of it, is its faults. */
export function isFaults<T extends object>(value: T | readonly Issue[]): value is readonly Issue[] {
  return Array.isArray(value);
}

const UNKNOWN = words(
  'may hold patient, depositor and bundle, and nothing else',
  'ne peut contenir que patient, depositor et bundle',
);
const IDENTITY = words(
  'must hold system and value of the national identity (INS)',
  'doit porter system et value de l’identité nationale de santé (INS)',
);
const BUNDLE = words(
  'must be the bundle of an ITI-65, with its submission set',
  'doit être le bundle d’une ITI-65, avec son lot de soumission',
);
const UNIQUE = words(
  'needs an identifier that is its own for ever (masterIdentifier, or the identifier of the submission set): by it a line is known that was brought in before',
  'doit porter un identifiant unique et définitif (masterIdentifier, ou identifier du lot de soumission) : une ligne déjà reprise se reconnaît à lui',
);

function identityOf(given: unknown): OlderLine['patient'] | undefined {
  if (!isObject(given)) return undefined;
  const [system, value] = [text(given['system']), text(given['value'])];
  if (system === undefined || value === undefined || !isInsSystem(system)) return undefined;
  return { system, value };
}

function bundleOf(given: unknown): Resource | undefined {
  if (!isObject(given) || given['resourceType'] !== 'Bundle') return undefined;
  const bundle = given as Resource; // its type was looked at
  return isProvide(bundle) ? bundle : undefined;
}

/** Documents and lists by which the line could not be known again. */
function unnamed(bundle: Resource): Issue[] {
  return entriesOf(bundle).flatMap(({ resource, at }) => {
    const isNamed =
      resource?.resourceType === 'DocumentReference' || resource?.resourceType === 'List';
    if (resource === undefined || !isNamed || uniqueIdsOf(resource).length > 0) return [];
    return [fault(`Bundle.entry[${at}].resource`, UNIQUE)];
  });
}

/**
 * Where a new resource goes: into the dossier its home element names, or into a stream of its own.
 */
import type { Caller } from '../access/caller.js';
import { mayEver } from '../access/rights.js';
import { localised } from '../fhir/bundle.js';
import { identifiers, object, referenceText } from '../fhir/elements.js';
import { problem, type Problem } from '../fhir/problem.js';
import { localReference } from '../fhir/reference.js';
import type { Resource } from '../fhir/resource.js';
import type { Ids } from '../ids.js';
import type { Subject } from '../records/finding.js';
import type { Records } from '../records/records.js';

/** What placing is built on. */
export interface PlaceNeeds {
  readonly records: Records;
  readonly ids: Ids;
  readonly base: string;
  /** The element that names a type's dossier; `self`, `audit`, or null outside all dossiers. */
  readonly homeOf: (type: string) => string | null;
}

/** An id, the stream it is in, and the resource with references to this server made relative. */
export interface NewPlace {
  readonly id: string;
  readonly stream: string;
  readonly resource: Resource;
  /** Whether the server drew the id. */
  readonly fresh: boolean;
}

/**
 * The place of a new resource. `chosen` is the id a client chose. A Patient opens a dossier. Fails
 * where the home element names no Patient (400), or one without a dossier (404).
 */
export async function newPlace(
  needs: PlaceNeeds,
  caller: Caller,
  given: Resource,
  chosen?: string,
): Promise<NewPlace> {
  const resource = localised(given, needs.base);
  const fresh = chosen === undefined;
  const home = needs.homeOf(resource.resourceType);
  if (home === 'self') {
    const stream = needs.ids.dossier();
    return { id: chosen ?? stream, stream, resource, fresh };
  }
  const subject = home === null ? undefined : subjectOf(resource, home, needs.base);
  if (subject === undefined) return outside(needs, caller, resource, { home, chosen });
  const { stream, patient } = await needs.records.dossierFor(caller, subject);
  return {
    id: chosen ?? needs.ids.within(stream),
    stream,
    resource: named(resource, home, patient),
    fresh,
  };
}

function outside(
  needs: PlaceNeeds,
  caller: Caller,
  resource: Resource,
  of: { home: string | null; chosen: string | undefined },
): NewPlace {
  // Only the tester may store what belongs to a dossier without naming one (`access-rules`,
  // tester).
  if (of.home !== null && mayOnlyWithPatient(caller, resource.resourceType)) {
    throw noPatient(resource.resourceType, of.home);
  }
  const id = of.chosen ?? needs.ids.outside();
  const space = caller.space === 'test' ? '~' : '';
  const stream = `${space}${resource.resourceType}/${id}`;
  return { id, stream, resource, fresh: of.chosen === undefined };
}

/** Who may never create the type is refused for that, whatever is missing. */
function mayOnlyWithPatient({ kind }: Caller, type: string): boolean {
  return kind !== 'tester' && mayEver(kind, 'create', type);
}

function subjectOf(resource: Resource, home: string, base: string): Subject | undefined {
  const element = object(resource[home]);
  const local = localReference(referenceText(element) ?? '', base);
  if (local?.type === 'Patient') return { id: local.id };
  const [identity] = identifiers(element?.['identifier']);
  return identity === undefined ? undefined : { identity };
}

function named(resource: Resource, home: string | null, patient: string): Resource {
  if (home === null) return resource;
  return { ...resource, [home]: { ...object(resource[home]), reference: `Patient/${patient}` } };
}

function noPatient(type: string, home: string): Problem {
  return problem('not-conformant', {
    issues: [
      {
        severity: 'error',
        code: 'required',
        diagnostics: `A ${type} belongs to a dossier. Name its Patient in ${home}, by reference or by INS identifier.`,
        french: `${type} appartient à un dossier. Désigner son Patient dans ${home}, par référence ou par identifiant INS.`,
        expression: [`${type}.${home}`],
      },
    ],
  });
}

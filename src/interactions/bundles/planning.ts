/**
 * The entries of a transaction that write, until all have planned: DELETE, POST, PUT and PATCH,
 * Patients before what belongs to their dossiers; conditional references last.
 * https://hl7.org/fhir/R4/http.html#trules (T-03, T-04, T-08, T-09)
 */
import type { Entry } from '../../fhir/bundle.js';
import { problem } from '../../fhir/problem.js';
import { checkConditions, makeReferences } from './resolving.js';
import type { Begun } from './joining.js';
import { makeLinks, type Links } from './links.js';
import { located } from './located.js';
import { allOf } from './some-at-a-time.js';
import { addressIn, noteBegun, reads, type Outcome, type Running } from './running.js';

/** Plans all entries that write. Fails as the first that is refused, at its place. */
export async function plan<A>(running: Running<A>): Promise<void> {
  checkAddresses(running);
  const references = await makeReferences(running);
  const { before, patients, after } = phasesOf(running.entries);
  for (const phase of [before, patients]) await planPhase(running, phase);
  references.begin();
  for (const phase of after) await planPhase(running, phase);
  references.end();
  checkChanges(running);
  const twiceWritten = checkConditions(running);
  if (twiceWritten !== undefined) throw twice(twiceWritten);
}

async function planPhase<A>(running: Running<A>, phase: readonly Entry[]): Promise<void> {
  const links = linksToPatients(running);
  await allOf(
    phase,
    (entry) => begin(running, entry, links),
    (entry, begun) => {
      running.begun.set(entry.at, begun);
    },
  );
  for (const entry of phase) await noteBegun(running, entry);
}

/** One identity, one entry: what is plain from the addresses alone. */
function checkAddresses<A>({ needs, entries, addresses }: Running<A>): void {
  const seen = new Set<string>();
  for (const entry of entries.filter((one) => !reads(one) && one.method !== 'POST')) {
    const address = addressIn(entry, needs.base);
    if (address === undefined) continue;
    if (seen.has(address)) throw twice(entry.at);
    seen.add(address);
    addresses.set(entry.at, address);
  }
}

/** The same of what the entries came to: conditional ones show only now what they are about. */
export function checkChanges<A>({ begun }: Running<A>): void {
  const seen = new Set<string>();
  const each = [...begun].flatMap(([at, { changes }]) => changes.map((one) => ({ at, ...one })));
  for (const { at, type, id } of each) {
    if (seen.has(`${type}/${id}`)) throw twice(at);
    seen.add(`${type}/${id}`);
  }
}

function twice(at: number): unknown {
  const failure = problem('invalid-request', {
    why: 'Another entry changes the same resource. Send one change of it. Nothing was stored.',
    french:
      "Une autre entrée modifie la même ressource. N'envoyer qu'une modification. Rien n'a été enregistré.",
  });
  return located(failure, at);
}

function phasesOf(entries: readonly Entry[]): {
  readonly before: readonly Entry[];
  readonly patients: readonly Entry[];
  readonly after: readonly (readonly Entry[])[];
} {
  const isPatient = ({ resource }: Entry): boolean => resource?.resourceType === 'Patient';
  const others = entries.filter((entry) => !isPatient(entry) || entry.method === 'DELETE');
  return {
    before: others.filter(({ method }) => method === 'DELETE'),
    patients: entries.filter((entry) => isPatient(entry) && ['POST', 'PUT'].includes(entry.method)),
    after: [
      others.filter(({ method }) => method === 'POST'),
      others.filter(({ method }) => method === 'PUT' || method === 'PATCH'),
    ],
  };
}

/** A resource's home is known before it is planned; its other links when all are. */
function linksToPatients<A>({ needs, entries, addresses, references }: Running<A>): Links {
  const patients = [...addresses].filter(([, address]) => address.startsWith('Patient/'));
  return makeLinks({ base: needs.base, entries, addresses: new Map(patients), references });
}

async function begin<A>(
  { needs, joining }: Running<A>,
  entry: Entry,
  links: Links,
): Promise<Begun<Outcome>> {
  const { resource } = entry;
  const sent =
    resource === undefined ? entry : { ...entry, resource: links.rewrite(resource, entry) };
  return joining.begin((door) => needs.write(sent, door));
}

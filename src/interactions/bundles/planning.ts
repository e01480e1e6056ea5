/**
 * The entries of a transaction that write, until all have planned: conditional references first,
 * then DELETE, POST, PUT and PATCH, Patients before what belongs to their dossiers.
 * https://hl7.org/fhir/R4/http.html#trules (T-03, T-04, T-08, T-09)
 */
import type { Entry } from '../../fhir/bundle.js';
import { problem } from '../../fhir/problem.js';
import { conditionalReferences, resolved } from './conditional-references.js';
import type { Begun } from './joining.js';
import { makeLinks, type Links } from './links.js';
import { located } from './located.js';
import { addressIn, noteBegun, reads, type Outcome, type Running } from './running.js';

/** Entries that plan at once. */
const AT_ONCE = 8;

/** Plans all entries that write. Fails as the first that is refused, at its place. */
export async function plan<A>(running: Running<A>): Promise<void> {
  checkAddresses(running);
  await resolveReferences(running);
  for (const phase of phasesOf(running.entries)) {
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
  checkChanges(running);
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
  const why = 'Another entry changes the same resource. Send one change of it. Nothing was stored.';
  return located(problem('invalid-request', { why }), at);
}

async function resolveReferences<A>(running: Running<A>): Promise<void> {
  const { needs, caller, entries, references } = running;
  const first = new Map<string, number>();
  const all = entries.flatMap(({ resource, at }) =>
    [...conditionalReferences(resource)].map((text) => ({ text, at })),
  );
  for (const { text, at } of all) if (!first.has(text)) first.set(text, at);
  const each = [...first].map(([text, at]) => ({ text, at }));
  await allOf(
    each,
    ({ text }) => resolved(needs, caller, text),
    ({ text }, address) => {
      references.set(text, address);
    },
  );
}

function phasesOf(entries: readonly Entry[]): Entry[][] {
  const isPatient = ({ resource }: Entry): boolean => resource?.resourceType === 'Patient';
  const others = entries.filter((entry) => !isPatient(entry) || entry.method === 'DELETE');
  return [
    others.filter(({ method }) => method === 'DELETE'),
    entries.filter((entry) => isPatient(entry) && ['POST', 'PUT'].includes(entry.method)),
    others.filter(({ method }) => method === 'POST'),
    others.filter(({ method }) => method === 'PUT' || method === 'PATCH'),
  ];
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

/** Some at a time; fails as the first of them in their order, once none is on its way. */
async function allOf<T extends { readonly at: number }, R>(
  items: readonly T[],
  act: (item: T) => Promise<R>,
  done: (item: T, result: R) => void,
): Promise<void> {
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const some = items.slice(from, from + AT_ONCE);
    const ended = await Promise.allSettled(some.map(act));
    const failures: unknown[] = [];
    some.forEach((item, index) => {
      const one = ended[index];
      if (one?.status === 'fulfilled') done(item, one.value);
      if (one?.status === 'rejected') failures.push(located(one.reason, item.at));
    });
    if (failures.length > 0) throw failures[0];
  }
}

/**
 * Finding what a request names, before anything is decided: a dossier, the holder of an identifier.
 */
import type { Caller } from '../access/caller.js';
import { enter } from '../access/entry.js';
import type { DocumentFacts } from '../access/facts.js';
import { parseJson } from '../fhir/json.js';
import { problem } from '../fhir/problem.js';
import { relative, type Address, type Resource } from '../fhir/resource.js';
import type { Shown } from '../fhir/version.js';
import type { Head } from '../storage/kept.js';
import { factsOf, judge, policyOf, visit } from './judge.js';
import type { Needs } from './needs.js';
import { versionsAt } from './versions-at.js';
import { shownVersion } from './view.js';
import { arrive, dossierOf, identityKey, settle, type Identity } from './where.js';

/** What names a patient: the id of a local Patient, or a national identity. */
export type Subject = { readonly id: string } | { readonly identity: Identity };

/** An open dossier. */
export interface Dossier {
  /** Its stream. */
  readonly stream: string;
  /** Id of its Patient. */
  readonly patient: string;
}

/** A resource that holds an identifier, seen by the caller. */
export interface Holding {
  readonly stream: string;
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly written: number;
  /** As the caller may see it. */
  readonly shown: Shown;
  readonly resource: Resource;
  /** Whether the caller deposited it. */
  readonly own: boolean;
  readonly document?: DocumentFacts;
}

/**
 * The dossier a subject names. Fails with `unknown-patient`: no dossier, or one of another space.
 */
export async function dossierFor(needs: Needs, given: Caller, subject: Subject): Promise<Dossier> {
  const caller = await settle(needs, given);
  const { head, patient } = await dossierNamed(needs, caller, subject);
  return { stream: head.stream, patient };
}

/**
 * The same for a settled caller, as its head and the id of its Patient. One whose state hides it
 * from this caller is not there.
 */
export async function dossierNamed(
  needs: Needs,
  caller: Caller,
  subject: Subject,
): Promise<{ readonly head: Head; readonly patient: string }> {
  const head =
    'id' in subject
      ? (await arrive(needs, caller, { type: 'Patient', id: subject.id })).head
      : await dossierOf(needs, caller, subject.identity);
  const policy = head === undefined ? undefined : policyOf(head);
  if (head === undefined || policy?.kind !== 'dossier' || policy.removed === true)
    throw problem('unknown-patient');
  if (enter(caller, policy, needs.clock.now()).kind === 'elsewhere')
    throw problem('unknown-patient');
  return { head, patient: policy.patient };
}

/**
 * The stream a resource is in, or was until it was deleted. For an id that shows its dossier, that
 * dossier, if there is one: nothing is told of the resource.
 */
export async function streamOf(
  needs: Needs,
  caller: Caller,
  address: Address,
): Promise<string | undefined> {
  const { located, head } = await arrive(needs, caller, address);
  if (head === undefined || located?.named === true) return head?.stream;
  // The claim of an id is a hint: what it was taken for may be on its way, or never have come.
  const name = relative(address);
  return (await versionsAt(needs, { head }, [name])).has(name) ? head.stream : undefined;
}

/** The holder of an identifier, when the caller may read it. */
export async function byUniqueId(
  needs: Needs,
  given: Caller,
  identity: Identity,
): Promise<Holding | undefined> {
  const caller = await settle(needs, given);
  const key = needs.envelope.uniqueKey(identityKey(caller.space, identity));
  const held = await needs.store.holder(key);
  if (held === undefined) return undefined;
  const at = visit(needs, caller, held.head);
  const { type, id, version, written, body } = held.version;
  const right = await judge(needs, at, 'read', { type, version: held.version });
  if (right.kind === 'denied') return undefined;
  const facts = factsOf(held.version);
  return {
    ...{ stream: held.head.stream, type, id, version, written },
    shown: await shownVersion(needs, at, type, held.version),
    resource: parseJson(body) as Resource, // stored after validation
    own: facts.author === at.caller.actor,
    ...(facts.document === undefined ? {} : { document: facts.document }),
  };
}

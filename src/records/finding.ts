/**
 * Finding what a request names, before anything is decided: a dossier, the holder of an identifier.
 */
import type { Caller } from '../access/caller.js';
import type { DocumentFacts } from '../access/facts.js';
import { parseJson } from '../fhir/json.js';
import { problem } from '../fhir/problem.js';
import type { Address, Resource } from '../fhir/resource.js';
import type { Shown } from '../fhir/version.js';
import { factsOf, judge, policyOf, visit } from './judge.js';
import type { Needs } from './needs.js';
import { shownVersion } from './view.js';
import { dossierOf, identityKey, locate, settle, type Identity } from './where.js';

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
export async function dossierFor(needs: Needs, caller: Caller, subject: Subject): Promise<Dossier> {
  const stream =
    'id' in subject
      ? (await locate(needs, caller, { type: 'Patient', id: subject.id }))?.stream
      : await dossierOf(needs, caller.space, subject.identity);
  const head = stream === undefined ? undefined : await needs.store.head(stream);
  const policy = head === undefined ? undefined : policyOf(head);
  if (head === undefined || policy?.kind !== 'dossier' || policy.space !== caller.space) {
    throw problem('unknown-patient');
  }
  return { stream: head.stream, patient: policy.patient };
}

/** The stream a resource is in, when that stream exists. Tells nothing of the resource. */
export async function streamOf(
  needs: Needs,
  caller: Caller,
  address: Address,
): Promise<string | undefined> {
  const located = await locate(needs, caller, address);
  const head = located === undefined ? undefined : await needs.store.head(located.stream);
  return head?.stream;
}

/** The holder of an identifier, when the caller may read it. */
export async function byUniqueId(
  needs: Needs,
  given: Caller,
  identity: Identity,
): Promise<Holding | undefined> {
  const caller = await settle(needs, given);
  const key = needs.envelope.uniqueKey(identityKey(caller.space, identity));
  const holder = await needs.store.holder(key);
  if (holder === undefined) return undefined;
  const { stream, type, id } = holder;
  const found = await needs.store.read(stream, type, id);
  if (found?.version === undefined) return undefined;
  const at = await visit(needs, caller, found.head);
  const right = await judge(needs, at, 'read', { type, version: found.version });
  if (right.kind === 'denied') return undefined;
  const facts = factsOf(found.version);
  const { version, written, body } = found.version;
  return {
    ...{ stream, type, id, version, written },
    shown: await shownVersion(needs, at, type, found.version),
    resource: parseJson(body) as Resource, // stored after validation
    own: facts.author === caller.actor,
    ...(facts.document === undefined ? {} : { document: facts.document }),
  };
}

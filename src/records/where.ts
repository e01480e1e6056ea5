/** Where things are: which stream a resource is in, and which dossier an identity names. */
import type { Caller } from '../access/caller.js';
import { bears } from '../access/entry.js';
import type { Address } from '../fhir/resource.js';
import { dossierOfId } from '../ids.js';
import type { Head, StreamId } from '../storage/kept.js';
import type { Nowhere } from '../storage/store.js';
import type { Needs } from './needs.js';
import { isUnbegun, policyOf } from './judge.js';

/** A system and a value: what identifies a patient, a document, a submission. */
export interface Identity {
  readonly system: string;
  readonly value: string;
}

/**
 * A stream found, and whether the id itself told it: `named` ids show which dossier they are in
 * (decision 16).
 */
export interface Located {
  readonly stream: StreamId;
  readonly named: boolean;
}

/** The stream of a resource outside all dossiers. */
function outsideStream(space: Caller['space'], type: string, id: string): StreamId {
  return `${space === 'test' ? '~' : ''}${type}/${id}`;
}

/** The event stream of what names no dossier. */
export function nowhere(caller: Partial<Pick<Caller, 'space'>>): Nowhere {
  return caller.space === 'test' ? '~' : '-';
}

/** The clear text of the key of a client-chosen id in a dossier. */
export function idKey(space: Caller['space'], address: Address): string {
  return `${space}|id|${address.type}/${address.id}`;
}

/** The clear text of the key of an identifier that one resource only may hold (decision 8). */
export function identityKey(space: Caller['space'], identity: Identity): string {
  return `${space}|uid|${identity.system}|${identity.value}`;
}

/** The clear text of the key of a patient's national identity. */
export function patientKey(space: Caller['space'], identity: Identity): string {
  return `${space}|ins|${identity.system}|${identity.value}`;
}

/** The stream a resource would be in; undefined when nothing names it. */
export async function locate(
  needs: Needs,
  caller: Caller,
  address: Address,
): Promise<Located | undefined> {
  const { type, id } = address;
  if (needs.rules.homeOf(type) === null && caller.space === 'main') {
    return { stream: outsideStream('main', type, id), named: false };
  }
  const dossier = dossierOfId(id);
  if (dossier !== undefined && (id !== dossier || type === 'Patient')) {
    return { stream: dossier, named: true };
  }
  const stream = await needs.store.claimed(needs.envelope.uniqueKey(idKey(caller.space, address)));
  if (stream !== undefined) return { stream, named: false };
  return caller.space === 'test'
    ? { stream: outsideStream('test', type, id), named: false }
    : undefined;
}

/** The stream an address leads to, and its head. */
export async function arrive(
  needs: Needs,
  caller: Caller,
  address: Address,
): Promise<{ located: Located | undefined; head: Head | undefined }> {
  const located = await locate(needs, caller, address);
  const head = located === undefined ? undefined : await needs.store.head(located.stream);
  return { located, head: head !== undefined && isUnbegun(head) ? undefined : head };
}

/**
 * The head of the dossier whose patient holds a national identity. Nobody's identity takes the same
 * look-ups as that of a patient whose dossier is not told of.
 */
export async function dossierOf(
  needs: Needs,
  caller: Caller,
  identity: Identity,
): Promise<Head | undefined> {
  const key = needs.envelope.uniqueKey(patientKey(caller.space, identity));
  const isOwn = caller.kind === 'patient' && key === caller.identity;
  const stream = isOwn ? ownStream(caller) : await needs.store.claimed(key);
  const head = await needs.store.head(stream ?? NOBODY);
  return head !== undefined && bears(policyOf(head), key) ? head : undefined;
}

/**
 * A patient caller with the key of their identity, and `patient:` with the dossier it leads to; an
 * application with the key of whose it is. It
 * is not theirs yet: at its head that is decided (`access/entry.ts`).
 */
export async function settle(needs: Needs, caller: Caller): Promise<Caller> {
  if (caller.ins === undefined) return caller;
  const identity = needs.envelope.uniqueKey(patientKey(caller.space, caller.ins));
  if (caller.kind !== 'patient') return { ...caller, identity };
  const stream = await needs.store.claimed(identity);
  return { ...caller, identity, actor: `patient:${stream ?? '-'}` };
}

/** A stream that there never is. */
const NOBODY = '-';

function ownStream({ actor }: Caller): StreamId | undefined {
  const stream = actor.slice('patient:'.length);
  return stream === '-' ? undefined : stream;
}

/**
 * Signed checkpoints: what was written since the one before, under one signature. Two Merkle roots
 * stand in the signed statement: over the links of all chains that grew (so that no chain loses its
 * end, or is written anew, unseen), and over the digests of the events in them (so that one event
 * can be shown to be among them). Each statement names the one before it.
 *
 * The tree of events is filled up with digests of nothing to a power of two, in the order of the
 * digests, which their salts make random: a path tells neither how many events there were nor what
 * was recorded beside one.
 */
import { merklePath, merkleRoot, packedDigests, sha256, unpackedDigests } from './merkle.js';
import type { Beside } from './merkle.js';

/** What stands as the previous statement in the first one. */
export const NO_CHECKPOINT = '0'.repeat(64);

/** A link of a chain: a commit of a stream, or a block of `log CHAIN`. */
export interface ChainLink {
  readonly name: string;
  readonly n: number;
  /** Hexadecimal. */
  readonly hash: string;
}

/** What a checkpoint is made of. */
export interface CheckpointFacts {
  /** The hash of the statement before, `NO_CHECKPOINT` for the first. */
  readonly previous: string;
  /** An instant. */
  readonly at: string;
  readonly links: readonly ChainLink[];
  /** Digests of events, hexadecimal. */
  readonly events: readonly string[];
  /** Random digits that the fillers are drawn from; never shown. */
  readonly seed: string;
  /** Where the next one goes on: for the store. */
  readonly mark: string;
}

/** A checkpoint as it rests. */
export interface Checkpoint extends Omit<CheckpointFacts, 'previous' | 'at'> {
  /** JSON: what is signed. */
  readonly statement: string;
  /** Of Ed25519, base64url. */
  readonly signature: string;
}

/** What a statement says. */
export interface Statement {
  readonly form: string;
  readonly at: string;
  readonly previous: string;
  readonly links: string;
  readonly events: string;
  readonly key: string;
}

/** Signs and judges signatures, with the key that is published. */
export interface SigningKey {
  /** Its name: the thumbprint of RFC 7638. */
  readonly keyId: string;
  sign(bytes: Uint8Array): string;
  fits(bytes: Uint8Array, signature: string): boolean;
}

const FORM = 'dossier-checkpoint-1';
/** Leaves of the tree of events, at least: what few events there were shows in no path. */
const LEAVES_MIN = 256;

/** Signs what was written. */
export function signCheckpoint(facts: CheckpointFacts, key: SigningKey): Checkpoint {
  const { previous, at, ...kept } = facts;
  const events = [...facts.events].sort();
  const roots = {
    links: linksRoot(facts.links),
    events: merkleRoot(leavesOf({ ...kept, events })),
  };
  const said: Statement = { form: FORM, at, previous, ...roots, key: key.keyId };
  const statement = JSON.stringify(said);
  return { ...kept, events, statement, signature: key.sign(Buffer.from(statement)) };
}

/** The name by which the next statement knows one. */
export function statementHash(statement: string): string {
  return sha256(Buffer.from(statement));
}

/** The bytes in which a checkpoint rests. */
export function checkpointBytes({ links, events, ...rest }: Checkpoint): Buffer {
  const lines = links.map(lineOf).join('\n');
  const digests = packedDigests(events);
  return Buffer.from(JSON.stringify({ ...rest, links: lines, events: digests }));
}

/** The checkpoint in bytes; undefined for bytes that hold none. */
export function checkpointIn(bytes: Uint8Array): Checkpoint | undefined {
  const found = parsed(Buffer.from(bytes).toString());
  const { statement, signature, links, events, seed, mark } = found ?? {};
  const texts = [statement, signature, links, events, seed, mark];
  if (!texts.every((text) => typeof text === 'string')) return undefined;
  return {
    ...{ statement: String(statement), signature: String(signature) },
    ...{ seed: String(seed), mark: String(mark) },
    links: String(links).split('\n').filter(Boolean).map(linkOf),
    events: unpackedDigests(String(events)),
  };
}

/** What a statement says; undefined for a text that is none. */
export function statementIn(text: string): Statement | undefined {
  const found = parsed(text);
  // Cast: each member is compared with what it must be.
  return found?.['form'] === FORM ? (found as unknown as Statement) : undefined;
}

/** The faults of a checkpoint as it was found: its signature, its lists, the one before it. */
export function checkCheckpoint(
  found: Checkpoint,
  previous: string,
  key: Pick<SigningKey, 'keyId' | 'fits'>,
): string[] {
  const said = statementIn(found.statement);
  if (said === undefined) return ['the statement cannot be read'];
  const signed = key.fits(Buffer.from(found.statement), found.signature);
  return [
    ...(said.key === key.keyId ? [] : ['another key signed it']),
    ...(signed ? [] : ['the signature does not fit the statement']),
    ...(said.previous === previous ? [] : ['the checkpoint before it is missing or changed']),
    ...(said.links === linksRoot(found.links) ? [] : ['the links are not those that were signed']),
    ...(said.events === merkleRoot(leavesOf(found))
      ? []
      : ['the events are not those that were signed']),
  ];
}

/** The path from an event's digest to the root of events; undefined where it is not among them. */
export function pathOfEvent(checkpoint: Checkpoint, digest: string): readonly Beside[] | undefined {
  if (!checkpoint.events.includes(digest)) return undefined;
  const leaves = leavesOf(checkpoint);
  return merklePath(leaves, leaves.indexOf(digest));
}

function leavesOf({ events, seed }: Pick<Checkpoint, 'events' | 'seed'>): readonly string[] {
  const size = Math.max(LEAVES_MIN, 2 ** Math.ceil(Math.log2(events.length + 1)));
  const fillers = Array.from({ length: size - events.length }, (_, i) =>
    sha256(Buffer.from(`filler ${seed} ${i}`)),
  );
  return [...events, ...fillers].sort();
}

function linksRoot(links: readonly ChainLink[]): string {
  return merkleRoot(links.map((link) => sha256(Buffer.from(lineOf(link)))));
}

function lineOf({ name, n, hash }: ChainLink): string {
  return `${n} ${hash} ${name}`;
}

function linkOf(line: string): ChainLink {
  const [n = '', hash = '', ...name] = line.split(' ');
  return { n: Number(n), hash, name: name.join(' ') };
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const found: unknown = JSON.parse(text);
    // Cast: any JSON object may be asked for members by name.
    return typeof found === 'object' && found !== null
      ? (found as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

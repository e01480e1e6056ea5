/**
 * What the hashes of the journal and of the access log cover, and how a chain is checked.
 *
 * Each stream's commits form a chain, and so do the blocks of each writing process: a header names
 * the hash of the header before it. A header holds names, numbers and salted digests of clear
 * content, never content; so sealing, copying and erasure break no chain. Changing, adding or
 * removing any row is found, save the loss of a chain's newest links: the head tells a lost commit,
 * the signed checkpoint (`checkpoint.ts`) a lost block.
 */
import { sha256 } from './merkle.js';

/** What stands as the previous hash in the first header of a chain. */
export const GENESIS = '0'.repeat(64);

/** What is hashed of a version: its body and facts are the clear ones. */
export interface HashedVersion {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly written: number;
  readonly gone: boolean;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly body: Uint8Array;
  readonly salt: Uint8Array;
}

/** What is hashed of an event: its body is the clear one. */
export interface HashedEvent {
  readonly id: string;
  readonly p: string;
  readonly recorded: number;
  readonly body: Uint8Array;
  readonly salt: Uint8Array;
}

/** The content that a commit's header promises. */
export interface CommitContent {
  readonly versions: readonly HashedVersion[];
  readonly policy: Readonly<Record<string, unknown>>;
  readonly policySalt: Uint8Array;
  readonly events: readonly HashedEvent[];
}

/** A commit about to be written. `fate` is `dead` for a number given up without content. */
export interface CommitFacts extends CommitContent {
  readonly stream: string;
  readonly n: number;
  /** The hash of commit n - 1, `GENESIS` for the first. */
  readonly prev: string;
  readonly at: number;
  readonly fate: 'landed' | 'dead';
}

/** A header's bytes and their SHA-256, hexadecimal. */
export interface Link {
  readonly header: Uint8Array;
  readonly hash: string;
}

/** SHA-256 of a salt and pieces, each led by its length, so that no two lists of pieces meet. */
function digest(salt: Uint8Array, ...pieces: readonly (Uint8Array | string)[]): string {
  const bytes: Uint8Array[] = [];
  for (const piece of [salt, ...pieces]) {
    const each = typeof piece === 'string' ? Buffer.from(piece) : piece;
    bytes.push(Buffer.from(`${each.byteLength}:`), each);
  }
  return sha256(...bytes);
}

/** The header of a commit: names, numbers and digests of all that it writes. */
export function commitHeader(commit: CommitFacts): Link {
  const { stream, n, prev, at, fate } = commit;
  return link({ stream, n, prev, at, fate, ...promises(commit) });
}

/**
 * The faults of a commit as found in the store, its content opened: one sentence each, led by its
 * place; empty when all is as written. `previous` is the hash of the commit before it, `GENESIS`
 * for the first. `readable` is false for a dossier that is erased: versions and policies of which
 * nothing is left cannot be compared any more, all else is.
 */
export function checkCommit(
  commit: CommitContent & Link & { readonly stream: string; readonly n: number },
  previous: string,
  readable = true,
): string[] {
  const place = `${commit.stream}/${commit.n}`;
  const header = parseHeader(commit.header);
  if (header === undefined) return [`${place}: the header cannot be read`];
  const { stream, n } = commit;
  const found = promises(commit);
  const isLeft = (what: object): boolean => readable || Object.keys(what).length > 0;
  const policyHolds = !isLeft(commit.policy) || header['policy'] === found.policy;
  const lost = commit.versions.filter(({ facts }) => !isLeft(facts)).map(nameOf);
  return [
    ...linkFaults(commit, header, { stream, n, prev: previous }).map(
      (fault) => `${place}: ${fault}`,
    ),
    ...listFaults(header['versions'], found.versions, lost).map((fault) => `${place}, ${fault}`),
    ...listFaults(header['events'], found.events, []).map((fault) => `${place}, ${fault}`),
    ...(policyHolds ? [] : [`${place}: the policy does not match its digest`]),
  ];
}

/** The time that a commit's header says, in milliseconds since 1970; undefined for no header. */
export function timeOf(header: Uint8Array): number | undefined {
  const at = parseHeader(header)?.['at'];
  return typeof at === 'number' ? at : undefined;
}

/** One hash over the ends of chains: the name of each with the hash of its last header. */
export function rootOf(ends: ReadonlyMap<string, string>): string {
  const lines = Array.from(ends, ([name, hash]) => `${name} ${hash}\n`).sort();
  return sha256(Buffer.from(lines.join('')));
}

/** One line of a header: a name that is met once in it, and what is promised of it. */
interface Promised {
  readonly name: string;
  readonly digest: string;
  readonly [fact: string]: unknown;
}

function promises(content: CommitContent) {
  return {
    versions: content.versions.map(promisedVersion),
    policy: digest(content.policySalt, 'policy', canonical(content.policy)),
    events: content.events.map((event) => ({
      name: `AuditEvent/${event.id}`,
      digest: eventDigest(event),
    })),
  };
}

function nameOf({ type, id }: Pick<HashedVersion, 'type' | 'id'>): string {
  return `${type}/${id}`;
}

function promisedVersion(version: HashedVersion): Promised {
  const { type, id, written, gone, facts, body, salt } = version;
  return {
    name: nameOf({ type, id }),
    version: version.version,
    written,
    gone,
    digest: digest(salt, 'version', canonical(facts), body),
  };
}

/** The salted digest by which commits, blocks and checkpoints name an event, hexadecimal. */
export function eventDigest(event: HashedEvent): string {
  const { id, p, recorded, body, salt } = event;
  return digest(salt, 'event', JSON.stringify([id, p, recorded]), body);
}

/** A header of these members. */
export function link(header: Readonly<Record<string, unknown>>): Link {
  const bytes = Buffer.from(canonical(header));
  return { header: bytes, hash: sha256(bytes) };
}

/** What of a header is not as expected, its hash among it. */
export function linkFaults(
  found: Link,
  header: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>>,
): string[] {
  const faults = sha256(found.header) === found.hash ? [] : ['the header does not match its hash'];
  for (const [name, value] of Object.entries(expected)) {
    if (header[name] !== value) faults.push(FAULT_OF[name] ?? `the ${name} is not the header's`);
  }
  return faults;
}

const FAULT_OF: Readonly<Record<string, string>> = {
  prev: 'the link before it is missing or changed',
  count: 'entries are missing or were added',
};

/** `lost`: names of what nothing is left of to be compared. */
function listFaults(
  promised: unknown,
  found: readonly Promised[],
  lost: readonly string[],
): string[] {
  const open = new Map(parsePromised(promised).map((line) => [line.name, line]));
  const faults: string[] = [];
  for (const line of found) {
    const fault = lineFault(open.get(line.name), line, !lost.includes(line.name));
    if (fault !== undefined) faults.push(`${title(line)}: ${fault}`);
    open.delete(line.name);
  }
  return [...faults, ...Array.from(open.values(), (line) => `${title(line)}: is missing`)];
}

function lineFault(
  promised: Promised | undefined,
  found: Promised,
  readable: boolean,
): string | undefined {
  if (promised === undefined) return 'is not in the header';
  const { digest: digestPromised, ...factsPromised } = promised;
  const { digest: digestFound, ...factsFound } = found;
  if (canonical(factsPromised) !== canonical(factsFound)) {
    return 'number, time or deletion is not as in the header';
  }
  if (readable && digestPromised !== digestFound) return 'body or facts do not match the digest';
  return undefined;
}

function title(line: Promised): string {
  return line['version'] === undefined ? line.name : `${line.name} version ${line['version']}`;
}

/** The header as JSON, or undefined for bytes that are none. */
export function parseHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const header: unknown = JSON.parse(Buffer.from(bytes).toString());
    // Cast: any JSON object may be asked for members by name.
    return typeof header === 'object'
      ? ((header ?? undefined) as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The lines of a header; none where they are no list. */
export function parsePromised(lines: unknown): readonly Promised[] {
  if (!Array.isArray(lines)) return [];
  // Cast: a header that its hash proves was written here; lines of any other are faults anyway.
  return lines.filter((line) => typeof line === 'object' && line !== null) as Promised[];
}

/** JSON with the members of every object in the order of their names, and without spaces. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(byName));
  });
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/**
 * What the main thread asks of the writer's thread, and how it crosses over.
 *
 * Everything is made ready before it leaves: JSON as text, tokens as bytes. All bytes of a request
 * are copied once, into one buffer that is then handed over, not copied again; the caller's arrays
 * stay untouched and may be used on.
 */
import type { ProblemCode } from '../../fhir/problem.js';
import type { NamedDocument } from '../documents.js';
import { formRow, restingFills } from './forms.js';
import type { FormRow } from './forms.js';
import { tokenBytes, tokenDigits } from './rows.js';
import type { JournalCommit } from '../journal.js';
import type { Block, EventDraft, NewEvent, NewVersion, OpenBlock, UniqueKey } from '../kept.js';
import type { Commit, Part } from '../store.js';

/** A version as its row wants it. `ranges` is a list of param, lo, hi. */
export interface VersionRow {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly written: number;
  readonly gone: boolean;
  readonly at: number;
  readonly tokens: Uint8Array;
  readonly wide: Uint8Array;
  readonly ranges: readonly (readonly [param: string, lo: number | null, hi: number | null])[];
  readonly keys: readonly UniqueKey[];
  readonly texts: Uint8Array | null;
  readonly wrapped: Uint8Array | null;
  readonly salt: Uint8Array;
  readonly facts: string;
  readonly body: Uint8Array;
}

/**
 * An event as it crosses over: salt and tokens in hexadecimal digits, the name of its form or '',
 * and its resting body, one character a byte where it has no form. A draft has no salt yet.
 */
export type EventRow = readonly [
  ...[p: string, recorded: number, id: string, salt: string],
  ...[form: string, tokens: string, body: string],
];

/** Events, with those of their forms that may not be there yet. */
export interface EventRows {
  readonly forms: readonly FormRow[];
  /** A JSON array of `EventRow`: one text crosses over quicker than many small values. */
  readonly rows: string;
}

/** A part as its rows want it. */
export type PartRows = Omit<Part, 'versions' | 'events' | 'policy'> & {
  readonly space: string;
  readonly policy: string;
  readonly versions: readonly VersionRow[];
  readonly events: EventRows;
};

/** One thing to be written, whole or not at all. */
export type Request =
  | {
      readonly kind: 'commit';
      readonly parts: readonly [PartRows, ...PartRows[]];
      readonly documents: readonly NamedDocument[];
    }
  | { readonly kind: 'block'; readonly block: Omit<Block, 'entries'>; readonly entries: EventRows }
  | {
      readonly kind: 'record';
      readonly block: Omit<OpenBlock, 'entries'>;
      readonly entries: EventRows;
    }
  | { readonly kind: 'announce'; readonly name: string; readonly at: number }
  | { readonly kind: 'doom' | 'forget' | 'erase document'; readonly name: string }
  | { readonly kind: 'erase'; readonly stream: string }
  | { readonly kind: 'outboxDone'; readonly ref: number }
  | { readonly kind: 'sweep'; readonly before: number }
  | { readonly kind: 'take note'; readonly progress: string }
  | { readonly kind: 'take commit'; readonly part: PartRows; readonly dead: boolean }
  | {
      readonly kind: 'take document';
      readonly name: string;
      readonly at: number;
      readonly state: string;
      readonly bytes: Uint8Array | null;
    }
  | { readonly kind: 'take outbox'; readonly place: number; readonly entry: Uint8Array }
  | { readonly kind: 'take expiry'; readonly stream: string; readonly n: number }
  | {
      readonly kind: 'take index';
      readonly stream: string;
      readonly versions: readonly VersionRow[];
    }
  | { readonly kind: 'take keys' };

/** What became of one request. */
export type Answer = { readonly value: unknown } | { readonly problem: ProblemCode; why: string };

/** What the writer's thread says: once `opened` or `failed`, then `answers`, one per request. */
export type Report =
  | { readonly kind: 'opened' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'answers'; readonly answers: readonly Answer[] };

/** Seals the strings of a row before they rest in it. */
export type SealTexts = (stream: string, clear: Uint8Array) => Uint8Array;

/** What a request is made with. */
export interface Making {
  readonly seal: SealTexts;
  /** Names of forms that are on the disk: they need not be sent again. */
  readonly known: ReadonlySet<string>;
}

/** A commit as a request. */
export function commitRequest(commit: Commit, making: Making): Request {
  const [first, ...others] = commit.parts;
  const rows = (part: Part): PartRows => partRows(part, making);
  return { kind: 'commit', parts: [rows(first), ...others.map(rows)], documents: commit.documents };
}

/** A commit of another store as a request. */
export function intakeRequest(commit: JournalCommit, at: number, making: Making): Request {
  const { n, fate, ...content } = commit;
  const part = partRows({ ...content, decidedOn: n - 1, at, outbox: [] }, making);
  return { kind: 'take commit', part, dead: fate === 'dead' };
}

/** Other index values of versions that are there, as a request. */
export function indexRequest(
  stream: string,
  versions: readonly NewVersion[],
  { seal }: Pick<Making, 'seal'>,
): Request {
  const rows = versions.map((version) => versionRow(version, stream, seal));
  return { kind: 'take index', stream, versions: rows };
}

/** A block of the access log as a request. */
export function blockRequest(block: Block, { known }: Pick<Making, 'known'>): Request {
  const { chain, n, at, header, hash, entries } = block;
  return {
    kind: 'block',
    block: { chain, n, at, header, hash },
    entries: eventRows(entries, known),
  };
}

/** A block of the access log that the thread seals, as a request. */
export function recordRequest(open: OpenBlock, { known }: Pick<Making, 'known'>): Request {
  const { entries, ...block } = open;
  return { kind: 'record', block, entries: eventRows(entries, known) };
}

/** The request with all its bytes in one buffer of their own, which may be handed over. */
export function pack(request: Request): { request: Request; buffer: ArrayBuffer; size: number } {
  const size = byteCount(request);
  const arena = { bytes: new Uint8Array(size), used: 0 };
  // Cast: the copy has the shape of the original.
  const copy = moved(request, arena) as Request;
  return { request: copy, buffer: arena.bytes.buffer, size };
}

function partRows(part: Part, { seal, known }: Making): PartRows {
  const { stream, decidedOn, at, header, hash, outbox, policy, policySalt } = part;
  const space = policy['space'];
  return {
    stream,
    decidedOn,
    at,
    header,
    hash,
    outbox,
    policySalt,
    space: typeof space === 'string' ? space : 'main',
    policy: JSON.stringify(policy),
    versions: part.versions.map((version) => versionRow(version, stream, seal)),
    events: eventRows(part.events, known),
  };
}

function versionRow(row: NewVersion, stream: string, seal: SealTexts): VersionRow {
  const { type, id, version, written, gone, index, keys, salt, body } = row;
  return {
    type,
    id,
    version,
    written,
    gone,
    keys,
    salt,
    body,
    at: index.at,
    tokens: tokenBytes(index.tokens),
    wide: tokenBytes(index.wide),
    ranges: Object.entries(index.ranges).flatMap(([param, intervals]) =>
      intervals.map(({ lo, hi }) => [param, lo, hi] as const),
    ),
    texts: hasMembers(index.texts) ? seal(stream, Buffer.from(JSON.stringify(index.texts))) : null,
    wrapped: row.wrappedKey ?? null,
    facts: JSON.stringify(row.facts),
  };
}

function eventRows(
  events: readonly (NewEvent | EventDraft)[],
  known: ReadonlySet<string>,
): EventRows {
  const forms = new Map<string, FormRow>();
  for (const { shaped } of events) {
    if (shaped === undefined || known.has(shaped.form.name)) continue;
    if (!forms.has(shaped.form.name)) forms.set(shaped.form.name, formRow(shaped.form));
  }
  return { forms: [...forms.values()], rows: JSON.stringify(events.map(eventRow)) };
}

function eventRow(event: NewEvent | EventDraft): EventRow {
  const { id, p, recorded, tokens } = event;
  const salt = 'salt' in event ? Buffer.from(event.salt).toString('hex') : '';
  return [p, recorded, id, salt, ...formAndBody(event, tokenDigits(tokens))];
}

function formAndBody(
  event: NewEvent | EventDraft,
  tokens: string,
): readonly [form: string, tokens: string, body: string] {
  const { shaped } = event;
  if (shaped !== undefined) return [shaped.form.name, tokens, restingFills(shaped.fills)];
  // A draft always has a form.
  const body = 'body' in event ? Buffer.from(event.body).toString('latin1') : '';
  return ['', tokens, body];
}

function hasMembers(object: object): boolean {
  return Object.keys(object).length > 0;
}

function byteCount(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (value instanceof Uint8Array) return value.byteLength;
  let sum = 0;
  for (const member of Object.values(value)) sum += byteCount(member);
  return sum;
}

function moved(value: unknown, arena: { bytes: Uint8Array; used: number }): unknown {
  if (value instanceof Uint8Array) return place(value, arena);
  if (typeof value !== 'object' || value === null || byteCount(value) === 0) return value;
  if (Array.isArray(value)) return value.map((member) => moved(member, arena));
  const members = Object.entries(value).map(([name, member]) => [name, moved(member, arena)]);
  return Object.fromEntries(members);
}

function place(bytes: Uint8Array, arena: { bytes: Uint8Array; used: number }): Uint8Array {
  const start = arena.used;
  arena.used += bytes.byteLength;
  arena.bytes.set(bytes, start);
  return arena.bytes.subarray(start, arena.used);
}

/**
 * A part of a commit as its document holds it, and back: everything that any reader's row will
 * hold, so that whoever finishes another's commit only copies.
 */
import type { IndexEntry } from '../../../search/query.js';
import { allTokens } from '../../kept.js';
import type { NewEvent, NewVersion } from '../../kept.js';
import type { Part } from '../../store.js';
import type { Texts } from '../base.js';
import { opaque, packed, tokenBytes, tokensIn, unpacked } from '../bson.js';
import type { Doc } from '../bson.js';

/** What a part writes. */
export type Content = Pick<Part, 'versions' | 'events' | 'outbox' | 'policy' | 'policySalt'>;

/** The content of a part, packed; strings of versions sealed. */
export function packContent(texts: Texts, stream: string, content: Content): Uint8Array {
  const { versions, events, outbox, policy, policySalt } = content;
  return packed({
    versions: versions.map((version) => packVersion(texts, stream, version)),
    events: events.map(packEvent),
    outbox,
    policy: JSON.stringify(policy),
    policySalt,
  });
}

/** The content of a commit's document. */
export function contentOf(texts: Texts, stream: string, bytes: Uint8Array): Content {
  // Cast: the binary was made by `packContent`.
  const content = unpacked(bytes) as unknown as PackedContent;
  const { versions, events, outbox, policy, policySalt } = content;
  return {
    versions: versions.map((version) => unpackVersion(texts, stream, version)),
    events: events.map(unpackEvent),
    outbox,
    policy: opaque(policy),
    policySalt,
  };
}

/** Entries of the access log, packed. */
export function packEntries(entries: readonly NewEvent[]): Uint8Array {
  return packed({ entries: entries.map(packEvent) });
}

/** The entries of `packEntries`. */
export function entriesIn(bytes: Uint8Array): NewEvent[] {
  // Cast: the binary was made by `packEntries`.
  return (unpacked(bytes)['entries'] as readonly PackedEvent[]).map(unpackEvent);
}

interface PackedContent {
  readonly versions: readonly PackedVersion[];
  readonly events: readonly PackedEvent[];
  readonly outbox: readonly Uint8Array[];
  readonly policy: string;
  readonly policySalt: Uint8Array;
}

type PackedVersion = Omit<NewVersion, 'facts' | 'index'> & {
  readonly facts: string;
  readonly at: number;
  readonly tokens: Uint8Array;
  readonly wide: Uint8Array;
  /** As JSON: the names of parameters are no names of BSON. */
  readonly ranges: string;
  readonly texts?: Uint8Array;
};

type PackedEvent = Omit<NewEvent, 'tokens' | 'shaped'> & { readonly tokens: Uint8Array };

function packVersion({ seal }: Texts, stream: string, version: NewVersion): Doc {
  const { index, facts, ...kept } = version;
  return {
    ...kept,
    facts: JSON.stringify(facts),
    at: index.at,
    tokens: tokenBytes(index.tokens),
    wide: tokenBytes(index.wide),
    ranges: JSON.stringify(index.ranges),
    texts: hasMembers(index.texts) ? seal(stream, asBytes(index.texts)) : undefined,
  };
}

function unpackVersion({ open }: Texts, stream: string, version: PackedVersion): NewVersion {
  const { facts, at, tokens, wide, ranges, texts, ...kept } = version;
  const index: IndexEntry = {
    at,
    tokens: tokensIn(tokens),
    wide: tokensIn(wide),
    // Casts: both were written from an `IndexEntry`.
    ranges: JSON.parse(ranges) as IndexEntry['ranges'],
    texts: texts === undefined ? {} : (fromBytes(open(stream, texts)) as IndexEntry['texts']),
  };
  return { ...kept, facts: opaque(facts), index };
}

function packEvent(event: NewEvent): PackedEvent {
  const { id, p, recorded, body, salt } = event;
  return { id, p, recorded, body, salt, tokens: tokenBytes(allTokens(event)) };
}

function unpackEvent({ tokens, ...event }: PackedEvent): NewEvent {
  return { ...event, tokens: tokensIn(tokens) };
}

/** JSON as bytes. */
export function asBytes(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

/** JSON from bytes. */
export function fromBytes(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
}

/** Whether an object has any members. */
export function hasMembers(object: object): boolean {
  return Object.keys(object).length > 0;
}

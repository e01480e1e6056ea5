/**
 * What a resource is found by: its values for every declared parameter of its type, in clear.
 * `hashed` makes the index entry of them. Never throws, whatever the resource holds: what does not
 * have the shape a parameter reads is not a value of it.
 * https://hl7.org/fhir/R4/search.html#ptypes
 */
import type { Resource } from '../fhir/resource.js';
import { indexContained } from './indexing/contained.js';
import { gatherComposite } from './indexing/composites.js';
import { gatherWords } from './indexing/full-text.js';
import { gather, hasValue, type Gathered } from './indexing/gather.js';
import type { Parameter, SearchableType, SearchParameters } from './parameters.js';
import { sortingKey } from './query.js';
import type { IndexEntry, Interval, Token } from './query.js';
import { gatherPositions } from './indexing/position.js';
import { select } from './indexing/select.js';
import { sortingTexts } from './indexing/sorting.js';
import { presenceToken, restingKey, typeToken } from './indexing/tokens.js';

/** An index entry before its tokens are hashed. */
export interface RawIndex {
  readonly tokens: readonly string[];
  readonly ranges: Readonly<Record<string, readonly Interval[]>>;
  readonly texts: Readonly<Record<string, readonly string[]>>;
  readonly at: number;
  readonly wide: readonly string[];
}

/** What the resource itself does not tell. */
export interface Circumstances {
  /** Milliseconds since 1970 of the version: its place where it has no main date. */
  readonly written: number;
  /** Whether it is searched across streams whatever its type, as in the test space. */
  readonly everywhere: boolean;
}

/** The values a resource is found by. A type that is not declared has none. */
export function extract(
  parameters: SearchParameters,
  resource: Resource,
  { written, everywhere }: Circumstances,
): RawIndex {
  const type = parameters.types.get(resource.resourceType);
  if (type === undefined) return { tokens: [], ranges: {}, texts: {}, at: written, wide: [] };
  const found: Gathered = { tokens: new Set(), ranges: {}, texts: {} };
  const across = everywhere || type.across === true;
  if (across) found.tokens.add(typeToken(type.name));
  const into = { parameters, resource, strings: type.strings, found };
  for (const param of type.parameters.values()) index(into, param);
  const tokens = [...found.tokens];
  const { ranges, texts } = found;
  return { tokens, ranges, texts, at: placed(type, ranges) ?? written, wide: across ? tokens : [] };
}

/** The index entry, each clear token turned into an opaque one. */
export function hashed(raw: RawIndex, token: (text: string) => Token): IndexEntry {
  const tokens = [...new Set(raw.tokens.map(token))].sort();
  const ranges = rested(raw.ranges, token);
  const texts = rested(raw.texts, token);
  // `wide` is all of the tokens or none: hashing it again would be twice the work.
  return { at: raw.at, tokens, ranges, texts, wide: raw.wide.length === 0 ? [] : tokens };
}

function rested<T>(
  values: Readonly<Record<string, T>>,
  token: (text: string) => Token,
): Record<string, T> {
  const entries = Object.entries(values);
  return Object.fromEntries(entries.map(([key, value]) => [restingKey(key, token), value]));
}

/** Known to the store itself, beside the index. */
const NOT_INDEXED: readonly string[] = ['_id', '_lastUpdated'];

type Into = Parameters<typeof gather>[0];

function index(into: Into, param: Parameter): void {
  if (NOT_INDEXED.includes(param.code) || param.same !== undefined) return;
  const nodes = param.paths.flatMap((path) => select(into.resource, path));
  if (nodes.length === 0 && isOfNodes(param)) return;
  const values = gathered(into, param, nodes);
  // What is derived is found, and yet not there: `:missing` asks for the element.
  if (param.derived !== undefined) gather(into, param.code, param, derivedBy(into, param.derived));
  if (values.some(hasValue)) into.found.tokens.add(presenceToken(param.code));
  indexContained(into, param, values);
  // Events are sorted by their moment alone.
  const sorting = into.strings === 'events' ? [] : sortingTexts(into.parameters, param, values);
  if (sorting.length > 0) into.found.texts[sortingKey(param.code)] = [...sorting];
}

/** Whether a parameter has no values where its paths select nothing. */
function isOfNodes({ exists, absent, derived, fullText }: Parameter): boolean {
  return (
    exists === undefined && absent === undefined && derived === undefined && fullText === undefined
  );
}

function gathered(into: Into, param: Parameter, nodes: readonly unknown[]): readonly unknown[] {
  if (param.fullText !== undefined) return gatherWords(into, param);
  if (param.type === 'special') return gatherPositions(into, param, nodes);
  if (param.type === 'composite') return gatherComposite(into, param, nodes);
  return gather(into, param.code, param, nodes);
}

function derivedBy({ parameters, resource }: Into, rule: string): readonly unknown[] {
  return parameters.derivations[rule]?.(resource) ?? [];
}

function placed(type: SearchableType, ranges: RawIndex['ranges']): number | undefined {
  const first = type.main === undefined ? undefined : ranges[type.main]?.[0];
  return first?.lo ?? first?.hi ?? undefined;
}

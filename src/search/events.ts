/**
 * The tokens of an AuditEvent from what its writer noted of it, so that its bytes are not parsed to
 * be indexed. They are those that `extract` would find in the event.
 * https://hl7.org/fhir/R4/auditevent.html#search
 */
import { gather, type Gathered, type Gathering } from './indexing/gather.js';
import { presenceToken } from './indexing/tokens.js';
import type { Parameter, SearchParameters } from './parameters.js';
import type { Token } from './query.js';

/** A value noted under a search parameter. */
interface NotedPair {
  readonly param: string;
  readonly system?: string;
  readonly code: string;
}

/** What was noted of an event, by search parameter. */
export interface NotedEvent {
  /**
   * Codes, `Type/id` references, uris; the identifier of a reference stands under
   * `param:identifier`.
   */
  readonly pairs: readonly NotedPair[];
  /** Strings as written. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
}

/**
 * The hashed tokens of an event, without doubles, those of the clear texts `more` among them.
 */
export type EventTokens = (noted: NotedEvent, more: readonly string[]) => readonly Token[];

/**
 * Makes the indexer of events. Who asks, with what program, for what kind of act: that recurs with
 * every request of a session, and hashing it again would cost more than the read that it is
 * recorded for. So those tokens are remembered, up to `rememberedMax` different ones, then
 * forgotten all at once. What an act touched is never remembered.
 */
export function eventIndexer(
  parameters: SearchParameters,
  hash: (clear: string) => Token,
  rememberedMax = REMEMBERED_MAX,
): EventTokens {
  const remembered = new Map<string, readonly Token[]>();
  const recurring = ({ pairs, texts }: NotedEvent): readonly Token[] => {
    const key = JSON.stringify([pairs, texts]);
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const made = eventTokens(parameters, { pairs, texts }).map(hash);
    if (remembered.size >= rememberedMax) remembered.clear();
    remembered.set(key, made);
    return made;
  };
  return (noted, more) => {
    const session = recurring({
      pairs: noted.pairs.filter(({ param }) => !OF_ONE_ACT.has(param)),
      texts: noted.texts,
    });
    const pairs = noted.pairs.filter(({ param }) => OF_ONE_ACT.has(param));
    const act = [...eventTokens(parameters, { pairs, texts: {} }), ...more].map(hash);
    return [...new Set([...session, ...act])];
  };
}

const REMEMBERED_MAX = 1_000;

/** Parameters whose values are of one act or of one token, and seldom come again. */
const OF_ONE_ACT: ReadonlySet<string> = new Set([
  'agent',
  'entity',
  'entity:identifier',
  'patient',
  'policy',
]);

/** The clear tokens of an event: in every form it can be asked for, its date excepted. */
function eventTokens(parameters: SearchParameters, noted: NotedEvent): readonly string[] {
  const found: Gathered = { tokens: new Set(), ranges: {}, texts: {} };
  const into: Gathering = { parameters, resource: {}, strings: 'events', found };
  for (const pair of noted.pairs) gatherPair(into, pair);
  for (const [param, texts] of Object.entries(noted.texts)) gatherNodes(into, param, texts);
  // Every event is recorded at some time; no note says so.
  return [...found.tokens.add(presenceToken('date'))];
}

const LOGICAL = ':identifier';

/** A pair in the shape of the element it was noted from. */
function gatherPair(into: Gathering, { param, system, code }: NotedPair): void {
  if (param.endsWith(LOGICAL)) {
    const node = { identifier: { system, value: code } };
    return gatherNodes(into, param.slice(0, -LOGICAL.length), [node]);
  }
  const coded = system === undefined ? code : { system, code };
  const isReference = parameterOf(into, param)?.type === 'reference';
  gatherNodes(into, param, [isReference ? { reference: code } : coded]);
}

function gatherNodes(into: Gathering, code: string, nodes: readonly unknown[]): void {
  const param = parameterOf(into, code);
  if (param === undefined || nodes.length === 0) return;
  gather(into, code, param, nodes);
  into.found.tokens.add(presenceToken(code));
}

function parameterOf({ parameters }: Gathering, code: string): Parameter | undefined {
  return parameters.types.get('AuditEvent')?.parameters.get(code);
}

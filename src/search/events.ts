/**
 * The tokens of an AuditEvent from what its writer noted of it, so that its bytes are not parsed to
 * be indexed. They are those that `extract` would find in the event.
 * https://hl7.org/fhir/R4/auditevent.html#search
 */
import { gather, type Gathered, type Gathering } from './indexing/gather.js';
import { codeToken, presenceToken, systemCodeToken } from './indexing/tokens.js';
import type { Parameter, SearchParameters } from './parameters.js';
import type { Token } from './query.js';

/** A value noted under a search parameter. */
interface NotedPair {
  readonly param: string;
  readonly system?: string;
  readonly code: string;
}

/** What was noted of events of one form, by search parameter. */
export interface NotedForm {
  /**
   * Codes, `Type/id` references, uris; the identifier of a reference stands under
   * `param:identifier`.
   */
  readonly pairs: readonly NotedPair[];
  /** Strings as written. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
  /** Parameters of which each event has values of its own. */
  readonly own: readonly string[];
}

/** The hashed tokens of events: of what their form has, and of what is an event's own. */
export interface EventIndexer {
  /** Without doubles. */
  ofForm(noted: NotedForm): readonly Token[];
  /** Those that its form has not; those of the clear texts `more` among them. */
  ofEvent(pairs: readonly NotedPair[], more: readonly string[]): readonly Token[];
}

/**
 * Makes the indexer of events. What an act touched recurs, with a dossier that is open; hashing it
 * again would cost more than the read that it is recorded for. So up to `rememberedMax` values are
 * remembered, then forgotten all at once. The name of a request comes once: `hashOnce` need not
 * remember it either.
 */
export function eventIndexer(
  parameters: SearchParameters,
  hash: (clear: string) => Token,
  { hashOnce = hash, rememberedMax = REMEMBERED_MAX }: Remembering = {},
): EventIndexer {
  const remembered = new Map<string, readonly Token[]>();
  const tokensOfPair = (pair: NotedPair): readonly Token[] => {
    if (isBareIdentifier(pair)) return bareIdentifier(pair).map(hashOnce);
    const found = gatherEvent(parameters, { pairs: [pair], texts: {} });
    // That there is one is told by the form.
    found.delete(presenceToken(parameterIn(pair)));
    return [...found].map(hash);
  };
  const recurring = (pair: NotedPair): readonly Token[] => {
    if (isBareIdentifier(pair)) return tokensOfPair(pair);
    const key = `${pair.param} ${pair.system ?? ''} ${pair.code}`;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const made = tokensOfPair(pair);
    if (remembered.size >= rememberedMax) remembered.clear();
    remembered.set(key, made);
    return made;
  };
  return {
    ofForm: (noted) => {
      const found = gatherEvent(parameters, noted);
      // Every event is recorded at some time; no note says so.
      for (const param of ['date', ...noted.own]) found.add(presenceToken(param));
      return [...found].map(hash);
    },
    ofEvent: (pairs, more) => {
      const found = new Set<Token>();
      for (const pair of pairs) for (const token of recurring(pair)) found.add(token);
      for (const clear of more) found.add(hash(clear));
      return [...found];
    },
  };
}

interface Remembering {
  readonly hashOnce?: (clear: string) => Token;
  readonly rememberedMax?: number;
}

const REMEMBERED_MAX = 10_000;

/** The identifier of a reference, without a system: every event has one, that of its request. */
function isBareIdentifier({ param, system }: NotedPair): boolean {
  return system === undefined && param.endsWith(LOGICAL);
}

/** What `gather` would find of it. */
function bareIdentifier({ param, code }: NotedPair): readonly string[] {
  return [codeToken(param, code), systemCodeToken(param, '', code)];
}

/** The clear tokens of what was noted: in every form it can be asked for. */
function gatherEvent(
  parameters: SearchParameters,
  noted: Pick<NotedForm, 'pairs' | 'texts'>,
): Set<string> {
  const found: Gathered = { tokens: new Set(), ranges: {}, texts: {} };
  const into: Gathering = { parameters, resource: {}, strings: 'events', found };
  for (const pair of noted.pairs) gatherPair(into, pair);
  for (const [param, texts] of Object.entries(noted.texts)) gatherNodes(into, param, texts);
  return found.tokens;
}

const LOGICAL = ':identifier';

function parameterIn({ param }: Pick<NotedPair, 'param'>): string {
  return param.endsWith(LOGICAL) ? param.slice(0, -LOGICAL.length) : param;
}

/** A pair in the shape of the element it was noted from. */
function gatherPair(into: Gathering, { param, system, code }: NotedPair): void {
  if (param.endsWith(LOGICAL)) {
    const node = { identifier: { system, value: code } };
    return gatherNodes(into, parameterIn({ param }), [node]);
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

/**
 * The tokens of an AuditEvent from what its writer noted of it, so that its bytes are not parsed to
 * be indexed. They are those that `extract` would find in the event.
 * https://hl7.org/fhir/R4/auditevent.html#search
 */
import { gather, type Gathered } from './indexing/gather.js';
import { presenceToken } from './indexing/tokens.js';
import type { Parameter, SearchParameters } from './parameters.js';

/** What was noted of an event, by search parameter. */
export interface NotedEvent {
  /**
   * Codes, `Type/id` references, uris; the identifier of a reference stands under
   * `param:identifier`.
   */
  readonly pairs: readonly {
    readonly param: string;
    readonly system?: string;
    readonly code: string;
  }[];
  /** Strings as written. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
}

/** The clear tokens of an event: in every form it can be asked for, its date excepted. */
export function eventTokens(parameters: SearchParameters, noted: NotedEvent): readonly string[] {
  const found: Gathered = { tokens: new Set(), ranges: {}, texts: {} };
  const into = { parameters, resource: {}, strings: 'events', found } as const;
  for (const param of parameters.types.get('AuditEvent')?.parameters.values() ?? []) {
    const nodes = nodesOf(noted, param);
    gather(into, param.code, param, nodes);
    if (nodes.length > 0) found.tokens.add(presenceToken(param.code));
  }
  // Every event is recorded at some time; no note says so.
  return [...found.tokens.add(presenceToken('date'))];
}

/** What was noted under a parameter, in the shape of the element it was noted from. */
function nodesOf({ pairs, texts }: NotedEvent, param: Parameter): unknown[] {
  const logical = pairs
    .filter((pair) => pair.param === `${param.code}:identifier`)
    .map(({ system, code }) => ({ identifier: { system, value: code } }));
  const direct = pairs
    .filter((pair) => pair.param === param.code)
    .map(({ system, code }) => nodeOf(param, system, code));
  return [...direct, ...logical, ...(texts[param.code] ?? [])];
}

function nodeOf(param: Parameter, system: string | undefined, code: string): unknown {
  if (param.type === 'reference') return { reference: code };
  return system === undefined ? code : { system, code };
}

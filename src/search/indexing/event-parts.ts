/**
 * What an AuditEvent must be found by, read from its body to be proved. What stands in one element
 * says the same in every event, and most elements recur: the agents of a session, a resource that
 * many read. So each is read once, by the parameters that begin there.
 */
import type { Resource } from '../../fhir/resource.js';
import { extract } from '../extract.js';
import type { Parameter, SearchableType, SearchParameters } from '../parameters.js';
import type { Token } from '../query.js';

const EVENT = 'AuditEvent';
const REMEMBERED_MAX = 10_000;
/** An event's tokens do not depend on when it was written. */
const WRITTEN_ANYTIME = { written: 0, everywhere: false };

/** The tokens of an event, some perhaps twice; never throws. */
export type EventReader = (event: Resource) => readonly Token[];

/** Makes a reader. `tokenOf` gives the token of a clear text, undefined for one to be left out. */
export function eventReader(
  parameters: SearchParameters,
  tokenOf: (clear: string) => Token | undefined,
): EventReader {
  let made: { readonly type: SearchableType; readonly read: EventReader } | undefined;
  return (event) => {
    const type = parameters.types.get(EVENT);
    if (type === undefined) return [];
    // A package may bring parameters while the server runs.
    if (made?.type !== type) made = { type, read: readerOf(type, parameters, tokenOf) };
    return made.read(event);
  };
}

function readerOf(
  type: SearchableType,
  parameters: SearchParameters,
  tokenOf: (clear: string) => Token | undefined,
): EventReader {
  const whole = (event: Resource, by = parameters): readonly Token[] =>
    extract(by, event, WRITTEN_ANYTIME)
      .tokens.map(tokenOf)
      .filter((token) => token !== undefined);
  if (![...type.parameters.values()].every(readsOneElement)) return whole;
  const remembered = new Map<string, readonly Token[]>();
  const beginning = new Map<string, SearchParameters>();
  const recurring = (name: string, value: unknown): readonly Token[] => {
    const key = `${name} ${JSON.stringify(value)}`;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const by = beginning.get(name) ?? beginningAt(name, type, parameters);
    beginning.set(name, by);
    const read = whole({ resourceType: EVENT, [name]: value }, by);
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    remembered.set(key, read);
    return read;
  };
  return (event) => {
    // A reference may lead from one element into a contained resource.
    if ('contained' in event) return whole(event);
    const { resourceType: _, ...elements } = event;
    return Object.entries(elements).flatMap(([name, value]) =>
      Array.isArray(value)
        ? value.flatMap((each) => recurring(name, [each]))
        : recurring(name, value),
    );
  };
}

/** Whether what a parameter finds in one element does not depend on the others. */
function readsOneElement({ type, exists, absent, derived, paths }: Parameter): boolean {
  const isOfOne = exists !== true && absent === undefined && derived === undefined;
  return isOfOne && type !== 'composite' && paths.every(([step]) => step?.kind === 'element');
}

/** The parameters whose paths begin at an element, and those that look at all there is. */
function beginningAt(
  name: string,
  type: SearchableType,
  parameters: SearchParameters,
): SearchParameters {
  const some = [...type.parameters].filter(
    ([, { paths }]) => paths.length === 0 || paths.some(([step]) => step?.name === name),
  );
  const types = new Map([[EVENT, { ...type, parameters: new Map(some) }]]);
  return { ...parameters, types };
}

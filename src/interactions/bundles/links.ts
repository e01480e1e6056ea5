/**
 * What the links between the entries of a transaction become: the fullUrl of an entry names what
 * the entry became, and so does its relative form in an entry of the same server.
 * https://hl7.org/fhir/R4/bundle.html#references (T-05 to T-10)
 */
import { localised, rewriteLinks, type Entry } from '../../fhir/bundle.js';
import type { Resource } from '../../fhir/resource.js';

/** What links become, from where an entry stands. */
export interface Links {
  /** A resource of an entry with its links rewritten, and references to this server relative. */
  rewrite(resource: Resource, entry: Entry): Resource;
}

/** What links are made of. */
export interface LinkFacts {
  readonly base: string;
  readonly entries: readonly Entry[];
  /** `Type/id` of entries, by their places, as far as it is known. */
  readonly addresses: ReadonlyMap<number, string>;
  /** What each conditional reference names: an address, or the place of an entry. */
  readonly references: ReadonlyMap<string, string | number>;
}

/** Makes the links of a bundle. */
export function makeLinks({ base, entries, addresses, references }: LinkFacts): Links {
  const whole = new Map<string, string>();
  for (const [text, named] of references) {
    const address = typeof named === 'number' ? addresses.get(named) : named;
    if (address !== undefined) whole.set(text, address);
  }
  for (const entry of entries) {
    const { fullUrl, at } = entry;
    const address = addresses.get(at);
    if (fullUrl === undefined || address === undefined) continue;
    whole.set(fullUrl, linkTo(base, address));
    if (isFirst(entry)) whole.set(versionOf(entry, fullUrl), `${address}/_history/1`);
  }
  const onServers = new Map<string, ReadonlyMap<string, string>>();
  const seenFrom = (entry: Entry): ReadonlyMap<string, string> => {
    const server = serverOf(entry);
    if (server === undefined) return whole;
    const seen = onServers.get(server) ?? withRelative(whole, server);
    onServers.set(server, seen);
    return seen;
  };
  return {
    rewrite: (resource, entry) =>
      whole.size === 0 ? resource : localised(rewriteLinks(resource, seenFrom(entry)), base),
  };
}

/** Whether an entry creates what it is about, whatever was there before. */
function isFirst({ method, conditions, resource }: Entry): boolean {
  const isConditional = conditions['if-none-exist'] !== undefined;
  return method === 'POST' && !isConditional && resource?.meta?.versionId !== undefined;
}

/** The version that the sender has, which becomes the first one here. */
function versionOf({ resource }: Entry, fullUrl: string): string {
  return `${fullUrl}/_history/${resource?.meta?.versionId}`;
}

/** A document is linked to by the URL that it is retrieved from. */
function linkTo(base: string, address: string): string {
  return address.startsWith('Binary/') ? `${base}/${address}` : address;
}

const RESTFUL = /^(https?:\/\/.+\/)[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/;

function serverOf({ fullUrl = '' }: Entry): string | undefined {
  return RESTFUL.exec(fullUrl)?.[1];
}

function withRelative(
  links: ReadonlyMap<string, string>,
  server: string,
): ReadonlyMap<string, string> {
  const relative = [...links].flatMap(([url, address]) =>
    url.startsWith(server) ? [[url.slice(server.length), address] as const] : [],
  );
  return new Map([...relative, ...links]);
}

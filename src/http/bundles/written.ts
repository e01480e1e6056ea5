/**
 * An entry of a transaction that writes: the interaction that its method and url name, at a door of
 * the transaction's. https://hl7.org/fhir/R4/http.html#transaction
 */
import type { Entry } from '../../fhir/bundle.js';
import { problem } from '../../fhir/problem.js';
import type { Resource } from '../../fhir/resource.js';
import type { Shown } from '../../fhir/version.js';
import { remove, removeMatch } from '../../interactions/delete.js';
import type { Outcome } from '../../interactions/bundles/running.js';
import type { Content, Records } from '../../records/records.js';
import { parseAddress, parseType } from '../addresses.js';
import { createResource, updateMatching, updateResource } from '../changes.js';
import type { HttpNeeds } from '../needs.js';
import { patchFormat, patchMatching, patchResource } from '../patching.js';
import { callerOf, ifMatch, queryPairs, type Asked } from '../request.js';
import { entryAddress } from './entry-address.js';
import { patchOf } from './entry-body.js';

/** The request that brought a bundle, and the documents cut out of it. */
export interface Bundled {
  readonly request: Asked;
  readonly contents: readonly Content[];
}

/** Does what an entry asks for. */
export async function written(
  given: HttpNeeds,
  { request, contents }: Bundled,
  entry: Entry,
  door: Records,
): Promise<Outcome> {
  const needs = atDoor(given, door);
  const { segments, query } = entryAddress(entry, needs.settings.base);
  const [type = '', id, ...more] = segments;
  if (more.length > 0) throw problem('unknown-route');
  if (type === 'AuditEvent') throw onlyTheServer();
  const asked: Asked = {
    caller: request.caller,
    headers: entry.conditions,
    url: `/${type}?${query}`,
  };
  const named = { type, ...(id === undefined ? {} : { id }) };
  return METHODS[entry.method]({ needs, asked, named, resource: bodyOf(entry), contents });
}

/** One entry, ready for its interaction. */
interface Ready {
  readonly needs: HttpNeeds;
  readonly asked: Asked;
  readonly named: { readonly type: string; readonly id?: string };
  readonly resource: Resource;
  readonly contents: readonly Content[];
}

const METHODS: Readonly<Record<Entry['method'], (ready: Ready) => Promise<Outcome>>> = {
  POST: posted,
  PUT: put,
  PATCH: patched,
  DELETE: deleted,
  GET: reading,
  HEAD: reading,
};

async function posted({ needs, asked, named, resource, contents }: Ready): Promise<Outcome> {
  if (named.id !== undefined) throw noOperation();
  const type = parseType(named, needs.features.knowsType);
  return createResource(needs, asked, type, { resource, contents });
}

async function put({ needs, asked, named, resource, contents }: Ready): Promise<Outcome> {
  const { knowsType } = needs.features;
  const body = { resource, contents };
  if (named.id === undefined)
    return updateMatching(needs, asked, parseType(named, knowsType), body);
  return updateResource(needs, asked, parseAddress(named, knowsType), body);
}

async function patched({ needs, asked, named, resource }: Ready): Promise<Outcome> {
  const { knowsType } = needs.features;
  const { contentType, bytes } = patchOf(resource);
  const body = { format: patchFormat(contentType), bytes };
  if (named.id === undefined) return patchMatching(needs, asked, parseType(named, knowsType), body);
  return patchResource(needs, asked, parseAddress(named, knowsType), body);
}

async function deleted({ needs, asked, named }: Ready): Promise<Outcome> {
  const { records, features } = needs;
  const caller = callerOf(asked);
  const version = ifMatch(asked);
  if (named.id !== undefined) {
    const address = parseAddress(named, features.knowsType);
    return gone(await remove(records, caller, { address, ...version }));
  }
  const condition = { type: parseType(named, features.knowsType), pairs: queryPairs(asked) };
  return gone(await removeMatch(features.create, caller, { ...condition, ...version }));
}

function gone(shown: Shown | undefined): Outcome {
  return { status: 204, shown, issues: [] };
}

/** What reads never comes here. */
async function reading(): Promise<Outcome> {
  throw problem('internal');
}

function noOperation(): Error {
  return problem('method-not-allowed', {
    why: 'A POST in a transaction names a type. Operations are not taken in one.',
    french: "Un POST dans une transaction nomme un type. Les opérations n'y sont pas admises.",
  });
}

function onlyTheServer(): Error {
  return problem('method-not-allowed', {
    why: 'The server alone writes AuditEvents, once and for ever.',
    french: 'Seul le serveur écrit les AuditEvent, une fois pour toutes.',
  });
}

function bodyOf({ resource }: Entry): Resource {
  return resource ?? { resourceType: '' };
}

/** The same features, at another door. */
function atDoor(needs: HttpNeeds, records: Records): HttpNeeds {
  const { provide, publish, create } = needs.features;
  const features = {
    ...needs.features,
    provide: { ...provide, records },
    publish: { ...publish, records },
    create: { ...create, records },
  };
  return { ...needs, records, features };
}

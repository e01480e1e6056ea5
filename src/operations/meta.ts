/**
 * `$meta`: the profiles, tags and security labels of one resource, of a type, of all that the
 * caller may search. https://hl7.org/fhir/R4/resource-operation-meta.html
 */
import type { Caller } from '../access/caller.js';
import { coveredByScope } from '../access/decide.js';
import { mayEver } from '../access/rights.js';
import { parseJson, stringify } from '../fhir/json.js';
import { problem } from '../fhir/problem.js';
import type { Meta, Resource } from '../fhir/resource.js';
import { pagesOf, type FindingNeeds } from './found.js';
import { joined, NO_META } from './meta-elements.js';
import type { Invocation, Operation } from './operation.js';

/** Resources of one type that are looked through for a type's or the server's meta. */
const RESOURCES_MAX = 10_000;
const PAGE = 500;

/** The operation. */
export function metaOperation(needs: FindingNeeds): Operation {
  return {
    name: 'meta',
    definition: 'http://hl7.org/fhir/OperationDefinition/Resource-meta',
    levels: ['system', 'type', 'instance'],
    changes: false,
    run: async (invocation) => ({ body: metaAnswer(await metaOf(needs, invocation)) }),
  };
}

/** The Parameters that give a meta. */
export function metaAnswer(meta: unknown): Buffer {
  const parameter = [{ name: 'return', valueMeta: meta }];
  return Buffer.from(stringify({ resourceType: 'Parameters', parameter }));
}

async function metaOf(needs: FindingNeeds, invocation: Invocation): Promise<unknown> {
  const { type, id, caller, asked } = invocation;
  if (type === undefined || id === undefined) return metaOfMany(needs, invocation);
  const as = { interaction: 'operation', query: asked } as const;
  const shown = await needs.records.read(caller, { type, id }, as);
  return parseJson(shown.body)['meta'];
}

async function metaOfMany(needs: FindingNeeds, { type, caller, asked }: Invocation): Promise<Meta> {
  const types = type === undefined ? searchable(needs, caller) : [type];
  let meta = NO_META;
  for (const one of types) meta = await metaOfType(needs, meta, { type: one, caller, asked });
  return meta;
}

async function metaOfType(
  needs: FindingNeeds,
  before: Meta,
  of: { type: string; caller: Caller; asked: Invocation['asked'] },
): Promise<Meta> {
  if (!needs.parameters.types.has(of.type)) throw problem('unknown-operation');
  let meta = before;
  let seen = 0;
  for await (const page of pagesOf(needs, { ...of, pairs: [], size: PAGE })) {
    for (const { body } of page) meta = joined(meta, (parseJson(body) as Resource).meta);
    seen += page.length;
    if (seen >= RESOURCES_MAX) throw tooMany(of.type);
  }
  return meta;
}

/** The types that this caller may search at all; the trace is no part of the record. */
function searchable({ parameters }: FindingNeeds, caller: Caller): string[] {
  return [...parameters.types.keys()].filter(
    (type) =>
      type !== 'AuditEvent' &&
      mayEver(caller.kind, 'search', type) &&
      coveredByScope(caller, 'search', type),
  );
}

function tooMany(type: string): Error {
  return problem('unprocessable', {
    why: `There are more than ${RESOURCES_MAX} resources of type ${type} to look through. Ask for the meta of one resource, or search by _tag, _profile or _security.`,
    french: `Il y a plus de ${RESOURCES_MAX} ressources de type ${type} à parcourir. Demander le meta d'une ressource, ou chercher par _tag, _profile ou _security.`,
  });
}

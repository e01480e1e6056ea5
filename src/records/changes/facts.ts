/** Makes a version's facts from its resource, its depositor, and what stood before. */
import type { Caller } from '../../access/caller.js';
import type { DocumentFacts, Facts, VisibilityCode } from '../../access/facts.js';
import type { DocumentKind } from '../../access/habilitation.js';
import { codings, object, objects, referenceText, text } from '../../fhir/elements.js';
import type { Resource } from '../../fhir/resource.js';
import {
  CONFIDENTIALITY_SYSTEM,
  mostConfidential,
  visibilityOf,
} from '../../terminology/confidentiality.js';
import { CLASS_SYSTEM } from '../../terminology/document-types.js';
import type { Rules } from '../rules.js';

const IS_ARCHIVED =
  'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived';

/** What else facts are made of. */
export interface FactSources {
  readonly caller: Caller;
  /** Facts of the version before: the depositor stays. */
  readonly before?: Facts;
  readonly document?: DocumentFacts;
  /** DocumentReferences that name this Binary. */
  readonly namedBy?: readonly string[];
  /** The criterion and author of the conditional create that makes it. */
  readonly condition?: string;
  /** The step that the dossier of this Patient takes by itself. */
  readonly due?: NonNullable<Facts['due']>;
}

/** The facts of a resource as it will be stored, its references already local. */
export function makeFacts(rules: Rules, resource: Resource, sources: FactSources): Facts {
  const structure = sources.before?.authorStructure ?? sources.caller.structure;
  const status = text(resource['status']);
  const pointsAt = pointers(resource);
  const items = resource.resourceType === 'List' ? listItems(resource) : undefined;
  return {
    author: sources.before?.author ?? sources.caller.actor,
    ...(structure === undefined ? {} : { authorStructure: structure }),
    labels: labelsOf(resource),
    ...confidentialityOf(resource),
    ...(status === undefined ? {} : { status }),
    ...(isArchived(resource) ? { archived: true } : {}),
    ...documentKind(rules, resource),
    ...(pointsAt.length === 0 ? {} : { pointsAt }),
    ...(items === undefined || items.length === 0 ? {} : { items }),
    ...binary(sources),
    ...conditions(sources),
    ...(sources.due === undefined ? {} : { due: sources.due }),
    ...subscriber(resource, sources),
  };
}

/** The visibility codes among a resource's security labels, each once. */
export function labelsOf(resource: Resource): VisibilityCode[] {
  const codes = codings(resource['securityLabel'])
    .map(visibilityOf)
    .filter((code) => code !== undefined);
  return [...new Set(codes)];
}

/** The highest confidentiality that a resource is labelled with, as a document or by its meta. */
function confidentialityOf(resource: Resource): Pick<Facts, 'confidentiality'> {
  const labels = codings(resource['securityLabel']);
  const all = [...labels, ...codings([{ coding: resource.meta?.['security'] }])];
  const codes = all.filter(({ system }) => system === CONFIDENTIALITY_SYSTEM);
  const confidentiality = mostConfidential(codes.map(({ code }) => code));
  return confidentiality === undefined ? {} : { confidentiality };
}

/** Whether the French extension says that the resource is archived. */
export function isArchived(resource: Resource): boolean {
  return objects(resource['extension']).some(
    (extension) => extension['url'] === IS_ARCHIVED && extension['valueBoolean'] === true,
  );
}

/**
 * References to documents and lists, by which a resource may point at what its reader may not see.
 */
function pointers(resource: Resource): string[] {
  const targets =
    resource.resourceType === 'List'
      ? listItems(resource)
      : [
          ...objects(resource['relatesTo']).map((relation) => referenceText(relation['target'])),
          ...objects(object(resource['context'])?.['related']).map(referenceText),
        ].filter((reference) => reference !== undefined);
  return [...new Set(targets.filter((reference) => /^(DocumentReference|List)\//.test(reference)))];
}

function listItems(list: Resource): string[] {
  return objects(list['entry'])
    .map((entry) => referenceText(entry['item']))
    .filter((reference) => reference !== undefined);
}

/**
 * The type of a document, and its class: that of the type, else the one of TRE_A03 that its
 * category names. Of other resources nothing.
 */
export function documentKind(rules: Rules, resource: Resource): DocumentKind {
  if (resource.resourceType !== 'DocumentReference') return {};
  const [type] = codings([resource['type']]);
  const ofType = type === undefined ? undefined : rules.classOf(type.system, type.code);
  const category = codings(resource['category']).find(({ system }) => system === CLASS_SYSTEM);
  const classCode = ofType ?? category?.code;
  return {
    ...(type === undefined ? {} : { typeCode: type.code }),
    ...(classCode === undefined ? {} : { classCode }),
  };
}

function binary(sources: FactSources): Pick<Facts, 'document' | 'namedBy'> {
  const document = sources.document ?? sources.before?.document;
  const namedBy = [...new Set([...(sources.before?.namedBy ?? []), ...(sources.namedBy ?? [])])];
  return {
    ...(document === undefined ? {} : { document }),
    ...(namedBy.length === 0 ? {} : { namedBy }),
  };
}

function conditions(sources: FactSources): Pick<Facts, 'conditions'> {
  // Only while the first version stands: from the next one on, searches find the resource or not by
  // what it says.
  return sources.condition === undefined ? {} : { conditions: [sources.condition] };
}

/** Whoever writes a Subscription last is told by it, with the rights of the token that wrote it. */
function subscriber(
  { resourceType }: Resource,
  { caller, before }: FactSources,
): Pick<Facts, 'subscriber'> {
  if (resourceType !== 'Subscription') return {};
  const earlier = before?.subscriber;
  return { subscriber: earlier?.token.id === caller.token.id ? earlier : caller };
}

/**
 * `Patient/[id]/$summary`: an International Patient Summary, a document made of what the dossier
 * holds and the caller may see. The same dossier makes the same document, but for its ids and time.
 * https://hl7.org/fhir/uv/ips/OperationDefinition-summary.html
 */
import type { Clock } from '../../clock.js';
import { formatInstant } from '../../fhir/instant.js';
import { parseJson, stringify } from '../../fhir/json.js';
import { problem } from '../../fhir/problem.js';
import type { Resource } from '../../fhir/resource.js';
import type { Shown } from '../../fhir/version.js';
import type { Ids } from '../../ids.js';
import type { Records } from '../../records/records.js';
import type { DossierMark } from '../../records/searches/everything.js';
import { dossierQueries, type Gathering } from '../dossier-queries.js';
import type { Invocation, Operation } from '../operation.js';
import { addressIn, sectionsOf, summaryTypes } from './sections.js';

/** What a summary is built on. */
export interface SummaryNeeds extends Gathering {
  readonly records: Records;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly settings: { readonly base: string };
}

const IPS = 'http://hl7.org/fhir/uv/ips/StructureDefinition/';
const PAGE = 500;
/** A document of more is read by nobody, and is made in memory. */
const RESOURCES_MAX = 5_000;
/** What a summary's resources may refer to outside of the dossier. */
const INCLUDED: readonly string[] = [
  ...['Practitioner', 'PractitionerRole', 'Organization', 'Medication', 'Device', 'Location'],
];

/** The operation. */
export function summaryOperation(needs: SummaryNeeds): Operation {
  return {
    name: 'summary',
    definition: 'http://hl7.org/fhir/uv/ips/OperationDefinition/summary',
    levels: ['instance'],
    types: ['Patient'],
    changes: false,
    run: async (invocation) => ({ body: await summary(needs, invocation) }),
  };
}

async function summary(needs: SummaryNeeds, invocation: Invocation): Promise<Buffer> {
  const { caller, id = '', asked } = invocation;
  const as = { interaction: 'operation', query: asked } as const;
  const patient = resourceIn(await needs.records.read(caller, { type: 'Patient', id }, as));
  const { held, included } = await gathered(needs, invocation);
  const { sections, told } = sectionsOf(held, needs.settings.base);
  const named = new Set(namesIn([patient, ...told]));
  const others = included.filter(({ resourceType, id = '' }) => named.has(`${resourceType}/${id}`));
  return documentOf(needs, { patient, sections, resources: [...told, ...others] });
}

function resourceIn(shown: Shown): Resource {
  return parseJson(shown.body) as Resource; // as it was stored
}

async function gathered(
  needs: SummaryNeeds,
  { caller, id = '', asked }: Invocation,
): Promise<{ held: Resource[]; included: Resource[] }> {
  const queries = dossierQueries(needs, { types: ['Patient', ...summaryTypes()] });
  const includes = (type: string): boolean => INCLUDED.includes(type);
  const held: Resource[] = [];
  const included = new Map<string, Resource>();
  let page: DossierMark | undefined;
  do {
    const found = await needs.records.everything(caller, {
      ...{ patient: id, queries, includes, asked, limit: PAGE },
      ...(page === undefined ? {} : { page }),
    });
    held.push(...found.entries.map(resourceIn));
    for (const shown of found.included) included.set(shown.id, resourceIn(shown));
    if (held.length > RESOURCES_MAX) throw tooMuch();
    page = found.next;
  } while (page !== undefined);
  return { held, included: [...included.values()] };
}

function namesIn(resources: readonly Resource[]): string[] {
  const text = resources.map((resource) => stringify(resource)).join();
  return [...text.matchAll(/"reference":"([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]+)/g)].map(
    ([, name = '']) => name,
  );
}

interface Content {
  readonly patient: Resource;
  readonly sections: readonly Record<string, unknown>[];
  readonly resources: readonly Resource[];
}

function documentOf(needs: SummaryNeeds, content: Content): Buffer {
  const { ids, clock, settings } = needs;
  const now = formatInstant(clock.now());
  const author = `urn:uuid:${ids.uuid()}`;
  const device: Resource = { resourceType: 'Device', deviceName: [NAME] };
  const entries = [content.patient, ...content.resources].map((resource) => ({
    fullUrl: addressIn(settings.base, resource),
    resource,
  }));
  const bundle = {
    resourceType: 'Bundle',
    id: ids.uuid(),
    meta: { profile: [`${IPS}Bundle-uv-ips`] },
    language: 'fr-FR',
    identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${ids.uuid()}` },
    type: 'document',
    timestamp: now,
    entry: [
      {
        fullUrl: `urn:uuid:${ids.uuid()}`,
        resource: compositionOf(content, { author, date: now, base: settings.base }),
      },
      ...entries,
      { fullUrl: author, resource: device },
    ],
  };
  return Buffer.from(stringify(bundle));
}

const NAME = { name: 'Dossier', type: 'user-friendly-name' };

function compositionOf(
  { patient, sections }: Content,
  { author, date, base }: { author: string; date: string; base: string },
): Resource {
  const display = 'Patient summary Document';
  return {
    resourceType: 'Composition',
    meta: { profile: [`${IPS}Composition-uv-ips`] },
    language: 'fr-FR',
    status: 'final',
    type: { coding: [{ system: 'http://loinc.org', code: '60591-5', display }] },
    subject: { reference: addressIn(base, patient) },
    date,
    author: [{ reference: author }],
    title: 'Synthèse du dossier',
    section: sections,
  };
}

function tooMuch(): Error {
  return problem('unprocessable', {
    why: `The dossier holds more than ${RESOURCES_MAX} resources of the types that a summary tells. Use $everything, page by page.`,
    french: `Le dossier contient plus de ${RESOURCES_MAX} ressources des types qu'une synthèse expose. Employer $everything, page par page.`,
  });
}

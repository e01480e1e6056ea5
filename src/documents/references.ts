/**
 * Step 4 of an ITI-65: one patient everywhere, ids for what is new, and every link between entries
 * rewritten to them (T-05 to T-07).
 */
import { words } from '../validation/report.js';
import type { Caller } from '../access/caller.js';
import { localised, rewriteLinks, type Entry } from '../fhir/bundle.js';
import { identifiers, object } from '../fhir/elements.js';
import { problem } from '../fhir/problem.js';
import { localReference } from '../fhir/reference.js';
import type { Resource } from '../fhir/resource.js';
import type { Dossier } from '../records/finding.js';
import type { ProvideNeeds } from './needs.js';
import { oneDossier } from './subject.js';
import { issue, type Carried, type Submission } from './submission.js';

/** The submission with its addresses settled. */
export interface Resolved {
  readonly dossier: Dossier;
  /** `Type/id` of each entry, by its place in the bundle. */
  readonly addresses: ReadonlyMap<number, string>;
  /** The resource of an entry, its links rewritten and its subject the dossier's Patient. */
  readonly resourceOf: (entry: Carried) => Resource;
}

/** Settles patient, ids and links. */
export async function resolveReferences(
  needs: ProvideNeeds,
  caller: Caller,
  submission: Submission,
): Promise<Resolved> {
  const patients = new Map(
    submission.patients.flatMap(({ fullUrl, resource }) =>
      fullUrl === undefined || resource === undefined ? [] : [[fullUrl, resource] as const],
    ),
  );
  const subjected = [...submission.submissionSets, ...submission.documents, ...submission.folders];
  const dossier = await oneDossier(
    needs.records,
    caller,
    subjected.map(({ resource, at }) => ({ resource, at: `Bundle.entry[${at}].resource` })),
    { base: needs.base, patients },
  );
  const addresses = new Map<number, string>();
  for (const entry of submission.entries) {
    addresses.set(entry.at, await addressOf(needs, caller, entry, dossier));
  }
  const links = linksOf(needs, submission, addresses);
  return {
    dossier,
    addresses,
    resourceOf: ({ resource }) =>
      withSubject(rewriteLinks(localised(resource, needs.base), links), dossier),
  };
}

async function addressOf(
  needs: ProvideNeeds,
  caller: Caller,
  entry: Entry,
  dossier: Dossier,
): Promise<string> {
  if (/^Patient(\/|\?|$)/.test(entry.url)) return `Patient/${dossier.patient}`;
  const type = typeOf(entry);
  if (entry.method === 'POST') return `${type}/${needs.ids.within(dossier.stream)}`;
  const target = localReference(entry.url.split('?')[0] ?? '', needs.base);
  if (target !== undefined && target.type === type) return `${type}/${target.id}`;
  return `${type}/${await conditional(needs, caller, entry)}`;
}

/** What an entry is stored as: a Bundle, which is a FHIR document, as a Binary. */
function typeOf({ method, resource }: Entry): string {
  if (method === 'PATCH') return 'DocumentReference';
  const type = String(resource?.resourceType);
  return type === 'Bundle' ? 'Binary' : type;
}

/** `DocumentReference?identifier=system|value`: the document that holds the identifier. */
async function conditional(needs: ProvideNeeds, caller: Caller, entry: Entry): Promise<string> {
  const [, query = ''] = entry.url.split('?', 2);
  const [system = '', value = ''] = (new URLSearchParams(query).get('identifier') ?? '').split(
    '|',
    2,
  );
  if (system === '' || value === '') {
    throw problem('not-conformant', {
      issues: [
        issue(
          `Bundle.entry[${entry.at}].request.url`,
          words(
            'Name one resource: Type/id, or Type?identifier=system|value.',
            'Nommer une ressource : Type/id, ou Type?identifier=system|value.',
          ),
        ),
      ],
    });
  }
  const holding = await needs.records.byUniqueId(caller, { system, value });
  if (holding === undefined) throw problem('unknown-resource');
  return holding.id;
}

/**
 * What each fullUrl becomes: a relative reference, and for a Binary the URL it is retrieved from
 * (M-11).
 */
function linksOf(
  needs: ProvideNeeds,
  submission: Submission,
  addresses: ReadonlyMap<number, string>,
): ReadonlyMap<string, string> {
  return new Map(
    submission.entries.flatMap(({ fullUrl, at }) => {
      const address = addresses.get(at);
      if (fullUrl === undefined || address === undefined) return [];
      return [
        [fullUrl, address.startsWith('Binary/') ? `${needs.base}/${address}` : address] as const,
      ];
    }),
  );
}

/** The subject as a reference to the dossier's Patient; a logical identifier stays beside it. */
function withSubject(resource: Resource, dossier: Dossier): Resource {
  if (resource.resourceType !== 'DocumentReference' && resource.resourceType !== 'List')
    return resource;
  const given = object(resource['subject']);
  const identifier =
    identifiers(given?.['identifier']).length > 0 ? { identifier: given?.['identifier'] } : {};
  return { ...resource, subject: { ...identifier, reference: `Patient/${dossier.patient}` } };
}

/**
 * `DocumentReference/$docref`: a patient's documents of a stretch of care and of a type, as a
 * search. Nothing is made on demand: `Patient/[id]/$summary` does that.
 * https://hl7.org/fhir/uv/ipa/OperationDefinition-docref.html
 */
import type { Clock } from '../clock.js';
import { isObject, text } from '../fhir/elements.js';
import { both } from '../fhir/language.js';
import { problem } from '../fhir/problem.js';
import type { Ids } from '../ids.js';
import type { PageMark } from '../records/searches/request.js';
import type { Pair } from '../search/conditions.js';
import { searchset } from '../search/searchset.js';
import { selfUrl } from '../search/self-url.js';
import { opened, sealed, type Cursors } from './cursors.js';
import { dateOf } from './dates.js';
import { escaped } from './escaped.js';
import { pageOf, type FindingNeeds } from './found.js';
import { countOf, fault, flagOf, textOf, textsOf, type Given } from './given.js';
import type { Invocation, Operation } from './operation.js';

/** What finding documents is built on. */
export interface DocrefNeeds extends FindingNeeds {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly cursors: Cursors;
  readonly settings: { readonly base: string; readonly pageSizeMax: number };
}

const NAME = 'docref';
const PATH = 'DocumentReference/$docref';
const PAGE_PARAMETER = '_page';
const PAGE_SIZE = 100;

/** The operation. */
export function docrefOperation(needs: DocrefNeeds): Operation {
  return {
    name: NAME,
    definition: 'http://hl7.org/fhir/uv/ipa/OperationDefinition/docref',
    levels: ['type'],
    types: ['DocumentReference'],
    changes: false,
    run: async (invocation) => ({ body: await documents(needs, invocation) }),
  };
}

/** What a next link carries. */
interface Asked {
  readonly pairs: readonly Pair[];
  /** Documents of a page; without a stretch of care, only the newest is given. */
  readonly size: number;
  readonly newest: boolean;
  readonly mark?: PageMark;
}

async function documents(
  needs: DocrefNeeds,
  { caller, given, asked, look }: Invocation,
): Promise<Buffer> {
  const cursor = textOf(given, PAGE_PARAMETER);
  const wanted =
    cursor === undefined
      ? askedBy(needs, given)
      : (opened(needs.cursors, NAME, caller, cursor) as Asked); // sealed here only
  const { pairs, size, newest, mark } = wanted;
  const sought = { caller, type: 'DocumentReference', pairs, asked, size };
  const found = await pageOf(needs, { ...sought, ...(mark === undefined ? {} : { page: mark }) });
  const { base } = needs.settings;
  const link = (to: PageMark | undefined): string => {
    const page = sealed(needs.cursors, NAME, caller, { ...wanted, mark: to });
    return selfUrl(base, PATH, [[PAGE_PARAMETER, page], ...look]);
  };
  const goesOn = found.next !== undefined && !newest;
  return searchset({
    id: needs.ids.uuid(),
    at: needs.clock.now(),
    self: link(mark),
    ...(goesOn ? { next: link(found.next) } : {}),
    ...totalOf(found, newest),
    entries: found.entries.map(({ type, id, body }) => ({
      ...{ fullUrl: `${base}/${type}/${id}`, body, mode: 'match' },
    })),
  });
}

function totalOf(
  { total, entries }: { total?: number; entries: readonly unknown[] },
  newest: boolean,
): { total?: number } {
  const told = newest ? entries.length : total;
  return told === undefined ? {} : { total: told };
}

function askedBy({ settings }: DocrefNeeds, given: Given): Asked {
  if (flagOf(given, 'on-demand') === true) throw notOnDemand();
  const start = dateOf(given, 'start');
  const end = dateOf(given, 'end');
  const newest = start === undefined && end === undefined;
  const count = Math.min(countOf(given, '_count') ?? PAGE_SIZE, settings.pageSizeMax);
  const pairs: Pair[] = [...patientPairs(given), ['status', 'current']];
  if (start !== undefined) pairs.push(['period', `ge${start}`]);
  if (end !== undefined) pairs.push(['period', `le${end}`]);
  const types = typesOf(given);
  if (types.length > 0) pairs.push(['type', types.join(',')]);
  const profiles = textsOf(given, 'profile');
  if (profiles.length > 0) pairs.push(['_profile', profiles.map(escaped).join(',')]);
  return { pairs, size: newest ? 1 : count, newest };
}

/** A patient may leave out whose documents are meant: the search knows. */
function patientPairs(given: Given): Pair[] {
  const patient = textOf(given, 'patient')?.replace(/^Patient\//, '');
  if (patient === undefined) return [];
  if (/^[A-Za-z0-9\-.]{1,64}$/.test(patient)) return [['patient', `Patient/${patient}`]];
  throw fault(
    'patient',
    both('is no id', "n'est pas un id"),
    both('Send the id of the Patient', "Envoyer l'id du Patient"),
  );
}

/** Types by token in a query, by Coding or CodeableConcept in Parameters. */
function typesOf(given: Given): string[] {
  const concepts = (given.get('type') ?? []).filter(isObject);
  const coded = concepts.flatMap((concept) =>
    Array.isArray(concept['coding']) ? concept['coding'].filter(isObject) : [concept],
  );
  const tokens = coded.map(
    (coding) => `${escaped(text(coding['system']) ?? '')}|${escaped(text(coding['code']) ?? '')}`,
  );
  return [...textsOf(given, 'type'), ...tokens.map((token) => token.replace(/^\|/, ''))];
}

function notOnDemand(): Error {
  return problem('unprocessable', {
    why: 'No document is made on demand here. Ask without on-demand, or for Patient/[id]/$summary.',
    french:
      "Aucun document n'est fait à la demande ici. Demander sans on-demand, ou Patient/[id]/$summary.",
  });
}

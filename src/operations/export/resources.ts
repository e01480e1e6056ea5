/** The resources of an export, type by type: as searches of its caller, page by page. */
import type { Caller } from '../../access/caller.js';
import { objects, referenceText } from '../../fhir/elements.js';
import { parseJson } from '../../fhir/json.js';
import type { Shown } from '../../fhir/version.js';
import type { Pair } from '../../search/conditions.js';
import { pageOf, pagesOf, type FindingNeeds } from '../found.js';
import type { Job } from './job.js';

/** Resources of a page: what a file holds in memory at a time. */
const PAGE = 100;

/**
 * Whether there is a resource of a type now. How many is not told: to count, a store may have to
 * look at all of them at once.
 */
export async function holdsAny(
  needs: FindingNeeds,
  caller: Caller,
  job: Job,
  type: string,
): Promise<boolean> {
  for (const pairs of await searchesOf(needs, caller, job, type)) {
    const sought = { caller, type, pairs: [...pairs, UNCOUNTED], asked: job, size: 1 };
    if ((await pageOf(needs, sought)).entries.length > 0) return true;
  }
  return false;
}

const UNCOUNTED: Pair = ['_total', 'none'];
/** Pages by id neither repeat nor skip what stands still meanwhile. */
const BY_ID: Pair = ['_sort', '_id'];

/** The resources of a type. */
export async function* resourcesOf(
  needs: FindingNeeds,
  caller: Caller,
  job: Job,
  type: string,
): AsyncGenerator<readonly Shown[], void> {
  for (const pairs of await searchesOf(needs, caller, job, type))
    yield* pagesOf(needs, {
      caller,
      type,
      pairs: [...pairs, BY_ID, UNCOUNTED],
      asked: job,
      size: PAGE,
    });
}

/** One search; of a Group one for each member. */
async function searchesOf(
  needs: FindingNeeds,
  caller: Caller,
  job: Job,
  type: string,
): Promise<readonly (readonly Pair[])[]> {
  const since: Pair[] = job.since === undefined ? [] : [['_lastUpdated', `ge${job.since}`]];
  if (job.group === undefined) return [since];
  const name = memberParameter(needs, type);
  if (name === undefined) return [];
  const members = await membersOf(needs, caller, job, job.group);
  return members.map((id) => [[name, type === 'Patient' ? id : `Patient/${id}`], ...since]);
}

function memberParameter({ parameters }: FindingNeeds, type: string): string | undefined {
  if (type === 'Patient') return '_id';
  return ['patient', 'subject'].find((name) => parameters.types.get(type)?.parameters.has(name));
}

async function membersOf(
  { records }: FindingNeeds,
  caller: Caller,
  job: Job,
  id: string,
): Promise<readonly string[]> {
  const as = { interaction: 'operation', query: { line: job.line } } as const;
  const shown = await records.read(caller, { type: 'Group', id }, as);
  const references = objects(parseJson(shown.body)['member'])
    .filter(({ inactive }) => inactive !== true)
    .map(({ entity }) => referenceText(entity) ?? '');
  return references.flatMap((reference) => /^Patient\/(.+)$/.exec(reference)?.[1] ?? []);
}

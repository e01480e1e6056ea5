/**
 * The same submission sent again (decision 8): same patient, same author, the same documents under
 * the same identifiers. It is answered as it was the first time, and only as a whole: a bundle that
 * mixes known and new keys, or any other collision, stays the neutral 409.
 */
import type { Caller } from '../access/caller.js';
import { objects, text } from '../fhir/elements.js';
import type { Problem } from '../fhir/problem.js';
import type { Resource } from '../fhir/resource.js';
import type { Holding } from '../records/finding.js';
import { uniqueIdsOf } from '../records/changes/keys.js';
import type { Written } from '../records/changes/plan.js';
import { attachmentIn } from './content.js';
import type { ProvideNeeds } from './needs.js';
import type { Planned, Resolution } from './plan-writes.js';
import { bytesIn, type Carried } from './submission.js';

/**
 * Whether a refusal may mean that the same submission came before: an identifier is in use, or what
 * it replaces is superseded, by itself.
 */
export function mayBeResent(failure: Problem): boolean {
  return failure.code === 'identifier-taken' || failure.code === 'invalid-request';
}

/** What the earlier submission made of each entry; undefined when this is not the same act. */
export async function earlierSubmission(
  needs: ProvideNeeds,
  caller: Caller,
  planned: Planned,
): Promise<ReadonlyMap<number, Written> | undefined> {
  const { resolution } = planned;
  const { submission, resolved } = resolution;
  const earlier = new Map<number, Written>();
  const binaries = new Map<string, Holding>();
  for (const entry of [
    ...submission.documents,
    ...submission.submissionSets,
    ...submission.folders,
  ]) {
    const holding = await sameHolding(needs, caller, resolution, entry);
    if (holding === undefined) return undefined;
    earlier.set(entry.at, asWritten(holding));
    for (const url of urlsOf(entry.resource)) binaries.set(url, holding);
  }
  for (const entry of submission.patches) {
    const id = (resolved.addresses.get(entry.at) ?? '').split('/')[1] ?? '';
    earlier.set(entry.at, await patchedBefore(needs, caller, id));
  }
  for (const entry of bytesIn(submission)) {
    const holding = binaries.get(entry.fullUrl ?? '');
    if (holding !== undefined) earlier.set(entry.at, binaryOf(holding));
  }
  return earlier;
}

async function sameHolding(
  needs: ProvideNeeds,
  caller: Caller,
  resolution: Resolution,
  entry: Carried,
): Promise<Holding | undefined> {
  const holdings: (Holding | undefined)[] = [];
  for (const identity of uniqueIdsOf(entry.resource)) {
    holdings.push(await needs.records.byUniqueId(caller, identity));
  }
  const [first] = holdings;
  const same =
    first !== undefined &&
    first.own &&
    first.stream === resolution.resolved.dossier.stream &&
    first.type === entry.resource.resourceType &&
    holdings.every((holding) => holding?.id === first.id) &&
    sameContent(resolution, entry.resource, first.resource);
  return same ? first : undefined;
}

/** The same bytes: the measured hash of what is sent now is the stored one. */
function sameContent({ documents }: Resolution, sent: Resource, stored: Resource): boolean {
  const kept = objects(stored['content']).map((content) => text(attachmentIn(content)['hash']));
  return objects(sent['content']).every((content, index) => {
    const document = documents.get(text(attachmentIn(content)['url']) ?? '');
    return (document?.sha1 ?? text(attachmentIn(content)['hash'])) === kept[index];
  });
}

async function patchedBefore(needs: ProvideNeeds, caller: Caller, id: string): Promise<Written> {
  const shown = await needs.records.read(caller, { type: 'DocumentReference', id });
  return { shown, status: 200, issues: [] };
}

function asWritten({ type, id, version, written }: Holding): Written {
  return { shown: { type, id, version, written, body: Buffer.alloc(0) }, status: 200, issues: [] };
}

function binaryOf(holding: Holding): Written {
  const url = objects(holding.resource['content'])
    .map((content) => text(attachmentIn(content)['url']))
    .find((one) => one !== undefined);
  const id = url?.split('/').at(-1) ?? '';
  return {
    shown: { type: 'Binary', id, version: 1, written: holding.written, body: Buffer.alloc(0) },
    status: 200,
    issues: [],
  };
}

function urlsOf(resource: Resource): string[] {
  return objects(resource['content']).flatMap(
    (content) => text(attachmentIn(content)['url']) ?? [],
  );
}

/**
 * ITI-65 Provide Document Bundle, in six named steps. All of it is stored, or nothing.
 * https://profiles.ihe.net/ITI/MHD/ITI-65.html
 */
import type { Caller } from '../access/caller.js';
import { problem, type Issue, type Problem } from '../fhir/problem.js';
import { relative, type Resource } from '../fhir/resource.js';
import type { Content } from '../records/records.js';
import type { Earlier, Plan, Written } from '../records/changes/plan.js';
import type { Deposits } from './bytes/deposits.js';
import { fhirDocumentIssues } from './bytes/fhir-document.js';
import { checkContent } from './content.js';
import type { ProvideNeeds } from './needs.js';
import { resolveReferences } from './references.js';
import { planWrites, type Planned } from './plan-writes.js';
import { earlierSubmission, mayBeResent } from './resubmission.js';
import { checkSubmission, submissionOf, type Submission } from './submission.js';
import { transactionResponse } from './response.js';

/** A bundle received, its long documents cut out into `contents`. */
export interface ProvideRequest {
  readonly bundle: Resource;
  readonly contents: readonly Content[];
}

/** Provides the documents; answers the bytes of a transaction-response in request order. */
export async function provide(
  needs: ProvideNeeds,
  caller: Caller,
  request: ProvideRequest,
): Promise<Buffer> {
  const deposits: Deposits = { records: needs.records, contents: request.contents, taken: [] };
  try {
    return await inSteps(needs, caller, request, deposits);
  } catch (failure) {
    await needs.records.discard([...request.contents, ...deposits.taken]);
    throw failure;
  }
}

async function inSteps(
  needs: ProvideNeeds,
  caller: Caller,
  request: ProvideRequest,
  deposits: Deposits,
): Promise<Buffer> {
  const submission = submissionOf(request.bundle, needs.knowsProfile);
  const issues = [
    ...validateAgainstProfile(needs, request.bundle, submission),
    ...checkSubmission(submission),
    ...fhirDocumentIssues(submission),
  ];
  // What is not valid may have no text in XML. Its faults are told without one.
  const measurable = hasErrors(issues) ? { ...submission, fhirDocuments: [] } : submission;
  const measured = await checkContent(needs, deposits, measurable);
  refuse([...issues, ...measured.issues]);
  const resolved = await resolveReferences(needs, caller, submission);
  const planned = planWrites(needs, { submission, resolved, documents: measured.documents });
  const warnings = issues.filter((issue) => issue.severity === 'warning');
  const written = await store(needs, caller, planned, deposits);
  return transactionResponse(needs, submission, planned, { written, warnings });
}

/**
 * Step 1: the bundle and every resource in it, with the profile each claims; all issues at once.
 */
function validateAgainstProfile(
  needs: ProvideNeeds,
  bundle: Resource,
  submission: Submission,
): readonly Issue[] {
  return needs.validate(bundle, submission.profile);
}

function refuse(issues: readonly Issue[]): void {
  if (hasErrors(issues)) throw problem('not-conformant', { issues });
}

function hasErrors(issues: readonly Issue[]): boolean {
  return issues.some(({ severity }) => severity === 'error' || severity === 'fatal');
}

/**
 * Commits. Some refusals may mean that the same submission came before: then its answer is given
 * again (decision 8).
 */
async function store(
  needs: ProvideNeeds,
  caller: Caller,
  planned: Planned,
  deposits: Deposits,
): Promise<ReadonlyMap<number, Written>> {
  let earlier: ReadonlyMap<number, Written> | undefined;
  const again = async (failure: Problem): Promise<Earlier | undefined> => {
    earlier = mayBeResent(failure) ? await earlierSubmission(needs, caller, planned) : undefined;
    return earlier === undefined ? undefined : asEarlier(planned, earlier);
  };
  const plan: Plan = { ...planned.plan, again };
  const written = await needs.records.commit(caller, plan);
  if (earlier !== undefined) {
    await needs.records.discard([...deposits.contents, ...deposits.taken]);
    return earlier;
  }
  return new Map(
    planned.entryOf.map((entry, index) => [entry, written[index]] as const).filter(isWritten),
  );
}

function asEarlier({ resolution }: Planned, written: ReadonlyMap<number, Written>): Earlier {
  const [set] = resolution.submission.submissionSets;
  const shown = written.get(set?.at ?? -1)?.shown;
  return {
    written: [...written.values()],
    ...(shown === undefined ? {} : { submissionSet: relative({ type: shown.type, id: shown.id }) }),
  };
}

function isWritten(
  pair: readonly [number | undefined, Written | undefined],
): pair is readonly [number, Written] {
  return pair[0] !== undefined && pair[1] !== undefined;
}

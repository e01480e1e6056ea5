/**
 * ITI-65 Provide Document Bundle, in six named steps. All of it is stored, or nothing.
 * https://profiles.ihe.net/ITI/MHD/ITI-65.html
 */
import type { Caller } from '../access/caller.js';
import type { Language } from '../fhir/language.js';
import { problem, type Issue, type Problem } from '../fhir/problem.js';
import { relative, type Resource } from '../fhir/resource.js';
import type { Dossier } from '../records/finding.js';
import type { Content } from '../records/records.js';
import type { Earlier, Plan, Written } from '../records/changes/plan.js';
import type { Deposits } from './bytes/deposits.js';
import { fhirDocumentIssues } from './bytes/fhir-document.js';
import { checkContent } from './content.js';
import type { ProvideNeeds } from './needs.js';
import { resolveReferences } from './references.js';
import { planWrites, type Planned } from './plan-writes.js';
import { earlierSubmission, mayBeResent } from './resubmission.js';
import { checkSubmission, refusal, submissionOf, type Submission } from './submission.js';
import { transactionResponse, type Outcome } from './response.js';
import { words } from '../validation/report.js';

/** A bundle received, its long documents cut out into `contents`. */
export interface ProvideRequest {
  readonly bundle: Resource;
  readonly contents: readonly Content[];
  /** The dossier that it must be for, where it is known already. */
  readonly into?: Pick<Dossier, 'stream'>;
}

/** What a submission became. */
export interface Provided {
  readonly submission: Submission;
  readonly planned: Planned;
  readonly outcome: Outcome;
  /** Whether the same submission had come before, and nothing was stored now. */
  readonly isAgain: boolean;
}

/**
 * Provides the documents; answers the bytes of a transaction-response in request order, warnings in
 * a language.
 */
export async function provide(
  needs: ProvideNeeds,
  caller: Caller,
  request: ProvideRequest,
  language: Language,
): Promise<Buffer> {
  const { submission, planned, outcome } = await deposit(needs, caller, request);
  return transactionResponse(needs, submission, planned, { ...outcome, language });
}

/** Provides the documents; gives what became of them. */
export async function deposit(
  needs: ProvideNeeds,
  caller: Caller,
  request: ProvideRequest,
): Promise<Provided> {
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
): Promise<Provided> {
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
  checkDossier(resolved.dossier, request.into);
  const planned = planWrites(needs, { submission, resolved, documents: measured.documents });
  const warnings = issues.filter((issue) => issue.severity === 'warning');
  const { written, isAgain } = await store(needs, caller, planned, deposits);
  return { submission, planned, outcome: { written, warnings }, isAgain };
}

function checkDossier(found: Dossier, wanted: ProvideRequest['into']): void {
  if (wanted === undefined || wanted.stream === found.stream) return;
  throw refusal(
    'Bundle',
    words(
      'The documents are of another patient than the one they are sent for.',
      'Les documents sont ceux d’un autre patient que celui pour lequel ils sont envoyés.',
    ),
  );
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
): Promise<{ readonly written: ReadonlyMap<number, Written>; readonly isAgain: boolean }> {
  let earlier: ReadonlyMap<number, Written> | undefined;
  const again = async (failure: Problem): Promise<Earlier | undefined> => {
    earlier = mayBeResent(failure) ? await earlierSubmission(needs, caller, planned) : undefined;
    return earlier === undefined ? undefined : asEarlier(planned, earlier);
  };
  const plan: Plan = { ...planned.plan, again };
  const written = await needs.records.commit(caller, plan);
  if (earlier !== undefined) {
    await needs.records.discard([...deposits.contents, ...deposits.taken]);
    return { written: earlier, isAgain: true };
  }
  const pairs = planned.entryOf.map((entry, index) => [entry, written[index]] as const);
  return { written: new Map(pairs.filter(isWritten)), isAgain: false };
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

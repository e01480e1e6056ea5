/**
 * The answer to an ITI-65: a transaction-response, one entry for each request entry, in its order
 * (M-02).
 */
import { formatInstant } from '../fhir/instant.js';
import type { Language } from '../fhir/language.js';
import { operationOutcome, type Issue } from '../fhir/problem.js';
import { etag } from '../fhir/version.js';
import type { Written } from '../records/changes/plan.js';
import type { ProvideNeeds } from './needs.js';
import type { Planned } from './plan-writes.js';
import type { Submission } from './submission.js';

/** What became of the entries, by their place, and warnings located in the bundle. */
export interface Outcome {
  readonly written: ReadonlyMap<number, Written>;
  readonly warnings: readonly Issue[];
}

/** What is answered, and in which language warnings are told. */
export interface Answering extends Outcome {
  readonly language: Language;
}

/** The bytes of the response. */
export function transactionResponse(
  needs: ProvideNeeds,
  submission: Submission,
  planned: Planned,
  outcome: Answering,
): Buffer {
  const entry = submission.entries.map(({ at }) => {
    const written = outcome.written.get(at);
    const issues = [...outcome.warnings.filter((one) => isAt(one, at)), ...(written?.issues ?? [])];
    return {
      response: {
        ...(written === undefined ? known(planned, at) : stored(written)),
        ...warned(issues, outcome.language),
      },
    };
  });
  const bundle = {
    resourceType: 'Bundle',
    id: needs.ids.uuid(),
    type: 'transaction-response',
    link: [{ relation: 'self', url: needs.base }],
    entry,
  };
  return Buffer.from(JSON.stringify(bundle));
}

function stored({ shown, status }: Written): Record<string, unknown> {
  return {
    status: status === 201 ? '201 Created' : '200 OK',
    location: `${shown.type}/${shown.id}/_history/${shown.version}`,
    etag: etag(shown.version),
    lastModified: formatInstant(shown.written),
  };
}

/** An entry that writes nothing: the Patient, whose dossier was open already. */
function known(planned: Planned, at: number): Record<string, unknown> {
  return { status: '200 OK', location: planned.resolution.resolved.addresses.get(at) };
}

function warned(issues: readonly Issue[], language: Language): Record<string, unknown> {
  return issues.length === 0 ? {} : { outcome: operationOutcome(issues, language) };
}

function isAt(issue: Issue, at: number): boolean {
  const place = `Bundle.entry[${at}]`;
  return (issue.expression ?? []).some((one) => one === place || one.startsWith(`${place}.`));
}

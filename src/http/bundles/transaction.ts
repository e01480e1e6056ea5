/** A plain transaction over HTTP: its answers by what `Prefer` asks for (T-01, T-18). */
import type { Entry } from '../../fhir/bundle.js';
import { parseJson } from '../../fhir/json.js';
import { object, objects, text } from '../../fhir/elements.js';
import type { Language } from '../../fhir/language.js';
import { operationOutcome, problem, type Issue } from '../../fhir/problem.js';
import type { Resource } from '../../fhir/resource.js';
import { etag } from '../../fhir/version.js';
import type { Outcome, Told } from '../../interactions/bundles/running.js';
import { transaction } from '../../interactions/bundles/transaction.js';
import { pairsOf } from '../form.js';
import type { HttpNeeds } from '../needs.js';
import { preferencesOf, type Preferences } from '../negotiate.js';
import { note } from '../reply.js';
import { callerOf, header, languageIn } from '../request.js';
import type { EntryAnswer } from './answers.js';
import { askedAlone, type Asking } from './asked-alone.js';
import { written } from './written.js';

/** Does all that the bundle asks for, or nothing. */
export async function plainTransaction(
  needs: HttpNeeds,
  asking: Asking,
  bundle: Resource,
): Promise<readonly EntryAnswer[]> {
  const { request, base, documents } = asking;
  const { records, features } = needs;
  const preferences = preferencesOf(header(request, 'prefer'));
  const language = languageIn(request);
  const bundled = { request, contents: documents.contents };
  return transaction<EntryAnswer>(
    {
      ...{ records, base, pairsOf, knowsType: features.knowsType },
      parameters: features.create.parameters,
      validate: (one) => features.provide.validate(one, undefined),
      write: (entry, door) => written(needs, bundled, entry, door),
      read: limited(language, async (entry) => askedAlone(asking, entry)),
      answer: (outcome) => answerOf(outcome, preferences, language),
    },
    callerOf(request),
    bundle,
  );
}

/** Answers that are read, together, in bytes; beyond them the transaction is refused. */
const READ_BYTES_MAX = 64 * 1024 * 1024;

function limited(
  language: Language,
  ask: (entry: Entry) => Promise<EntryAnswer>,
): (entry: Entry) => Promise<Told<EntryAnswer>> {
  let size = 0;
  return async (entry) => {
    if (size > READ_BYTES_MAX) {
      const failure = problem('too-large', { limit: READ_BYTES_MAX });
      return {
        answer: { status: failure.status, outcome: bytesOf(failure.issues, language) },
        failure,
      };
    }
    const answer = await ask(entry);
    size += answer.resource?.byteLength ?? 0;
    return told(answer);
  };
}

function answerOf(
  { status, shown, issues }: Outcome,
  { returns }: Preferences,
  language: Language,
): EntryAnswer {
  const isTold = issues.length > 0 || returns === 'OperationOutcome';
  const outcome = isTold ? bytesOf(issues.length > 0 ? issues : [DONE], language) : undefined;
  if (shown === undefined) return { status, outcome };
  const { type, id, version, written: lastModified, body } = shown;
  const isGone = body.byteLength === 0;
  return {
    ...{ status, outcome, lastModified, etag: etag(version) },
    ...(isGone ? {} : { location: `${type}/${id}/_history/${version}` }),
    ...(returns === 'representation' && !isGone ? { resource: body } : {}),
  };
}

function bytesOf(issues: readonly Issue[], language: Language): Buffer {
  return Buffer.from(JSON.stringify(operationOutcome(issues, language)));
}

const DONE = note('Done.', 'Fait.');

/** What an entry that reads was answered; its refusal is that of the transaction. */
function told(answer: EntryAnswer): Told<EntryAnswer> {
  const { status, outcome } = answer;
  if (status < 400) return { answer };
  const issues = outcome === undefined ? [] : issuesIn(outcome);
  return { answer, failure: problem('unprocessable', { status, issues }) };
}

function issuesIn(outcome: Uint8Array): Issue[] {
  return objects(parseJson(outcome)['issue']).map((issue) => {
    const detail = text(object(object(issue['details'])?.['coding'])?.['code']);
    return {
      severity: 'error',
      code: text(issue['code']) ?? 'processing',
      diagnostics: text(issue['diagnostics']) ?? '',
      ...(detail === undefined ? {} : { detail }),
    };
  });
}

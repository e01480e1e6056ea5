/**
 * A batch: each entry on its own, with an answer of its own; the fault of one touches no other.
 * https://hl7.org/fhir/R4/http.html#brules
 */
import { entryOf, listedIn, type Entry } from '../../fhir/bundle.js';
import { operationOutcome, problem, type Problem } from '../../fhir/problem.js';
import type { Resource } from '../../fhir/resource.js';
import { problemOf } from '../outcome.js';
import { languageIn } from '../request.js';
import type { EntryAnswer } from './answers.js';
import { askedAlone, type Asking } from './asked-alone.js';

/** Entries asked at once: what waits together shares a write. */
const AT_ONCE = 8;
/** Answers together, in bytes; what is asked beyond them is refused. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
/** The order in which kinds of entries are asked, that of a transaction. */
const PHASES = [['DELETE'], ['POST'], ['PUT', 'PATCH'], ['GET', 'HEAD']];

/** Asks all entries; answers in their order. */
export async function batch(asking: Asking, bundle: Resource): Promise<readonly EntryAnswer[]> {
  const answers: EntryAnswer[] = [];
  const entries: Entry[] = [];
  listedIn(bundle).forEach((item, at) => {
    try {
      entries.push(entryOf(item, at));
    } catch (failure) {
      answers[at] = refusal(asking, problemOf(failure));
    }
  });
  let size = 0;
  for (const phase of PHASES) {
    const asked = entries.filter(({ method }) => phase.includes(method));
    await inTurns(asked, async (entry) => {
      const answer = await answered(asking, entry, size);
      size += answer.resource?.byteLength ?? 0;
      answers[entry.at] = answer;
    });
  }
  return answers;
}

async function answered(asking: Asking, entry: Entry, size: number): Promise<EntryAnswer> {
  try {
    if (size > ANSWER_BYTES_MAX) throw tooMuch();
    return await askedAlone(asking, entry);
  } catch (failure) {
    return refusal(asking, problemOf(failure));
  }
}

/** Some at once, each the next one that nobody has taken. */
async function inTurns<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const taking = async (): Promise<void> => {
    for (const item of left) await act(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, taking));
}

function refusal({ request }: Asking, { status, issues }: Problem): EntryAnswer {
  const outcome = operationOutcome(issues, languageIn(request));
  return { status, outcome: Buffer.from(JSON.stringify(outcome)) };
}

function tooMuch(): Error {
  return problem('too-large', { limit: ANSWER_BYTES_MAX });
}

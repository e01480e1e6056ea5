/**
 * Conditional writes: which one resource, of those that the caller sees, a condition names.
 * https://hl7.org/fhir/R4/http.html#cond-update — What is decided on the match holds when it is
 * written: the version found is the one that is changed, and what is created takes a uniqueness key
 * made of criterion and author, so that two at once yield one resource (decision 23).
 */
import type { Caller } from '../access/caller.js';
import { problem, Problem } from '../fhir/problem.js';
import type { Shown } from '../fhir/version.js';
import type { Records } from '../records/records.js';
import type { Pair } from '../search/conditions.js';
import type { SearchParameters } from '../search/parameters.js';
import { parse } from '../search/parse.js';
import { isOfTheAnswer } from '../search/self-url.js';

/** What a condition is looked up with. */
export interface ConditionNeeds {
  readonly records: Records;
  readonly parameters: SearchParameters;
}

/** A condition as it came. */
export interface Condition {
  /** How it is named in a refusal and in the trace. */
  readonly by: 'If-None-Exist' | 'PUT' | 'PATCH' | 'DELETE';
  readonly type: string;
  /** The criteria, decoded. */
  readonly pairs: readonly Pair[];
  /** The version that the client knows: 412 when the match is another one. */
  readonly ifMatch?: number;
}

/**
 * Acts on the one match, or on none. Where the act is refused because something changed meanwhile,
 * the match is looked for again. Fails with `precondition-failed` where several match, or where
 * nothing is asked.
 */
export async function onMatch<T>(
  needs: ConditionNeeds,
  caller: Caller,
  condition: Condition,
  act: (found: Shown | undefined) => Promise<T>,
): Promise<T> {
  let found = await matching(needs, caller, condition);
  for (;;) {
    checkKnown(condition, found);
    const done = await act(found).then((answer) => ({ answer }), raced);
    if ('answer' in done) return done.answer;
    const now = await matching(needs, caller, condition);
    if (isSame(now, found)) throw done.failure;
    found = now;
  }
}

/** The clear text of the uniqueness key that a conditional creation takes. */
export function conditionKey(caller: Caller, { type, pairs }: Condition): string {
  const { space, actor, structure = '' } = caller;
  const criteria = pairs.filter((pair) => !isOfTheAnswer(pair));
  return JSON.stringify([space, 'if-none-exist', type, actor, structure, criteria]);
}

const RACED: readonly string[] = ['identifier-taken', 'precondition-failed', 'gone'];

/** A failure that may be none by now; any other is thrown on. */
function raced(failure: unknown): { failure: Problem } {
  if (failure instanceof Problem && RACED.includes(failure.code)) return { failure };
  throw failure;
}

function isSame(one: Shown | undefined, other: Shown | undefined): boolean {
  return one?.id === other?.id && one?.version === other?.version;
}

function checkKnown({ ifMatch }: Condition, found: Shown | undefined): void {
  if (ifMatch === undefined || found?.version === ifMatch) return;
  throw problem('precondition-failed', {
    why: 'Another version stands now, or none. Read the resource again and send the change for what it holds.',
    french:
      "Une autre version est en place, ou aucune. Relire la ressource et envoyer la modification de ce qu'elle contient.",
  });
}

async function matching(
  { records, parameters }: ConditionNeeds,
  caller: Caller,
  { by, type, pairs }: Condition,
): Promise<Shown | undefined> {
  const query = parse(parameters, type, pairs, { strict: true });
  if (query.where.length === 0) {
    throw problem('precondition-failed', {
      why: `${by} needs at least one search parameter of the type.`,
      french: `${by} demande au moins un paramètre de recherche du type.`,
    });
  }
  const found = await records.search(caller, {
    query: { ...query, wanted: { totalOnly: false, count: 2 } },
    asked: { line: `${by} ${type}` },
    pageSizeMax: 2,
  });
  if (found.entries.length > 1) {
    throw problem('precondition-failed', {
      why: `Several resources match ${by}. Nothing was stored.`,
      french: `Plusieurs ressources correspondent à ${by}. Rien n'a été enregistré.`,
    });
  }
  return found.entries[0];
}

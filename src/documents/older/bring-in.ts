/**
 * Bringing an older record's documents in: each line is deposited in the name of whoever deposited
 * it then, with its authors and dates, by the way of every other deposit. Blocks, objections and
 * the state of the dossier hold as for them; the matrix too, unless the operator waives it.
 */
import type { Caller } from '../../access/caller.js';
import { Problem, type Issue } from '../../fhir/problem.js';
import { deposit, type Provided } from '../iti-65-provide.js';
import type { ProvideNeeds } from '../needs.js';
import { isFaults, readOlderLine, type OlderLine } from './line.js';

/** What became of a line. */
export type BroughtIn =
  | { readonly kind: 'deposited'; readonly made: Deposited }
  /** The same documents, of the same depositor, were there already. */
  | { readonly kind: 'known' }
  | { readonly kind: 'fault'; readonly issues: readonly Issue[] };

/** What a line became: relative references. */
export interface Deposited {
  readonly patient: string;
  readonly submissionSet: string;
  readonly documents: readonly string[];
}

/** Brings lines in; what became of each, in their order. */
export type BringIn = (
  lines: readonly string[],
  how: { readonly waivesMatrix: boolean },
) => Promise<readonly BroughtIn[]>;

/** Makes it. */
export function makeBringIn(needs: ProvideNeeds): BringIn {
  return async (lines, { waivesMatrix }) => {
    const fates: BroughtIn[] = [];
    const tried = lines.map((line) => readOlderLine(line));
    await Promise.all(
      [...byPatient(tried).values()].map(async (places) => {
        // One after the other: a document may replace one of a line before.
        for (const [index, line] of places) fates[index] = await tryLine(needs, line, waivesMatrix);
      }),
    );
    return tried.map((line, index) => {
      return fates[index] ?? { kind: 'fault', issues: isFaults(line) ? line : [] };
    });
  };
}

type Placed = readonly [index: number, line: OlderLine];

function byPatient(
  lines: readonly (OlderLine | readonly Issue[])[],
): ReadonlyMap<string, readonly Placed[]> {
  const grouped = new Map<string, Placed[]>();
  for (const [index, line] of lines.entries()) {
    if (isFaults(line)) continue;
    const { system, value } = line.patient;
    const group = grouped.get(`${system}|${value}`) ?? [];
    grouped.set(`${system}|${value}`, [...group, [index, line]]);
  }
  return grouped;
}

async function tryLine(
  needs: ProvideNeeds,
  line: OlderLine,
  waivesMatrix: boolean,
): Promise<BroughtIn> {
  const caller = callerOf(needs, line, waivesMatrix);
  try {
    const into = await needs.records.dossierFor(caller, { identity: line.patient });
    const provided = await deposit(needs, caller, { bundle: line.bundle, contents: [], into });
    return provided.isAgain ? { kind: 'known' } : { kind: 'deposited', made: madeOf(provided) };
  } catch (failure) {
    if (!(failure instanceof Problem) || failure.status >= 500) throw failure;
    return { kind: 'fault', issues: failure.issues };
  }
}

/** Told beside the purpose, to whoever reads the trace. */
const REASON = "Reprise d'un dossier plus ancien";

function callerOf({ ids }: ProvideNeeds, { depositor }: OlderLine, waivesMatrix: boolean): Caller {
  return {
    ...depositor,
    ...{ space: 'main', purpose: 'TREAT', reason: REASON, address: '127.0.0.1' },
    scopes: [{ context: 'system', type: '*', may: 'crus' }],
    token: { id: 'none', client: 'dossier-import', subject: depositor.actor },
    requestId: ids.uuid(),
    ...(waivesMatrix ? { waives: 'matrix-write' as const } : {}),
  };
}

function madeOf({ submission, planned }: Provided): Deposited {
  const { addresses, dossier } = planned.resolution.resolved;
  const [set] = submission.submissionSets;
  return {
    patient: `Patient/${dossier.patient}`,
    submissionSet: addresses.get(set?.at ?? -1) ?? '',
    documents: submission.documents.flatMap(({ at }) => addresses.get(at) ?? []),
  };
}

/**
 * Verifications of the store that are asked for over HTTP, by whoever runs it: one at a time in a
 * process, told as it goes. What it tells names places, never content.
 */
import type { Caller } from '../../access/caller.js';
import { coveredByScope } from '../../access/decide.js';
import { mayEver } from '../../access/rights.js';
import type { ActQuery } from '../../audit/act.js';
import { problem, Problem } from '../../fhir/problem.js';
import type { Needs } from '../needs.js';
import { verifyAudit, type Verified, type VerifiedWhole } from '../verify.js';
import { markRecorded } from './refused.js';
import { record } from './trace.js';

/** A verification, under way or done. */
export interface Verification {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly begun: number;
  readonly counts: Verified;
  /** The first faults, each with its place; `counts` has how many there are. */
  readonly faults: readonly string[];
  /** Once it is done. */
  readonly whole?: VerifiedWhole;
  readonly failure?: Problem;
  /** Resolves at its end, whatever that is. */
  readonly ended: Promise<void>;
}

/** Those of this process. */
export interface Verifying {
  /**
   * Begins one, or joins the one that is under way. Fails with insufficient-scope or not-allowed.
   */
  begin(caller: Caller, asked: ActQuery): Promise<Verification>;
  /** The one of an id; undefined for any that this process does not know. */
  find(caller: Caller, asked: ActQuery, id: string): Promise<Verification | undefined>;
}

/** Faults that are told; of more the count alone. */
const FAULTS_MAX = 100;
const NOTHING: Verified = { commits: 0, blocks: 0, events: 0, faults: 0 };

/** Opens the place where they are kept: the last one is remembered. */
export function makeVerifying(needs: Needs): Verifying {
  let last: Verification | undefined;
  return {
    begin: async (caller, asked) => {
      await admitted(needs, caller, asked);
      const isUnderWay = last !== undefined && last.whole === undefined && !last.failure;
      if (last === undefined || !isUnderWay) last = begun(needs);
      return last;
    },
    find: async (caller, asked, id) => {
      await admitted(needs, caller, asked);
      return last?.id === id ? last : undefined;
    },
  };
}

/** Records who asks, and refuses all but those whom the table of rights names. */
async function admitted(needs: Needs, caller: Caller, query: ActQuery): Promise<void> {
  const isCovered = coveredByScope(caller, 'verify', 'AuditEvent');
  const may = isCovered && mayEver(caller.kind, 'verify', 'AuditEvent');
  const code = isCovered ? 'not-allowed' : 'insufficient-scope';
  await record(needs, {
    ...{ caller, interaction: 'operation', entities: [], about: [], query },
    outcome: may ? 'success' : 'refused',
    because: may ? 'verify' : code,
  });
  if (may) return;
  const refusal = {
    why: `A caller of kind ${caller.kind} may not verify the trace.`,
    french: `Un appelant de nature ${caller.kind} ne peut pas vérifier la trace.`,
  };
  throw markRecorded(problem(code, refusal));
}

function begun(needs: Needs): Verification {
  const { store, rules, envelope, clock, ids } = needs;
  const faults: string[] = [];
  const state: Writable<Verification> = {
    ...{ id: ids.uuid(), begun: clock.now(), counts: NOTHING, faults },
    ended: Promise.resolve(),
  };
  const telling = {
    fault: (line: string) => void (faults.length < FAULTS_MAX && faults.push(line)),
    progress: (counts: Verified) => void (state.counts = counts),
  };
  // Which types wait for a new index is not known here: each may hold more than it must.
  const proving = {
    store,
    rules,
    stale: [...rules.parameters.types.keys()],
    key: envelope.signing,
  };
  state.ended = verifyAudit(proving, telling).then(
    (whole) => {
      state.counts = whole;
      state.whole = whole;
    },
    (cause: unknown) => {
      state.failure = cause instanceof Problem ? cause : problem('internal', { cause });
    },
  );
  return state;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

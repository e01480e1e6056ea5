/**
 * Opening for somebody who did not ask: the dossier is notified, and six weeks to oppose begin. One
 * person has one dossier, whoever opens it and however often.
 */
import type { Issue } from '../fhir/problem.js';
import { Problem } from '../fhir/problem.js';
import { formatInstant } from '../fhir/instant.js';
import type { Resource } from '../fhir/resource.js';
import type { Clock } from '../clock.js';
import { beginOf, dueAfter } from '../access/life.js';
import type { Ids } from '../ids.js';
import type { Records } from '../records/records.js';
import { codeKey, drawn } from './code.js';
import { serverCaller } from './server-caller.js';

/** Milliseconds for which a provisional code may be used: six months. */
const CODE_LIFE_MS = 184 * 24 * 60 * 60 * 1000;

/** What opening is built on. */
export interface OpenNeeds {
  readonly records: Records;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Somebody, with the national identity by which they are known. */
export interface Somebody {
  readonly ins: { readonly system: string; readonly value: string };
  /** A Patient without id. */
  readonly patient: Resource;
}

/** What is told to whoever the dossier is opened for. */
export interface Notice {
  readonly patient: string;
  readonly code: string;
  /** Instants. */
  readonly opposeBefore: string;
  readonly codeExpires: string;
}

/** What became of it. */
export type Opened =
  /** Opened by this run, now or, `again`, before: with what must be told. */
  | { readonly kind: 'opened'; readonly notice: Notice; readonly again: boolean }
  /** There is a dossier already. */
  | { readonly kind: 'known' }
  | { readonly kind: 'fault'; readonly issues: readonly Issue[] };

/** Opens. `run` is a random name of the run; with the same one, the same id and code are made. */
export async function openFor(
  needs: OpenNeeds,
  { ins, patient }: Somebody,
  run: string,
): Promise<Opened> {
  const { records, clock } = needs;
  const { dossier, code } = drawn(records, run, `${ins.system}|${ins.value}`);
  const now = clock.now();
  const expires = now + CODE_LIFE_MS;
  const notice = {
    ...{ patient: dossier, code, codeExpires: formatInstant(expires) },
    opposeBefore: formatInstant(beginOf(dueAfter('notified', now)?.day ?? 0)),
  };
  const opened = (standing: string, again: boolean): Opened =>
    standing === dossier ? { kind: 'opened', notice, again } : { kind: 'known' };
  const before = await standingFor(needs, ins);
  if (before !== undefined) return opened(before, true);
  const hash = codeKey(records, dossier, code);
  const issues = await begun(needs, { dossier, patient, code: { hash, expires, tried: 0 } });
  if (issues === undefined) return opened(dossier, false);
  // Somebody else opened it meanwhile, or this very run, at once in another process.
  const meanwhile = await standingFor(needs, ins);
  return meanwhile === undefined ? { kind: 'fault', issues } : opened(meanwhile, true);
}

/** The dossier that there is for the person. */
async function standingFor(
  { records, ids }: OpenNeeds,
  identity: Somebody['ins'],
): Promise<string | undefined> {
  try {
    return (await records.dossierFor(serverCaller(ids), { identity })).patient;
  } catch (failure) {
    if (failure instanceof Problem && failure.code === 'unknown-patient') return undefined;
    throw failure;
  }
}

type Beginning = {
  readonly dossier: string;
  readonly patient: Resource;
  readonly code: { readonly hash: string; readonly expires: number; readonly tried: number };
};

/**
 * Commits; gives what kept it from being, if anything did. The id is no random one: the same run in
 * another process may have taken it.
 */
async function begun(
  { records, ids }: OpenNeeds,
  { dossier, patient, code }: Beginning,
): Promise<readonly Issue[] | undefined> {
  try {
    await records.commit(serverCaller(ids), {
      act: { interaction: 'create' },
      changes: [
        {
          ...{ type: 'Patient', id: dossier, stream: dossier, expects: 'absent' },
          life: { act: 'open', code },
          acts: () => ['create'],
          next: () => patient,
        },
      ],
    });
    return undefined;
  } catch (failure) {
    if (!(failure instanceof Problem) || failure.status >= 500) throw failure;
    return failure.issues;
  }
}

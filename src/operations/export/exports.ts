/**
 * Exports under way: what is done of each, its manifest, its files. Progress alone is kept here, in
 * memory: an export that this process does not know is begun again from its address, which carries
 * all of it. A cancellation rests in the store. Files are made as they are read, and rest nowhere.
 */
import type { Caller } from '../../access/caller.js';
import type { Clock } from '../../clock.js';
import { formatInstant } from '../../fhir/instant.js';
import { problem, Problem } from '../../fhir/problem.js';
import { opened, sealed, type Cursors } from '../cursors.js';
import type { FindingNeeds } from '../found.js';
import type { Job } from './job.js';
import { holdsAny, resourcesOf } from './resources.js';

/** What exports are built on. */
export interface ExportsNeeds extends FindingNeeds {
  readonly clock: Clock;
  readonly cursors: Cursors;
  readonly settings: { readonly base: string };
}

/** How far an export is. */
export type Progress =
  | { readonly kind: 'running'; readonly done: number; readonly of: number }
  | { readonly kind: 'ready'; readonly manifest: Buffer; readonly expires: number };

/** The exports of a server. */
export interface Exports {
  /** Begins one; gives the address of its status. */
  begin(caller: Caller, job: Job): string;
  /** Fails with `unknown-export`, or as the export did. */
  progress(caller: Caller, address: string): Promise<Progress>;
  /** For good: after a restart, and for every process of the store. */
  cancel(caller: Caller, address: string): Promise<void>;
  /** The lines of a file, page by page. */
  file(caller: Caller, address: string): AsyncGenerator<Buffer, void>;
}

const STATUS = 'export';
const FILE = 'export-file';
const LIFE_MS = 24 * 60 * 60 * 1000;
/** Exports remembered; the oldest is forgotten first, and begun again when it is asked for. */
const REMEMBERED_MAX = 1_000;
/** Exports of one caller that are looked for at the same time. */
const RUNNING_MAX = 5;

interface State {
  readonly subject: string;
  readonly job: Job;
  /** Whether there is any, of each type looked for so far. */
  readonly held: Map<string, boolean>;
  ended: boolean;
  /** Nothing more is looked for. */
  cancelled: boolean;
  failure?: Problem;
}

/** Opens the place where exports are kept. */
export function makeExports(needs: ExportsNeeds): Exports {
  const states = new Map<string, State>();
  const known = async (caller: Caller, job: Job): Promise<State> => {
    await checkStands(needs, job);
    return states.get(job.id) ?? started(needs, states, caller, job);
  };
  // What is opened was sealed below, for this purpose and this caller.
  const jobAt = (caller: Caller, text: string): Job =>
    opened(needs.cursors, STATUS, caller, text) as Job;
  return {
    begin: (caller, job) => {
      started(needs, states, caller, job);
      return `${needs.settings.base}/$export-status?job=${sealed(needs.cursors, STATUS, caller, job)}`;
    },
    progress: async (caller, text) =>
      progressOf(needs, caller, await known(caller, jobAt(caller, text))),
    cancel: async (caller, text) => {
      const job = jobAt(caller, text);
      await checkStands(needs, job);
      const state = states.get(job.id);
      if (state !== undefined) state.cancelled = true;
      await needs.records.cancel(caller, job.id);
    },
    file: (caller, text) =>
      linesOf(needs, caller, opened(needs.cursors, FILE, caller, text) as Part),
  };
}

/** Fails where an export is older than it lives, or cancelled by any process. */
async function checkStands({ clock, records }: ExportsNeeds, job: Job): Promise<void> {
  const isOver = job.at + LIFE_MS < clock.now();
  if (isOver || (await records.isCancelled(job.id))) throw problem('unknown-export');
}

interface Part {
  readonly job: Job;
  readonly type: string;
}

function started(needs: ExportsNeeds, states: Map<string, State>, caller: Caller, job: Job): State {
  const { subject } = caller.token;
  const running = [...states.values()].filter((one) => one.subject === subject && !one.ended);
  if (running.length >= RUNNING_MAX) throw problem('too-many-requests', { seconds: 60 });
  const state: State = { subject, job, held: new Map(), ended: false, cancelled: false };
  states.set(job.id, state);
  const [oldest] = states.keys();
  if (states.size > REMEMBERED_MAX && oldest !== undefined) states.delete(oldest);
  void looked(needs, caller, state);
  return state;
}

/** Looks type by type, in the background. What it fails with is told when it is asked for. */
async function looked(needs: ExportsNeeds, caller: Caller, state: State): Promise<void> {
  try {
    await lookForEach(needs, caller, state);
  } catch (failure) {
    state.failure = failure instanceof Problem ? failure : problem('internal', { cause: failure });
  }
  state.ended = true;
}

async function lookForEach(needs: ExportsNeeds, caller: Caller, state: State): Promise<void> {
  const { job, held } = state;
  for (const type of job.types) {
    if (state.cancelled) return;
    held.set(type, await holdsAny(needs, caller, job, type));
  }
}

function progressOf(needs: ExportsNeeds, caller: Caller, state: State): Progress {
  const { job, held, ended, failure } = state;
  if (failure !== undefined) throw failure;
  if (!ended) return { kind: 'running', done: held.size, of: job.types.length };
  const { base } = needs.settings;
  const output = [...held]
    .filter(([, holds]) => holds)
    .map(([type]) => {
      const part: Part = { job, type };
      const url = `${base}/$export-file?part=${sealed(needs.cursors, FILE, caller, part)}`;
      return { type, url };
    });
  const manifest = {
    transactionTime: formatInstant(job.at),
    request: `${new URL(base).origin}${job.line.replace(/^[A-Z]+ /, '')}`,
    requiresAccessToken: true,
    output,
    error: [],
  };
  const bytes = Buffer.from(JSON.stringify(manifest));
  return { kind: 'ready', manifest: bytes, expires: job.at + LIFE_MS };
}

const LINE_END = Buffer.from('\n');

async function* linesOf(
  needs: ExportsNeeds,
  caller: Caller,
  { job, type }: Part,
): AsyncGenerator<Buffer, void> {
  await checkStands(needs, job);
  for await (const page of resourcesOf(needs, caller, job, type)) {
    await checkStands(needs, job);
    yield Buffer.concat(page.flatMap(({ body }) => [body, LINE_END]));
  }
}

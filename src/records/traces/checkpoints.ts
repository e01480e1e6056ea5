/**
 * Signed checkpoints, made and read (`audit/checkpoint.ts`). They rest in one stream, which no
 * address leads to. One costs what was written since the last one, however many dossiers there are;
 * several processes of a store make them in turn, and none is made where nothing was written.
 */
import { GENESIS } from '../../audit/chain.js';
import { checkpointBytes, checkpointIn, NO_CHECKPOINT } from '../../audit/checkpoint.js';
import { signCheckpoint, statementHash, statementIn } from '../../audit/checkpoint.js';
import type { ChainLink, Checkpoint } from '../../audit/checkpoint.js';
import { formatInstant } from '../../fhir/instant.js';
import { problem } from '../../fhir/problem.js';
import type { RecentLink } from '../../storage/journal.js';
import type { Head, NewVersion } from '../../storage/kept.js';
import { SALT_BYTES } from '../../storage/sealing.js';
import type { Store } from '../../storage/store.js';
import { sealed } from '../changes/sealed.js';
import type { Needs } from '../needs.js';
import { NOT_SEARCHED } from '../packages.js';

/** The stream, and the space, that checkpoints are in. */
export const CHECKPOINTS = 'checkpoints';

/** What checkpoints are made with. */
export type CheckpointNeeds = Pick<Needs, 'store' | 'ids' | 'clock' | 'envelope'>;

const NAME = { type: 'Checkpoint', id: 'all' } as const;
/** Links or events in one, at most; what is more goes into the next. */
const WRITTEN_MAX = 10_000;
/** What a store gives again stands in one of the last so many. */
const LOOKED_BACK = 8;
const SEED_BYTES = 32;
const NEVER_MADE: Head = { stream: CHECKPOINTS, n: 0, hash: GENESIS, policy: {}, swept: 0 };

/** The checkpoints at a head: the numbers 1 to `count`. */
export interface Checkpoints {
  readonly count: number;
  /** One of them; undefined where its bytes are none. */
  read(number: number): Promise<Checkpoint | undefined>;
}

/** Those that there are now. */
export async function checkpointsIn(store: Store): Promise<Checkpoints> {
  return checkpointsAt(store, (await store.head(CHECKPOINTS)) ?? NEVER_MADE);
}

function checkpointsAt(store: Store, head: Head): Checkpoints {
  return {
    count: Number(head.policy['count'] ?? 0),
    read: async (number) => {
      const version = await store.vread(head, NAME, number);
      return version === undefined ? undefined : checkpointIn(version.body);
    },
  };
}

/**
 * Signs what was written since the last checkpoint; gives the hash of the newest one made, or
 * undefined where there was nothing to sign, or another process was first.
 */
export async function makeCheckpoints(needs: CheckpointNeeds): Promise<string | undefined> {
  const { store } = needs;
  let head = (await store.head(CHECKPOINTS)) ?? NEVER_MADE;
  const { last, known } = await lookedBack(checkpointsAt(store, head));
  let previous = last;
  let made: string | undefined;
  let gathered = gathering(known);
  const keep = async (): Promise<boolean> => {
    const kept = await keepOne(needs, head, previous, gathered);
    if (kept === undefined) return false;
    ({ head, checkpoint: previous } = kept);
    made = statementHash(previous.statement);
    gathered = gathering(known);
    return true;
  };
  for await (const link of store.recent(previous?.mark)) {
    if (link.name !== CHECKPOINTS) gathered.take(link);
    if (gathered.size() >= WRITTEN_MAX && !(await keep())) return made;
  }
  if (gathered.links.length > 0) await keep();
  return made;
}

interface LookedBack {
  readonly last: Checkpoint | undefined;
  /** Names of links that the last ones hold. */
  readonly known: Set<string>;
}

async function lookedBack({ count, read }: Checkpoints): Promise<LookedBack> {
  const known = new Set<string>();
  let last: Checkpoint | undefined;
  for (let number = count; number > Math.max(0, count - LOOKED_BACK); number--) {
    const one = await read(number);
    if (one === undefined) throw problem('internal', { cause: `checkpoint ${number}` });
    if (number === count) last = one;
    for (const link of one.links) known.add(linkName(link));
  }
  return { last, known };
}

/** The name of a link among those of all chains. */
export function linkName({ name, n }: Pick<ChainLink, 'name' | 'n'>): string {
  return `${name}/${n}`;
}

interface Gathered {
  readonly links: ChainLink[];
  readonly events: Set<string>;
  mark: string;
  take(link: RecentLink): void;
  size(): number;
}

function gathering(known: Set<string>): Gathered {
  const gathered: Gathered = {
    ...{ links: [], events: new Set(), mark: '' },
    size: () => Math.max(gathered.links.length, gathered.events.size),
    take: ({ name, n, hash, events, mark }) => {
      gathered.mark = mark;
      if (known.has(linkName({ name, n }))) return;
      known.add(linkName({ name, n }));
      gathered.links.push({ name, n, hash });
      for (const event of events) gathered.events.add(event);
    },
  };
  return gathered;
}

interface Kept {
  readonly head: Head;
  readonly checkpoint: Checkpoint;
}

/** Signs one and commits it on a head; undefined when the head has moved. */
async function keepOne(
  { store, ids, clock, envelope }: CheckpointNeeds,
  head: Head,
  before: Checkpoint | undefined,
  { links, events, mark }: Gathered,
): Promise<Kept | undefined> {
  const at = clock.now();
  const previous = before === undefined ? NO_CHECKPOINT : statementHash(before.statement);
  const seed = ids.bytes(SEED_BYTES).toString('hex');
  const facts = { previous, at: formatInstant(at), links, events: [...events], seed, mark };
  const checkpoint = signCheckpoint(facts, envelope.signing);
  const version: NewVersion = {
    ...{ ...NAME, version: Number(head.policy['count'] ?? 0) + 1, written: at, gone: false },
    ...{ facts: {}, keys: [], index: NOT_SEARCHED, salt: ids.bytes(SALT_BYTES) },
    body: checkpointBytes(checkpoint),
  };
  const policy = { kind: 'outside', space: CHECKPOINTS, count: version.version };
  const part = sealed({ ids }, head, { at, versions: [version], policy, events: [], outbox: [] });
  const outcome = await store.commit({ parts: [part], documents: [] });
  const moved = outcome.kind === 'committed' ? outcome.heads[0] : undefined;
  return moved === undefined ? undefined : { head: moved, checkpoint };
}

/** The time that a checkpoint says; undefined for one that cannot be read. */
export function momentOf(checkpoint: Checkpoint | undefined): number | undefined {
  const at = checkpoint === undefined ? undefined : statementIn(checkpoint.statement)?.at;
  return at === undefined ? undefined : Date.parse(at);
}

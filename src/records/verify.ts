/**
 * The proof that nothing was changed, added or taken away: both kinds of chains walked, every
 * digest recomputed, every link compared with what the checkpoints signed, and every other table
 * with what the journal says it must hold.
 */
import { checkBlock } from '../audit/block.js';
import { checkCommit, GENESIS, rootOf } from '../audit/chain.js';
import type { SigningKey } from '../audit/checkpoint.js';
import type { Resource } from '../fhir/resource.js';
import type { IndexEntry } from '../search/query.js';
import { isErased, type JournalCommit } from '../storage/journal.js';
import { isErasedHead } from './life/erased.js';
import { allTokens } from '../storage/kept.js';
import type { Head, NewEvent } from '../storage/kept.js';
import type { Store } from '../storage/store.js';
import { NOT_SEARCHED, PACKAGES } from './packages.js';
import { indexAnew } from './reindex.js';
import type { Rules } from './rules.js';
import { CHECKPOINTS } from './traces/checkpoints.js';
import { signedLinks, type SignedLinks } from './traces/verify-checkpoints.js';

/** What was walked, told now and then, and each fault, told when it is found. */
export interface Verifying {
  readonly fault: (line: string) => void;
  readonly progress?: (counts: Verified) => void;
}

/** What was walked. */
export interface Verified {
  readonly commits: number;
  readonly blocks: number;
  readonly events: number;
  readonly faults: number;
}

/** The end of a walk. */
export interface VerifiedWhole extends Verified {
  readonly checkpoints: number;
  /** The hash of the newest checkpoint's statement: what is noted elsewhere proves more. */
  readonly checkpoint: string;
  /** One hash over the ends of all chains. */
  readonly root: string;
}

/** What is walked, and what it is judged by. */
export interface VerifyNeeds {
  readonly store: Store;
  readonly rules: Rules;
  readonly key: Pick<SigningKey, 'keyId' | 'fits'>;
  /** The hash of a checkpoint that was noted elsewhere: it must be there. */
  readonly noted?: string | undefined;
  /** Types whose index is to be made anew: it holds what is searched by, and may hold more. */
  readonly stale?: readonly string[];
}

const PROGRESS_EVERY = 1_000;

/**
 * Walks everything; resolves with the counts. A store without faults holds exactly what was
 * acknowledged.
 */
export async function verifyAudit(needs: VerifyNeeds, telling: Verifying): Promise<VerifiedWhole> {
  const counts = { commits: 0, blocks: 0, events: 0, faults: 0 };
  const found = (lines: readonly string[]): void => {
    counts.faults += lines.length;
    lines.forEach(telling.fault);
    if ((counts.commits + counts.blocks) % PROGRESS_EVERY === 0) telling.progress?.({ ...counts });
  };
  const signed = await signedLinks(needs.store, needs.key, found);
  if (needs.noted !== undefined && !signed.statements.has(needs.noted)) {
    found([`checkpoint ${needs.noted}: it is missing, with all that was written since`]);
  }
  const ends = new Map<string, string>();
  const before = await headsOf(needs.store);
  const tips = await verifyJournal(needs, { counts, found, signed, ends }, before);
  await verifyHeads(needs.store, { before, tips }, found);
  await verifyLog(needs, { counts, found, signed, ends });
  found(signed.missing());
  for await (const stray of needs.store.strays()) found([stray]);
  const { count: checkpoints, newest: checkpoint } = signed;
  return { ...counts, checkpoints, checkpoint, root: rootOf(ends) };
}

/** A walk under way. */
interface Walk {
  readonly counts: { commits: number; blocks: number; events: number };
  readonly found: (lines: readonly string[]) => void;
  readonly signed: SignedLinks;
  /** The last hash of each chain met so far. */
  readonly ends: Map<string, string>;
}

/** The last link of a stream. */
type Tip = Pick<Head, 'n' | 'hash'>;

async function headsOf(store: Store): Promise<ReadonlyMap<string, Head>> {
  const heads = new Map<string, Head>();
  for await (const head of store.heads()) heads.set(head.stream, head);
  return heads;
}

/** Walks all commits; gives the last one of each stream. */
async function verifyJournal(
  needs: VerifyNeeds,
  { counts, found, signed, ends }: Walk,
  heads: ReadonlyMap<string, Head>,
): Promise<Map<string, Tip>> {
  const { store, rules } = needs;
  const tips = new Map<string, Tip>();
  const swept = new Map<string, string>();
  for await (const commit of store.journal()) {
    const { stream: name, n, hash, events } = commit;
    counts.commits += 1;
    counts.events += events.length;
    const readable = !isErasedHead(heads.get(name));
    found(checkCommit(commit, ends.get(name) ?? GENESIS, readable));
    found(signed.met({ name, n, hash }));
    found(indexFaults(needs, readable ? commit : leftOf(commit), swept));
    found(eventFaults(rules, events));
    ends.set(name, hash);
    tips.set(name, { n, hash });
  }
  found([...swept.values()]);
  return tips;
}

/** The commit with those of its versions that are not erased. */
function leftOf(commit: JournalCommit): JournalCommit {
  return { ...commit, versions: commit.versions.filter((version) => !isErased(version)) };
}

/** A lost tail: the head names the last commit of its stream. */
async function verifyHeads(
  store: Store,
  { before, tips }: { before: ReadonlyMap<string, Head>; tips: Map<string, Tip> },
  found: (lines: readonly string[]) => void,
): Promise<void> {
  for await (const head of store.heads()) {
    const { stream } = head;
    const isWhole = endsAt(tips.get(stream), head, before.get(stream));
    tips.delete(stream);
    if (!isWhole) found([`${stream}: the head is not the last commit of the journal`]);
  }
  found(
    [...tips.keys()].map((stream) => `${stream}: the journal has commits, but there is no head`),
  );
}

/** Whether a stream ends where its head says, or went on, or began, while it was walked. */
function endsAt(tip: Tip | undefined, now: Tip, before: Tip | undefined): boolean {
  if (tip === undefined) return before === undefined;
  if (tip.hash === now.hash) return true;
  const wasWhole = before === undefined || before.n < tip.n || before.hash === tip.hash;
  return now.n > tip.n && wasWhole;
}

async function verifyLog(
  { store, rules }: VerifyNeeds,
  { counts, found, signed, ends }: Walk,
): Promise<void> {
  for await (const block of store.blocks()) {
    const { chain, n, hash, entries } = block;
    const name = `log ${chain}`;
    counts.blocks += 1;
    counts.events += entries.length;
    const faults = checkBlock(block, ends.get(name) ?? GENESIS);
    found(faults);
    if (faults.length > 0) found(await signed.changedIn({ name, n, hash }, entries));
    found(signed.met({ name, n, hash }));
    found(eventFaults(rules, entries));
    ends.set(name, hash);
  }
}

/** An event is found by all that its body says; what it is about may be more than it names. */
function eventFaults(rules: Rules, events: readonly NewEvent[]): string[] {
  return events.flatMap((event) => {
    const { p, id, body } = event;
    const stored = new Set(allTokens(event));
    const expected = expectedTokens(rules, body);
    if (expected?.every((token) => stored.has(token)) === true) return [];
    return [`${p}, AuditEvent/${id}: the index does not hold what the event says`];
  });
}

function expectedTokens(rules: Rules, body: Uint8Array): readonly string[] | undefined {
  try {
    // Numbers are no tokens: they need not be kept as written. Cast: `audit/event.ts` wrote it.
    return rules.tokensOfEvent(JSON.parse(Buffer.from(body).toString()) as Resource);
  } catch {
    return undefined;
  }
}

/**
 * What a version is found by must be what its body and facts say. Only a superseded one's values
 * may be swept: `swept` holds, by resource, the fault that stands until a later version takes it
 * away.
 */
function indexFaults(
  { rules, stale = [] }: Pick<VerifyNeeds, 'rules' | 'stale'>,
  commit: JournalCommit,
  swept: Map<string, string>,
): string[] {
  return commit.versions.flatMap((version) => {
    const resource = `${commit.stream} ${version.type}/${version.id}`;
    swept.delete(resource);
    if (version.gone) return [];
    const place = `${commit.stream}/${commit.n}, ${version.type}/${version.id} version ${version.version}`;
    const isStale = stale.includes(version.type);
    const isFound = ![PACKAGES, CHECKPOINTS].includes(commit.stream);
    const anew = (): IndexEntry | undefined =>
      indexAnew(rules, version, isStale ? 'indexSearched' : 'index');
    const expected = isFound ? anew() : NOT_SEARCHED;
    if (expected === undefined) return [`${place}: the body cannot be read`];
    const fault = `${place}: the index does not hold what the body says`;
    if (version.index.tokens.length === 0 && expected.tokens.length > 0) swept.set(resource, fault);
    else if (!sameIndex(expected, isStale ? within(version.index, expected) : version.index))
      return [fault];
    return [];
  });
}

/** Of an index what another has too. */
function within(found: IndexEntry, { tokens, wide, ranges }: IndexEntry): IndexEntry {
  const [ofTokens, ofWide] = [new Set(tokens), new Set(wide)];
  return {
    ...found,
    tokens: found.tokens.filter((token) => ofTokens.has(token)),
    wide: found.wide.filter((token) => ofWide.has(token)),
    ranges: Object.fromEntries(Object.entries(found.ranges).filter(([key]) => key in ranges)),
  };
}

function sameIndex(expected: IndexEntry, found: Omit<IndexEntry, 'texts'>): boolean {
  return (
    same(sorted(expected.tokens), sorted(found.tokens)) &&
    same(sorted(expected.wide), sorted(found.wide)) &&
    same(rangesOf(expected), rangesOf(found)) &&
    expected.at === found.at
  );
}

function rangesOf(index: Pick<IndexEntry, 'ranges'>): unknown {
  const params = Object.entries(index.ranges).filter(([, intervals]) => intervals.length > 0);
  return params.sort(([a], [b]) => (a < b ? -1 : 1));
}

function sorted(tokens: readonly string[]): readonly string[] {
  return [...tokens].sort();
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * What the other collections hold that no commit or block accounts for, or lack. Each commit says
 * what its rows must be, by the same function that made them; then each collection is walked for
 * what is left over.
 */
import type { Base } from '../base.js';
import type { Doc } from '../bson.js';
import { blockRows } from '../access-log.js';
import { contentOf, entriesIn } from '../commit/content.js';
import { headDocument } from '../commit/fate.js';
import { fateOfCommit } from '../commit/help.js';
import { rowsOf } from '../commit/rows.js';
import type { Rows } from '../commit/rows.js';
import { isSame } from './compare.js';
import { commitsOf } from './journal.js';
import { NEVER } from '../layout.js';
import type { AccessDocument, Collection, CommitDocument, CurrentDocument } from '../layout.js';
import type { EventDocument, HeadDocument, VersionDocument } from '../layout.js';
import { leftOver } from './left-over.js';
import { everyName, findAll } from '../server/reading.js';

const SLICE = 16;
const WAITS_MS = 2_000;

/** One line per fault, naming the row. */
export async function* strays(base: Base): AsyncGenerator<string> {
  yield* commitFaults(base);
  for await (const document of everyName(base, 'access', { limit: SLICE })) {
    yield* blockFaults(base, document as unknown as AccessDocument); // written here
  }
  yield* leftOver(base);
}

/** The stream that the walk is in. */
interface Walk {
  readonly stream: string;
  /** As it was when the walk came to it. */
  readonly head: HeadDocument | undefined;
  /** The policy of the last commit that landed. */
  policy?: string;
}

async function* commitFaults(base: Base): AsyncGenerator<string> {
  let walk: Walk | undefined;
  for await (const document of commitsOf(base)) {
    if (walk?.stream !== document.p) {
      yield* policyFault(walk);
      walk = { stream: document.p, head: await headDocument(base, document.p) };
    }
    if (document.n <= (walk.head?.n ?? 0)) yield* faultsOfCommit(base, document, walk);
    else yield* beyondFault(base, document);
  }
  yield* policyFault(walk);
}

function* policyFault(walk: Walk | undefined): Generator<string> {
  if (walk?.head === undefined || walk.head.policy === (walk.policy ?? '{}')) return;
  yield `${walk.stream}, head: its policy is not that of the last commit`;
}

/** One commit may be under way beyond its head; there is never a second one. */
async function* beyondFault(base: Base, { _id, p, n }: CommitDocument): AsyncGenerator<string> {
  const head = await headDocument(base, p);
  if (n > (head?.n ?? 0) + 1) yield `${_id}: it stands beyond its head`;
}

async function* faultsOfCommit(
  base: Base,
  document: CommitDocument,
  walk: Walk,
): AsyncGenerator<string> {
  const { _id, p, whole } = document;
  const fate = await fateOfCommit(base, document, WAITS_MS);
  if (fate === 'dead' || whole === undefined) return;
  const content = contentOf(base.texts, p, whole.content);
  walk.policy = JSON.stringify(content.policy);
  const rows = rowsOf(base.texts, document, content);
  yield* rowFaults(base, document, rows);
  yield* endFaults(base, document, rows);
  yield* eventFaults(base, _id, rows.events);
}

async function* rowFaults(
  base: Base,
  { _id: place, p }: CommitDocument,
  { versions, current }: Rows,
): AsyncGenerator<string> {
  const whole = await rowsNamed(base, 'versions', versions, { p });
  const slim = await rowsNamed(base, 'current', current, { p });
  const pairs = [
    ...versions.map((expected) => [expected, whole.get(expected._id)] as const),
    ...current.map((expected) => [expected, slim.get(expected._id)] as const),
  ];
  for (const [expected, found] of pairs) {
    const fault = rowFault(base, expected, found);
    const { type, id, version } = expected;
    if (fault !== undefined) yield `${place}, ${type}/${id} version ${version}: ${fault}`;
  }
}

/** A row that was emptied holds its place only; one that was superseded has an end. */
function rowFault(
  { texts }: Base,
  expected: VersionDocument | CurrentDocument,
  found: Doc | undefined,
): string | undefined {
  if (found === undefined) return 'its row is missing';
  if (found['type'] === undefined && found['to'] !== NEVER) return undefined;
  // Rows of `current` were written with a salt once, which nobody reads.
  const { salt, ...others } = found;
  const row = 'salt' in expected ? { ...others, salt } : others;
  const isRight = isSame(texts, expected.p, expected, { ...row, to: NEVER });
  return isRight ? undefined : 'its row does not hold what the commit says';
}

async function* endFaults(
  base: Base,
  { n, p }: CommitDocument,
  { ends }: Rows,
): AsyncGenerator<string> {
  const names = ends.map(({ q }) => ({ _id: String(q['_id']) }));
  const versions = await rowsNamed(base, 'versions', names, { p });
  const current = await rowsNamed(base, 'current', names, { p });
  for (const { _id } of names) {
    // A deletion is not among those that are searched.
    const isEnded = versions.get(_id)?.['to'] === n && (current.get(_id)?.['to'] ?? n) === n;
    if (!isEnded) yield `${_id}: its end is not where the next version begins`;
  }
}

async function* blockFaults(base: Base, block: AccessDocument): AsyncGenerator<string> {
  const place = `log ${block._id}`;
  const rows = blockRows(block._id, entriesIn(block.entries));
  if (block.ids.join() !== rows.map(({ id }) => id).join()) {
    yield `${place}: it does not name its entries`;
  }
  if (block.step === undefined) yield* eventFaults(base, place, rows);
}

async function* eventFaults(
  base: Base,
  place: string,
  expected: readonly EventDocument[],
): AsyncGenerator<string> {
  const found = await rowsNamed(base, 'events', expected);
  for (const event of expected) {
    const row = found.get(event._id);
    const title = `${place}, AuditEvent/${event.id}`;
    if (row === undefined) yield `${title}: its row is missing`;
    else if (!isSame(base.texts, event.p, event, row)) {
      yield `${title}: its row does not hold what was written`;
    }
  }
}

async function rowsNamed(
  base: Base,
  collection: Collection,
  rows: readonly { readonly _id: string }[],
  also: Doc = {},
): Promise<ReadonlyMap<string, Doc>> {
  if (rows.length === 0) return new Map();
  const filter = { ...also, _id: { $in: rows.map(({ _id }) => _id) } };
  const found = await findAll(base, collection, { filter });
  return new Map(found.map((row) => [String(row['_id']), row]));
}

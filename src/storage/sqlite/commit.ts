/**
 * A commit, as the writer's thread applies it: everything that may refuse it is looked at first,
 * then its rows are written. Runs inside the savepoint of its request; one writer and no other
 * means that what was looked at still holds when the rows are written.
 */
import { problem } from '../../fhir/problem.js';
import type { NamedDocument } from '../documents.js';
import type { UniqueKey } from '../kept.js';
import type { Holder, Outcome } from '../store.js';
import type { Connection } from './connection.js';
import { insertEvents } from './event-rows.js';
import type { PartRows, Request, VersionRow } from './requests.js';
import { eachToken, HOLDER, keysOf } from './rows.js';
import { comeOfAge } from './search/young.js';
import { forgetWide } from './sweep.js';

type CommitRequest = Extract<Request, { kind: 'commit' }>;

/** The newest version of a resource before this commit. */
interface Prior {
  readonly rid: number;
  readonly version: number;
  /** Those it holds: none when it is deleted. */
  readonly keys: string;
  readonly wide: Uint8Array;
  readonly space: string;
}

/** A version to be written, where it goes, and what it follows. */
export interface Step {
  readonly part: PartRows;
  readonly version: VersionRow;
  readonly prior: Prior | undefined;
}

/** What became of a commit, as the thread tells it: with the `swept` of each part's head. */
export type Applied =
  | Exclude<Outcome, { kind: 'committed' }>
  | { readonly kind: 'committed'; readonly swept: readonly number[] };

/** What became of the commit; anything but `committed` has written nothing. */
export function applyCommit(connection: Connection, request: CommitRequest): Applied {
  if (request.parts.some((part) => hasMoved(connection, part))) return { kind: 'moved' };
  const swept = request.documents.filter((document) => isSwept(connection, document));
  if (swept.length > 0) return { kind: 'swept', documents: swept.map(({ name }) => name) };
  const steps = request.parts.flatMap((part) => stepsOf(connection, part));
  const taken = takenKey(connection, steps);
  if (taken !== undefined) return { kind: 'taken', ...taken };
  return { kind: 'committed', swept: write(connection, request, steps) };
}

function hasMoved({ sql }: Connection, part: PartRows): boolean {
  const head = sql('SELECT n FROM heads WHERE p = ?').get(part.stream);
  return (head?.n ?? 0) !== part.decidedOn;
}

function isSwept({ sql }: Connection, { name, bytes }: NamedDocument): boolean {
  if (bytes !== undefined) return false;
  return sql('SELECT state FROM documents WHERE name = ?').get(name)?.state !== 'open';
}

/** The versions of a part, each after the newest of its resource. */
export function stepsOf({ sql }: Connection, part: PartRows): Step[] {
  const newest = sql(`SELECT rid, version, iif(gone, '', keys) AS keys, wide, space FROM versions
    WHERE p = ? AND type = ? AND id = ? ORDER BY version DESC LIMIT 1`);
  return part.versions.map((version) => {
    const prior: Prior | undefined = newest.get(part.stream, version.type, version.id);
    assertNext(version, prior);
    return { part, version, prior };
  });
}

function assertNext(version: VersionRow, prior: Prior | undefined): void {
  if (version.version === (prior?.version ?? 0) + 1) return;
  throw problem('internal', { cause: `${version.type} version ${version.version} has no place` });
}

/**
 * The first key that another resource holds or takes. One that this very commit frees is free in
 * its own stream; in another it can be taken by the next commit.
 */
function takenKey(
  { sql }: Connection,
  steps: readonly Step[],
): { key: UniqueKey; holder: Holder } | undefined {
  const freed = new Set(
    steps.flatMap(({ part, prior }) => keysOf(prior?.keys).map((key) => `${part.stream} ${key}`)),
  );
  const taken = new Map<UniqueKey, Holder>();
  for (const { key, holder } of steps.flatMap(claimsOf)) {
    const isFreed = freed.has(`${holder.stream} ${key}`);
    const held: Holder | undefined = isFreed ? undefined : sql(HOLDER).get(key);
    const other = taken.get(key) ?? held;
    if (other !== undefined && !isSame(other, holder)) return { key, holder: { ...other } };
    taken.set(key, holder);
  }
  return undefined;
}

function claimsOf({ part, version }: Step): { key: UniqueKey; holder: Holder }[] {
  const holder = { stream: part.stream, type: version.type, id: version.id };
  return claimed(version).map((key) => ({ key, holder }));
}

function isSame(a: Holder, b: Holder): boolean {
  return a.stream === b.stream && a.type === b.type && a.id === b.id;
}

/** A deleted resource holds no key: only a live one may keep another from it. */
function claimed(version: VersionRow): readonly UniqueKey[] {
  return version.gone ? [] : [...new Set(version.keys)];
}

function write(
  connection: Connection,
  request: CommitRequest,
  steps: readonly Step[],
): readonly number[] {
  const { sql } = connection;
  for (const { prior } of steps) {
    for (const key of keysOf(prior?.keys)) sql('DELETE FROM keys WHERE key = ?').run(key);
  }
  insertSteps(connection, steps);
  for (const step of steps) takeKeys(connection, step);
  const [{ at }] = request.parts;
  for (const document of request.documents) writeDocument(connection, document, at);
  return request.parts.map((part) => writePart(connection, part));
}

/** One that was announced is bound; one that comes with its bytes is written, once. */
function writeDocument({ sql }: Connection, { name, bytes }: NamedDocument, at: number): void {
  if (bytes === undefined) sql("UPDATE documents SET state = 'bound' WHERE name = ?").run(name);
  else {
    sql("INSERT INTO documents (name, at, state, bytes) VALUES (?, ?, 'bound', ?)").run(
      ...[name, at, bytes],
    );
  }
}

/**
 * Writes versions and all that they are found by, save their keys, and the tokens that
 * `search/young.ts` writes.
 */
export function insertSteps(connection: Connection, steps: readonly Step[]): void {
  for (const step of steps) writeVersion(connection, step);
}

function takeKeys({ sql }: Connection, { part, version }: Step): void {
  // A key that a deletion names leads to it still, until another resource holds the key.
  const or = version.gone ? 'IGNORE' : 'REPLACE';
  const key = sql(`INSERT OR ${or} INTO keys (key, p, type, id) VALUES (?, ?, ?, ?)`);
  for (const name of new Set(version.keys)) key.run(name, part.stream, version.type, version.id);
}

function writeVersion(connection: Connection, step: Step): void {
  if (step.prior !== undefined) supersede(connection, step, step.prior);
  const rid = insertVersion(connection, step);
  writeIndex(connection, { rid, space: step.part.space, died: null }, step.version);
}

/** A row to be found; `died` is null while it is current. */
interface Found {
  readonly rid: number;
  readonly space: string;
  readonly died: number | null;
}

/**
 * Writes what a row is found by, save its tokens: searches across streams find current ones alone.
 */
export function writeIndex(
  { sql }: Connection,
  { rid, space, died }: Found,
  version: VersionRow,
): void {
  const range = sql('INSERT INTO ranges (rid, param, i, lo, hi) VALUES (?, ?, ?, ?, ?)');
  version.ranges.forEach(([param, lo, hi], i) => range.run(rid, param, i, lo, hi));
  if (died !== null) return;
  sql(INSERT_WIDE).run(version.wide, space, version.type, rid);
}

const INSERT_WIDE = `INSERT OR IGNORE INTO wide (space, type, h, rid)
  ${eachToken('?2, ?3, h, rid', 'SELECT ?1 AS tokens, ?4 AS rid')}`;

function supersede({ sql }: Connection, { part, version }: Step, prior: Prior): void {
  const born = part.decidedOn + 1;
  sql('UPDATE versions SET died = ?, until = ? WHERE rid = ?').run(born, part.at, prior.rid);
  forgetWide(sql, { ...prior, type: version.type });
}

function insertVersion({ sql }: Connection, { part, version }: Step): number {
  const { lastInsertRowid } = sql(`INSERT INTO versions (
      p, type, id, version, born, written, gone, at, space,
      tokens, wide, keys, texts, wrapped, salt, facts, body
    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
    part.stream,
    version.type,
    version.id,
    version.version,
    part.decidedOn + 1,
    version.written,
    version.gone ? 1 : 0,
    version.at,
    part.space,
    version.tokens,
    version.wide,
    version.keys.join(' '),
    version.texts,
    version.wrapped,
    version.salt,
    version.facts,
    version.body,
  );
  return Number(lastInsertRowid);
}

/**
 * Writes a part's commit, events and outbox, moves the head, and brings tokens of its stream to
 * their table where it is time; gives the head's `swept`. The versions are there.
 */
export function writePart(connection: Connection, part: PartRows): number {
  const { sql } = connection;
  const n = part.decidedOn + 1;
  const events = insertEvents(connection, part.events);
  sql(`INSERT INTO commits (p, n, hash, header, policy, policy_salt, first_event, event_count)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`).run(
    part.stream,
    n,
    part.hash,
    part.header,
    part.policy,
    part.policySalt,
    events.first,
    events.count,
  );
  for (const entry of part.outbox) sql('INSERT INTO outbox (entry) VALUES (?)').run(entry);
  const head = sql(`INSERT INTO heads (p, n, hash) VALUES (?1, ?2, ?3)
    ON CONFLICT (p) DO UPDATE SET n = ?2, hash = ?3 RETURNING swept`);
  const { swept } = head.get(part.stream, n, part.hash);
  comeOfAge(connection, part.stream);
  return swept;
}

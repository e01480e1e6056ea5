/**
 * Taking in what another store holds, as the writer's thread does it. Rows of a commit are written
 * as ever, save that its keys are not asked for: the order in which streams come is not the order
 * in which keys were freed and taken.
 */
import { problem } from '../../fhir/problem.js';
import { insertSteps, stepsOf, writePart, writeIndex } from './commit.js';
import type { Connection } from './connection.js';
import type { PartRows, Request, VersionRow } from './requests.js';
import { keysOf } from './rows.js';
import { writeTokens } from './search/young.js';
import { forgetIndex } from './sweep.js';

/** What an intake asks of the thread. */
export type IntakeRequest = Extract<Request, { kind: `take ${string}` }>;

const HOLDERS_SLICE = 500;

/** Does one of them; doing it again changes nothing. */
export function applyIntake(connection: Connection, request: IntakeRequest): void {
  const { sql } = connection;
  switch (request.kind) {
    case 'take note':
      connection.db.exec('CREATE TABLE IF NOT EXISTS copying (progress TEXT NOT NULL) STRICT');
      sql('DELETE FROM copying').run();
      sql('INSERT INTO copying (progress) VALUES (?)').run(request.progress);
      return;
    case 'take commit':
      return takeCommit(connection, request.part, request.dead);
    case 'take document':
      sql('INSERT OR IGNORE INTO documents (name, at, state, bytes) VALUES (?, ?, ?, ?)').run(
        ...[request.name, request.at, request.state, request.bytes],
      );
      return;
    case 'take outbox':
      // The first is 1: a reference of 0 would be the start of the count.
      sql('INSERT OR IGNORE INTO outbox (ref, entry) VALUES (?, ?)').run(
        ...[request.place + 1, request.entry],
      );
      return;
    case 'take expiry':
      sql('UPDATE heads SET swept = max(swept, ?) WHERE p = ?').run(request.n, request.stream);
      return;
    case 'take index':
      for (const version of request.versions) indexAnew(connection, request.stream, version);
      return;
    case 'take keys':
      giveKeys(connection);
      connection.db.exec('DROP TABLE IF EXISTS copying');
      return;
  }
}

function takeCommit(connection: Connection, part: PartRows, dead: boolean): void {
  const { sql } = connection;
  const n: number = sql('SELECT n FROM heads WHERE p = ?').get(part.stream)?.n ?? 0;
  if (n > part.decidedOn) return;
  if (n < part.decidedOn)
    throw problem('internal', { cause: `${part.stream}/${n + 1} is missing` });
  if (!dead) {
    insertSteps(connection, stepsOf(connection, part));
    writePart(connection, part);
    return;
  }
  // A head reads its policy where it stands: a number that was given up keeps the one before it.
  const last = sql('SELECT policy FROM commits WHERE p = ? AND n = ?').get(part.stream, n);
  writePart(connection, { ...part, policy: last?.policy ?? part.policy });
  sql('UPDATE commits SET dead = 1 WHERE p = ? AND n = ?').run(part.stream, n + 1);
}

interface IndexedRow {
  readonly rid: number;
  readonly p: string;
  readonly type: string;
  readonly space: string;
  readonly died: number | null;
  readonly tokens: Uint8Array;
  readonly wide: Uint8Array;
}

function indexAnew(connection: Connection, stream: string, version: VersionRow): void {
  const { sql } = connection;
  const row: IndexedRow | undefined = sql(`SELECT rid, p, type, space, died, tokens, wide
    FROM versions WHERE p = ? AND type = ? AND id = ? AND version = ? AND swept = 0`).get(
    ...[stream, version.type, version.id, version.version],
  );
  if (row === undefined) return;
  forgetIndex(connection, row);
  const { tokens, wide, texts, at } = version;
  sql('UPDATE versions SET tokens = ?, wide = ?, texts = ?, at = ? WHERE rid = ?').run(
    ...[tokens, wide, texts, at, row.rid],
  );
  writeIndex(connection, row, version);
  writeTokens(connection, row);
}

interface HolderRow {
  readonly rid: number;
  readonly p: string;
  readonly type: string;
  readonly id: string;
  readonly keys: string;
  readonly gone: number;
}

function giveKeys({ sql }: Connection): void {
  sql('DELETE FROM keys').run();
  const give = (or: string) =>
    sql(`INSERT OR ${or} INTO keys (key, p, type, id) VALUES (?, ?, ?, ?)`);
  const slice = sql(`SELECT rid, p, type, id, keys, gone FROM versions
    WHERE rid > ? AND died IS NULL AND keys <> ''
    ORDER BY rid LIMIT ${HOLDERS_SLICE}`);
  let rows: readonly HolderRow[] = slice.all(0);
  while (rows.length > 0) {
    const held = rows.flatMap((row) => [...new Set(keysOf(row.keys))].map((key) => ({ key, row })));
    for (const { key, row } of held) {
      give(row.gone === 1 ? 'IGNORE' : 'REPLACE').run(key, row.p, row.type, row.id);
    }
    rows = slice.all(rows.at(-1)?.rid ?? 0);
  }
}

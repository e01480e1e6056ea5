/**
 * A batch of requests, as the writer's thread applies it: one transaction, one fsync for all. What
 * fails in one request undoes that request only; what fails in the transaction itself undoes and
 * fails all of them.
 */
import { Problem } from '../../fhir/problem.js';
import { applyCommit } from './commit.js';
import type { Connection } from './connection.js';
import { appendBlock, recordBlock } from './event-rows.js';
import { applyIntake } from './intake.js';
import type { Answer, Request } from './requests.js';
import { eraseStream, isErasing, leavingNoTrace, sweepSome } from './sweep.js';

/** The answers in the order of the requests; `usable` is false when the thread must end. */
export interface Applied {
  readonly answers: readonly Answer[];
  readonly usable: boolean;
}

const SQLITE_FULL = 13;

/** Applies a batch. When it answers, what it committed is on the disk. */
export function applyBatch(connection: Connection, requests: readonly Request[]): Applied {
  if (!requests.some(isErasing)) return applyAll(connection, requests);
  return leavingNoTrace(connection, () => applyAll(connection, requests));
}

function applyAll(connection: Connection, requests: readonly Request[]): Applied {
  const { db, sql } = connection;
  let answers: readonly Answer[] | undefined;
  try {
    sql('BEGIN IMMEDIATE').run();
    answers = applyEach(connection, requests);
    sql('COMMIT').run();
    return { answers, usable: true };
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    connection.named.clear();
    // A COMMIT that fails for want of space has written nothing. After any other failure of it,
    // the disk may or may not hold the transaction, and no later fsync can be trusted.
    const unknown = answers !== undefined && errorCode(error) !== SQLITE_FULL;
    const answer = failure(unknown ? 'outcome-unknown' : 'unavailable', error);
    return { answers: requests.map(() => answer), usable: !unknown };
  }
}

/**
 * Applies each. A savepoint keeps a copy of every page that is written, and nearly no request
 * fails: so none is set, and where one fails the batch begins anew, a savepoint for each.
 */
function applyEach(connection: Connection, requests: readonly Request[]): readonly Answer[] {
  const { db, sql } = connection;
  try {
    return requests.map((request) => ({ value: apply(connection, request) }));
  } catch {
    connection.named.clear();
    if (db.isTransaction) sql('ROLLBACK').run();
    sql('BEGIN IMMEDIATE').run();
    return requests.map((request) => applyApart(connection, request));
  }
}

function applyApart(connection: Connection, request: Request): Answer {
  const { db, sql } = connection;
  sql('SAVEPOINT request').run();
  try {
    const value = apply(connection, request);
    sql('RELEASE request').run();
    return { value };
  } catch (error) {
    // A full disk ends the whole transaction, and every savepoint with it.
    if (!db.isTransaction) throw error;
    sql('ROLLBACK TO request').run();
    connection.named.clear();
    sql('RELEASE request').run();
    return failure(error instanceof Problem ? error.code : 'internal', error);
  }
}

function apply(connection: Connection, request: Request): unknown {
  const { sql } = connection;
  switch (request.kind) {
    case 'commit':
      return applyCommit(connection, request);
    case 'block':
      return appendBlock(connection, request.block, request.entries);
    case 'record':
      return recordBlock(connection, request.block, request.entries);
    case 'announce':
      sql("INSERT INTO documents (name, at, state) VALUES (?, ?, 'open')").run(
        request.name,
        request.at,
      );
      return undefined;
    case 'doom':
      return sql("UPDATE documents SET state = 'doomed' WHERE name = ? AND state <> 'bound'").run(
        request.name,
      ).changes;
    case 'forget':
      sql("DELETE FROM documents WHERE name = ? AND state = 'doomed'").run(request.name);
      return undefined;
    case 'erase document':
      sql('DELETE FROM documents WHERE name = ?').run(request.name);
      return undefined;
    case 'erase':
      return eraseStream(connection, request.stream);
    case 'outboxDone':
      sql('DELETE FROM outbox WHERE ref = ?').run(request.ref);
      return undefined;
    case 'sweep':
      return sweepSome(connection, request.before);
    default:
      return applyIntake(connection, request);
  }
}

function failure(code: Problem['code'], error: unknown): Answer {
  const cause = error instanceof Problem && error.cause !== undefined ? error.cause : error;
  return { problem: code, why: String(cause) };
}

function errorCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}

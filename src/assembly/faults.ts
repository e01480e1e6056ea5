/** Why a start fails, as the one line that names the setting and what to do. */
import type { Configuration } from '../../fastify.config.js';
import { Problem } from '../fhir/problem.js';

/** Whether this machine lacks the address, rather than the port. */
const NO_ADDRESS = /^(EADDRNOTAVAIL|ENOTFOUND|EAI_\w+|EINVAL|EAFNOSUPPORT)$/;
/** What SQLite says of a file or folder that it cannot use. */
const SQLITE_FAULT = /unable to open|readonly|not a database|disk I\/O/;

/** What went wrong with the data directory. */
export function folderFault(dataDir: string, failure: unknown): Error {
  const cause = failure instanceof Problem ? (failure.cause ?? failure) : failure;
  const text = lineOf(cause);
  const isOfSystem = codeOf(cause) !== undefined || SQLITE_FAULT.test(text);
  const why = isOfSystem
    ? `the folder cannot be used (${text}). Choose another one, or mend its rights.`
    : text;
  return new Error(`DATA_DIR ${dataDir}: ${why}`, { cause: failure });
}

/**
 * What went wrong with the database that a setting or an option names. Its URL may hold a password,
 * and is not told.
 */
export function databaseFault(failure: unknown, name = 'MONGODB_URL'): Error {
  const cause = failure instanceof Problem ? (failure.cause ?? failure) : failure;
  return new Error(`${name}: ${lineOf(cause)}`, { cause: failure });
}

/** What went wrong with listening for management. */
export function managementFault({ managementPort }: Configuration, failure: unknown): Error {
  const line = portLine(codeOf(failure) ?? '', 'MANAGEMENT_PORT', managementPort);
  return new Error(line ?? lineOf(failure), { cause: failure });
}

/** Whether another program, or another server, listens on a port. */
export function isTaken(failure: unknown): boolean {
  return codeOf(failure) === 'EADDRINUSE';
}

/** What went wrong with listening. */
export function listenFault({ host, port }: Configuration, failure: unknown): Error {
  const code = codeOf(failure) ?? '';
  return new Error(listenLine(code, host, port) ?? lineOf(failure), { cause: failure });
}

function listenLine(code: string, host: string, port: number): string | undefined {
  if (NO_ADDRESS.test(code))
    return `HOST ${host}: this machine does not have the address (${code}). Set one that it has.`;
  return portLine(code, 'PORT', port);
}

function portLine(code: string, setting: string, port: number): string | undefined {
  if (code === 'EADDRINUSE')
    return `${setting} ${port}: taken. Stop what listens there, or set another one; 0 takes a free one.`;
  if (code === 'EACCES')
    return `${setting} ${port}: not allowed to listen there. Set one from 1024 to 65535.`;
  return undefined;
}

function codeOf(failure: unknown): string | undefined {
  const code = failure instanceof Error && 'code' in failure ? failure.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function lineOf(failure: unknown): string {
  const text = failure instanceof Error ? failure.message : String(failure);
  return (text.split('\n')[0] ?? '').replace(/^Error: /, '');
}

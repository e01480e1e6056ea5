/**
 * Scopes of SMART App Launch, version 2 (`patient/DocumentReference.rs`) and version 1
 * (`user/*.read`). What is not understood grants nothing: other scopes (`openid`, `launch`) are
 * passed over, and so are scopes narrowed by a query, which would be wider without it.
 * https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
 */
import type { Scope } from '../access/caller.js';

const SCOPE = /^(patient|user|system)\/(\*|[A-Z][A-Za-z]{0,63})\.(\*|read|write|c?r?u?d?s?)$/;
const VERSION_1: ReadonlyMap<string, string> = new Map([
  ['read', 'rs'],
  ['write', 'cud'],
  ['*', 'cruds'],
]);
/** Scopes beyond this many are passed over. */
const SCOPES_MAX = 200;

/** The scopes of a space-separated list, in its order, unknown ones left out; at most 200. */
export function parseScopes(list: string): Scope[] {
  return list.split(' ').slice(0, SCOPES_MAX).flatMap(parseScope);
}

/** Whether one scope grants something. */
export function isScope(text: string): boolean {
  return parseScope(text).length > 0;
}

function parseScope(text: string): Scope[] {
  const [, context, type, may] = SCOPE.exec(text) ?? [];
  if (context === undefined || type === undefined || may === undefined || may === '') return [];
  return [{ context: contextOf(context), type, may: VERSION_1.get(may) ?? may }];
}

function contextOf(text: string): Scope['context'] {
  return text === 'patient' || text === 'user' ? text : 'system';
}

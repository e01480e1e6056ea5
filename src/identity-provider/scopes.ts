/** Which scopes are given to whom. Those that would grant nothing here are left out. */
import { isScope } from '../auth/scope.js';

/** Scopes that are no access to resources. */
export const OTHER_SCOPES: readonly string[] = [
  ...['openid', 'fhirUser', 'profile', 'launch', 'launch/patient', 'offline_access'],
];

/** Whether an app may be given a scope by somebody who signs in. */
export function isForPeople(scope: string): boolean {
  return OTHER_SCOPES.includes(scope) || (isScope(scope) && !scope.startsWith('system/'));
}

/** Whether a backend may be given a scope. */
export function isForBackends(scope: string): boolean {
  return isScope(scope) && scope.startsWith('system/');
}

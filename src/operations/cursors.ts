/**
 * Links that go on with an operation, such as to its next page. What they carry is sealed, so that
 * nobody reads or makes one, and is of no use to another caller.
 */
import type { Caller } from '../access/caller.js';
import { problem } from '../fhir/problem.js';

/** Seals and opens; from `blobs/envelope.ts`. */
export interface Cursors {
  seal(value: unknown): string;
  open(text: string): unknown;
}

/** What a link carries: which operation and whose link it is, and what it goes on with. */
interface Carried {
  readonly operation: string;
  readonly subject: string;
  readonly content: unknown;
}

/** Seals what an operation goes on with, for this caller. */
export function sealed(
  cursors: Cursors,
  operation: string,
  caller: Caller,
  content: unknown,
): string {
  const carried: Carried = { operation, subject: caller.token.subject, content };
  return cursors.seal(carried);
}

/** What was sealed for this operation and caller. Fails with `invalid-request` on anything else. */
export function opened(cursors: Cursors, operation: string, caller: Caller, text: string): unknown {
  // Only this server can have sealed it, and each form of what it seals names itself.
  const carried = cursors.open(text) as Partial<Carried> | undefined;
  if (carried?.operation === operation && carried.subject === caller.token.subject)
    return carried.content;
  throw problem('invalid-request', {
    why: 'This link was not made for this operation and this caller. Begin the operation again.',
    french:
      "Ce lien n'a pas été fait pour cette opération et cet appelant. Recommencer l'opération.",
  });
}

/** The promises that are checked, and what is thrown when one is broken. */

/** What each promise says. */
export const PROMISES = {
  durability:
    'What was answered as committed has landed and is there, whatever is lost afterwards.',
  snapshot:
    'A reader at a head gets exactly what stands there: no part of a commit, nothing twice.',
  'old snapshot':
    'A reader of an older snapshot gets exactly what stood there, or knows it is late.',
  uniqueness: 'No two live resources hold a key, and none is refused for a key that nobody holds.',
  succession:
    'Versions follow without gap or double, one commit per head, an act lands at most once.',
  'all or nothing': 'An act in several streams lands in all or in none.',
  ends: 'Nothing is left undone and nobody waits for ever; from every state an end can be reached.',
  chain: 'Every commit carries the hash of the one before it, and that one’s fate.',
  'read your writes': 'A read that begins after an answer sees what was answered.',
  outcome: 'An act answered otherwise than committed has not landed and never will.',
  outbox: 'Every entry of a landed commit is delivered, and none of a commit that has not landed.',
  policy: 'The policy at a head is the one that the commits say.',
  documents: 'The sealed document of a landed commit is there.',
  'look-up': 'The holder of a key that is told did hold it at some head during the look-up.',
  trail: 'A trail shows each entry answered before, each event of a visible commit, nothing else.',
} as const;

/** The name of a promise. */
export type PromiseName = keyof typeof PROMISES;

/** A promise is broken. */
export class Breach extends Error {
  readonly promise: PromiseName;

  constructor(promise: PromiseName, message: string) {
    super(message);
    this.promise = promise;
  }
}

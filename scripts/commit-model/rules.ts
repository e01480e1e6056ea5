/**
 * How each step is done. Every rule has one right choice, together the protocol, and wrong ones:
 * designs that suggest themselves, and break a promise. `mutations.ts` tries each of those alone.
 */

/** One choice for each rule; the first that a comment names is the protocol's. */
export interface Rules {
  /** A claim whose commit has not come: take its number first; just take the claim; wait. */
  readonly openClaim: 'kill' | 'take' | 'wait';
  /** What makes a claim refuse: a live row with the key; its landed commit; any commit there. */
  readonly refusal: 'live row' | 'landed commit' | 'number taken';
  /** A claim of the own stream without a row: write it anew; believe that it is one's own. */
  readonly freedKey: 'swap' | 'believe';
  /**
   * A writer whose own stream has moved on judges no claim; it judges those of commits that it has
   * seen; it judges all.
   */
  readonly judge: 'at the head' | 'seen commits' | 'any';
  /** No answer to the lead's insert: send it again; read, and believe that it is not there. */
  readonly lostAnswer: 'send again' | 'read once';
  /** An attempt's claims are given up while its lead is not sent; also when its answer is lost. */
  readonly givingUp: 'before lead' | 'on a lost answer';
  /** A part is copied once its fate is known; as soon as it is met. */
  readonly part: 'ask' | 'assume landed';
  /** An open commit is ended by whoever meets it; left to its owner. */
  readonly openCommit: 'kill' | 'wait';
  /** The head passes a dead number; stays before it. */
  readonly deadNumber: 'pass' | 'stay';
  /** A commit carries the hash of the commit before; of the last that landed. */
  readonly chain: 'previous' | 'last landed';
  /** Rows first, then the head; the other way round. */
  readonly copying: 'rows, head' | 'head, rows';
  /** A commit's event rows are written with its other rows; after the head. */
  readonly eventRows: 'before head' | 'after head';
  /** `to` is set on exactly the row superseded; on whatever row of the resource is open. */
  readonly ending: 'exact row' | 'open row';
  /** The head moves from the number before only; from anywhere. */
  readonly headGuard: 'predecessor' | 'none';
  /** The caller is answered when the head has moved; when the lead is inserted. */
  readonly answer: 'after head' | 'after insert';
  /** A superseded row is emptied and keeps its id; removed. */
  readonly superseded: 'empty' | 'remove';
  /** The head says which snapshots expired long before their rows go; after; never. */
  readonly expiry: 'before' | 'after' | 'never';
  /** A reader slower than rows are kept throws away what it read; goes on. */
  readonly slowReader: 'discard' | 'go on';
  /** A writer slower than that, from a head to rows at it, decides again; goes on. */
  readonly slowWriter: 'decide again' | 'go on';
  /** The head first, then rows at it; the other way round. */
  readonly readOrder: 'head, rows' | 'rows, head';
  /** No index of rows holds a field that changes; one holds `to`. */
  readonly index: 'fixed' | 'on to';
  /** A sealed document's record names its commit; it is removed when old and not referred to. */
  readonly documents: 'bind' | 'by age';
  /** An outbox entry goes out when the head has passed its commit; when that is inserted. */
  readonly delivery: 'at head' | 'at insert';
  /** The sweep finds what was left by a mark on the commit; by looking beyond each head. */
  readonly sweep: 'by mark' | 'beyond heads';
  /** A duplicate counts when it is durable; at once. */
  readonly duplicate: 'durable' | 'believed';
  /** The move of a head is waited for on a majority; on one node. */
  readonly headWrite: 'majority' | 'one node';
  /** The mark of expired snapshots likewise. */
  readonly expiryWrite: 'majority' | 'one node';
  /** A head is read from the one true primary; from whoever takes itself for it. */
  readonly headRead: 'linearizable' | 'any primary';
  /** Rows are read not before the time of their head; from whoever takes itself for the primary. */
  readonly rowRead: 'causal' | 'any primary';
  /** Who holds a key is told by a row at a head; by the claim. */
  readonly lookUp: 'row' | 'claim';
  /** A block is inserted before its rows; after them. */
  readonly block: 'before rows' | 'after rows';
  /** A block's mark is taken away after its rows are there; before. */
  readonly unmarking: 'after rows' | 'before rows';
  /** A reader of a trail writes the rows of marked blocks first; trusts that they are there. */
  readonly trail: 'help' | 'trust';
}

/** The protocol. */
export const PROTOCOL: Rules = {
  openClaim: 'kill',
  refusal: 'live row',
  freedKey: 'swap',
  judge: 'at the head',
  lostAnswer: 'send again',
  givingUp: 'before lead',
  part: 'ask',
  openCommit: 'kill',
  deadNumber: 'pass',
  chain: 'previous',
  copying: 'rows, head',
  eventRows: 'before head',
  ending: 'exact row',
  headGuard: 'predecessor',
  answer: 'after head',
  superseded: 'empty',
  expiry: 'before',
  slowReader: 'discard',
  slowWriter: 'decide again',
  readOrder: 'head, rows',
  index: 'fixed',
  documents: 'bind',
  delivery: 'at head',
  sweep: 'by mark',
  duplicate: 'durable',
  headWrite: 'majority',
  expiryWrite: 'majority',
  headRead: 'linearizable',
  rowRead: 'causal',
  lookUp: 'row',
  block: 'before rows',
  unmarking: 'after rows',
  trail: 'help',
};

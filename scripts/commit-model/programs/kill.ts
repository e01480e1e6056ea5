/** How an open commit is ended, so that its slow owner can only meet a duplicate. */
import { NO_HEAD } from '../frames.js';
import { numberOf, streamOf, type StoredCommit } from '../store.js';
import type { Turn } from '../turn.js';

/**
 * An empty commit takes the number; beyond the head the number is taken already. The find and the
 * insert are one operation: the hash at a head never changes, and a head that has moved means a
 * duplicate. Afterwards, or after another try, the fate is known.
 */
export function kill(turn: Turn, lead: string): void {
  const [stream, number] = [streamOf(lead), numberOf(lead)];
  const head = turn.find('heads', stream) ?? NO_HEAD;
  if (head.number === number - 1) turn.insert('commits', lead, emptyCommit(turn, lead, head.hash));
}

function emptyCommit({ player }: Turn, lead: string, previous: string): StoredCommit {
  const nonce = `kill by ${player.name} of ${lead}`;
  return { lead, nonce, act: '', previous, versions: {}, step: 'project' };
}

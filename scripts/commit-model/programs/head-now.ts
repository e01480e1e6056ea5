/** A reader's look at a head: what was answered before it began is there. */
import { Breach } from '../breach.js';
import { FIRST_POLICY } from '../journal.js';
import type { Head } from '../store.js';
import { lastAnswered } from '../state.js';
import type { Turn } from '../turn.js';

const NONE: Head = { number: 0, hash: '', policy: FIRST_POLICY };

/** The head as it is now, from the one true primary. */
export function readHeadNow(turn: Turn, stream: string): Head {
  turn.operations += 1;
  const head = headShown(turn, stream) ?? NONE;
  turn.say(() => `reads head ${stream} = ${head.number}`);
  const answered = lastAnswered(turn.state.told, stream);
  if (head.number >= answered) return head;
  const message = `a read of ${stream} that begins now gets head ${head.number}; ${answered} was answered`;
  throw new Breach('read your writes', message);
}

function headShown(turn: Turn, stream: string): Head | undefined {
  const { state, rules } = turn;
  const deposed = state.trouble.replication?.deposed.heads;
  if (rules.headRead === 'linearizable') {
    if (turn.isPending('heads', stream)) turn.block();
  } else if (deposed !== undefined && turn.choose(2) === 1) {
    turn.say(() => '[FROM A DEPOSED PRIMARY]');
    return deposed[stream];
  }
  return state.store.heads[stream];
}

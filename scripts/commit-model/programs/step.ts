/** Which program a frame is of, and what its next step makes of a stack of frames. */
import type { Frame, Next, Verdict } from '../frames.js';
import type { Turn } from '../turn.js';
import { append, projectBlock } from './access-log.js';
import { blockSweep, delivery, sweep } from './daemons.js';
import { documentSweep } from './document-sweep.js';
import { emptying } from './emptying.js';
import { help } from './help.js';
import { lookUp } from './look-up.js';
import { project } from './project.js';
import { search } from './search.js';
import { trail } from './trail.js';
import { whoseKey } from './whose-key.js';
import { tendDocument } from './writer/document.js';
import { hasDocumentToTend } from './writer/prepare.js';
import { writer } from './writer/writer.js';

/** The stack after one step, of the program on top or of what goes on beside it. */
export function stepped(turn: Turn, stack: readonly Frame[]): readonly Frame[] {
  const [base, ...above] = stack;
  if (base?.program === 'writer' && above.length > 0 && hasDocumentToTend(turn, base)) {
    if (turn.choose(2) === 1) return [tendDocument(turn, base), ...above];
  }
  const top = stack.at(-1);
  return top === undefined ? stack : after(stack.slice(0, -1), nextOf(turn, top));
}

function nextOf(turn: Turn, frame: Frame): Next {
  switch (frame.program) {
    case 'writer':
      return writer(turn, frame);
    case 'whoseKey':
      return whoseKey(turn, frame);
    case 'help':
      return help(turn, frame);
    case 'project':
      return project(turn, frame);
    case 'search':
      return search(turn, frame);
    case 'lookUp':
      return lookUp(turn, frame);
    case 'trail':
      return trail(turn, frame);
    case 'append':
      return append(turn, frame);
    case 'projectBlock':
      return projectBlock(turn, frame);
    case 'documentSweep':
      return documentSweep(turn, frame);
    case 'sweep':
      return sweep(turn, frame);
    case 'blockSweep':
      return blockSweep(turn, frame);
    case 'emptying':
      return emptying(turn, frame);
    case 'delivery':
      return delivery(turn, frame);
  }
}

function after(below: readonly Frame[], next: Next): readonly Frame[] {
  switch (next.kind) {
    case 'go':
      return [...below, next.frame];
    case 'call':
      return [...below, next.frame, next.callee];
    case 'return':
      return told(below, next.verdict);
    case 'end':
      return [];
  }
}

/** The frames below, the writer among them told what became of its key. */
function told(below: readonly Frame[], key: Verdict | undefined): readonly Frame[] {
  const caller = below.at(-1);
  if (key === undefined || caller?.program !== 'writer') return below;
  return [...below.slice(0, -1), { ...caller, key }];
}

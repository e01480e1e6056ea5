/** Who is late once superseded rows go: whoever has read a head from which they could be seen. */
import type { Frame, LookUpFrame, SearchFrame, WhoseKeyFrame, WriterFrame } from '../frames.js';
import type { Rules } from '../rules.js';
import { streamOf } from '../store.js';

/** Rows of a stream that a commit superseded, and that are taken away now. */
interface Gone {
  readonly stream: string;
  readonly to: number;
}

/** A frame as it is once rows are gone. */
export function overtaken(frame: Frame, gone: Gone, rules: Rules): Frame {
  switch (frame.program) {
    case 'search':
    case 'lookUp':
      return isReaderLate(frame, gone, rules) ? { ...frame, late: true } : frame;
    case 'writer':
      return decidesBefore(frame, gone) && isNoticed(rules) ? { ...frame, late: true } : frame;
    case 'whoseKey':
      return judgesBefore(frame, gone) && isNoticed(rules) ? { ...frame, late: true } : frame;
    default:
      return frame;
  }
}

/** Its head is older than the rows’ end, or was read before the mark of expired snapshots. */
function isReaderLate(
  frame: SearchFrame | LookUpFrame,
  { stream, to }: Gone,
  { slowReader, expiry }: Rules,
): boolean {
  if (slowReader === 'go on' || frame.stream !== stream) return false;
  if (frame.at !== 'scan' && frame.at !== 'row') return false;
  return frame.head < to || (expiry === 'before' && frame.swept < to);
}

/** A writer looks at the time too, wherever it judges by rows at a head that it has read. */
function isNoticed({ slowWriter }: Rules): boolean {
  return slowWriter === 'decide again';
}

function decidesBefore({ at, heads }: WriterFrame, { stream, to }: Gone): boolean {
  const head = heads[stream];
  return (at === 'heads' || at === 'rows') && head !== undefined && head.number < to;
}

function judgesBefore({ at, found, head }: WhoseKeyFrame, { stream, to }: Gone): boolean {
  return at === 'row' && found !== undefined && streamOf(found.at) === stream && head < to;
}

/**
 * Whose key is it? Asked by a writer whose claim met another. A dead claim is worth nothing; a
 * landed one as much as the row that holds the key; an open one is ended first.
 */
import { call, go, helping, verdict, type Next, type WhoseKeyFrame } from '../frames.js';
import { fateOf, holdersAt, isVisible, standingAt } from '../journal.js';
import { Breach } from '../breach.js';
import { numberOf, streamOf, type Claim, type Row } from '../store.js';
import type { Turn } from '../turn.js';
import { kill } from './kill.js';

/** The next step. Gives back `mine`, `taken`, or `moved` where the writer must decide again. */
export function whoseKey(turn: Turn, frame: WhoseKeyFrame): Next {
  const { found } = frame;
  if (frame.at === 'claim' || found === undefined) return readClaim(turn, frame);
  switch (frame.at) {
    case 'judge':
      return judge(turn, frame, found);
    case 'head':
      return readHead(turn, frame, found);
    case 'row':
      return readRow(turn, frame, found);
    case 'swap':
      return swap(turn, frame, found);
  }
}

function readClaim(turn: Turn, frame: WhoseKeyFrame): Next {
  const found = turn.find('claims', frame.key);
  if (found === undefined) throw new Error('claims are never removed');
  turn.say(() => `reads claim ${frame.key}: ${found.nonce} for ${found.lead}`);
  if (found.nonce === frame.wanted.nonce) return verdict('mine');
  const isThere = turn.state.store.commits[found.lead] !== undefined;
  if (turn.rules.refusal === 'number taken' && isThere) return refuse(turn, frame);
  return go({ ...frame, at: found.dead ? 'swap' : 'judge', found });
}

function judge(turn: Turn, frame: WhoseKeyFrame, found: Claim): Next {
  const fate = fateOf(turn.state.store.commits, found);
  turn.untilDurable('commits', found.lead);
  turn.say(() => `finds ${found.nonce} ${fate}`);
  if (fate === 'open') return endOpen(turn, frame, found);
  if (fate === 'dead') return go({ ...frame, at: 'swap' });
  if (turn.rules.refusal !== 'live row') return refuse(turn, frame);
  return go({ ...frame, at: 'head' });
}

function endOpen(turn: Turn, frame: WhoseKeyFrame, { lead }: Claim): Next {
  if (turn.rules.openClaim === 'wait') turn.block();
  if (turn.rules.openClaim === 'take') return go({ ...frame, at: 'swap' });
  kill(turn, lead);
  return go(frame);
}

/** The holder's commit must be visible before anybody is told that the key is taken. */
function readHead(turn: Turn, frame: WhoseKeyFrame, { at }: Claim): Next {
  const stream = streamOf(at);
  const number = turn.find('heads', stream)?.number ?? 0;
  turn.say(() => `reads head ${stream} = ${number}`);
  if (number < numberOf(at)) return call(frame, helping(at));
  const decided = frame.decided[stream]?.number;
  if (decided === undefined) return go({ ...frame, at: 'row', head: number });
  if (mayNotJudge(turn, decided, { head: number, claimed: numberOf(at) })) return verdict('moved');
  return go({ ...frame, at: 'row', head: decided });
}

/**
 * In a stream of the writer's own, what counts is the head that it decided on. If the stream has
 * moved on, the writer cannot land, and its judgement would be of a past that rows may have left.
 */
function mayNotJudge(
  { rules }: Turn,
  decided: number,
  { head, claimed }: { readonly head: number; readonly claimed: number },
): boolean {
  if (rules.judge === 'any') return false;
  return decided < (rules.judge === 'at the head' ? head : claimed);
}

function readRow(turn: Turn, frame: WhoseKeyFrame, { at }: Claim): Next {
  const [id, row] = Object.entries(turn.lookAtRows()).find(holds(frame, streamOf(at))) ?? [];
  if (frame.late) return verdict('moved');
  turn.say(() => `looks for a row with ${frame.key} in ${streamOf(at)}: ${id ?? 'none'}`);
  const isOwn = frame.decided[streamOf(at)] !== undefined;
  if (row === undefined) {
    return isOwn && turn.rules.freedKey === 'believe'
      ? verdict('mine')
      : go({ ...frame, at: 'swap' });
  }
  return isHandedOn(turn, frame, { at, row }) ? verdict('mine') : refuse(turn, frame);
}

function holds({ key, head }: WhoseKeyFrame, stream: string) {
  return ([id, row]: readonly [string, Row]): boolean =>
    streamOf(id) === stream && row.key === key && !row.deleted && isVisible(row, head);
}

/** This very act changes the holder; to another stream a key is handed on by the next act only. */
function isHandedOn(
  { act }: Turn,
  { wanted }: WhoseKeyFrame,
  { at, row }: { readonly at: string; readonly row: Row },
): boolean {
  const stream = streamOf(at);
  return stream === streamOf(wanted.at) && act.changes[stream]?.[row.resource] !== undefined;
}

function swap(turn: Turn, frame: WhoseKeyFrame, { nonce, lead }: Claim): Next {
  const { key, wanted } = frame;
  const updated = turn.update({
    ...{ collection: 'claims', id: key, where: { nonce, lead } },
    set: { ...wanted, dead: undefined },
  });
  if (updated === 'unknown') return go(frame);
  return updated === 'done' ? verdict('mine') : go({ ...frame, at: 'claim' });
}

/** A refusal must be true: now, or at a head that was looked at. */
function refuse(turn: Turn, frame: WhoseKeyFrame): Next {
  const { store } = turn.state;
  const { streams } = turn.model.scenario;
  const isHeld = (['heads', 'landed'] as const).some((upTo) =>
    holdersAt(store, streams, upTo).has(frame.key),
  );
  if (isHeld || headsLookedAt(frame).some((head) => wasHeld(turn, frame.key, head))) {
    return verdict('taken');
  }
  const message = `${turn.act.id} is told that ${frame.key} is taken; nobody holds it`;
  throw new Breach('uniqueness', message);
}

type Place = readonly [stream: string, head: number];

function headsLookedAt({ at, decided, found, head }: WhoseKeyFrame): Place[] {
  const places = Object.entries(decided).map(([stream, { number }]): Place => [stream, number]);
  return at === 'row' && found !== undefined ? [...places, [streamOf(found.at), head]] : places;
}

function wasHeld({ state }: Turn, key: string, [stream, head]: Place): boolean {
  const { versions } = standingAt(state.store.commits, stream, head);
  return Object.values(versions).some((version) => version.key === key && !version.deleted);
}

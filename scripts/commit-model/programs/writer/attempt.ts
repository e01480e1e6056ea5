/** What a writer's attempt writes: everything names its lead and its nonce. */
import { NO_HEAD, type SeenHead, type WriterFrame } from '../../frames.js';
import { commitId, type Claim, type Reference, type StoredCommit } from '../../store.js';
import type { Turn } from '../../turn.js';

/** The stream at a place of an act; there is one at each place that a writer comes to. */
export function streamAt({ act }: Turn, place: number): string {
  const stream = act.streams.at(place);
  if (stream === undefined) throw new Error(`${act.id} has no stream ${place}`);
  return stream;
}

/** How often a writer decides where its scenario does not say. */
const ATTEMPTS = 2;

/** Whether a writer that lost may decide again. */
export function mayTryAgain({ model }: Turn, { attempt }: WriterFrame): boolean {
  return attempt < (model.scenario.attempts ?? ATTEMPTS);
}

/** The head of a stream that the attempt was decided on. */
export function decidedOn({ heads }: WriterFrame, stream: string): SeenHead {
  return heads[stream] ?? NO_HEAD;
}

/** The name that the attempt's commit in a stream has. */
export function placeIn(frame: WriterFrame, stream: string): string {
  return commitId(stream, decidedOn(frame, stream).number + 1);
}

/** A nonce is new for each attempt. */
export function nonceOf({ act }: Turn, { attempt }: WriterFrame): string {
  return `${act.id}${attempt}`;
}

/** What everything written for the attempt names. */
export function referenceOf(turn: Turn, frame: WriterFrame): Reference {
  return { lead: placeIn(frame, streamAt(turn, -1)), nonce: nonceOf(turn, frame) };
}

/** The claim of the attempt on its key. */
export function claimOf(turn: Turn, frame: WriterFrame, stream: string): Claim {
  return { ...referenceOf(turn, frame), at: placeIn(frame, stream) };
}

/** The attempt's commit in a stream. */
export function commitOf(turn: Turn, frame: WriterFrame, stream: string): StoredCommit {
  const { act } = turn;
  return {
    ...referenceOf(turn, frame),
    act: act.id,
    previous: decidedOn(frame, stream).hash,
    versions: frame.plans[stream] ?? {},
    ...(act.policy?.stream === stream ? { policy: act.policy.policy } : {}),
    ...(act.notifies === stream ? { notifies: true } : {}),
    ...(act.traced === stream ? { traced: true } : {}),
    ...(act.document === stream ? { document: documentName(turn, frame) } : {}),
    step: 'project',
  };
}

/** The name of the attempt's sealed document; a name is never used twice. */
export function documentName({ act }: Turn, { document }: WriterFrame): string {
  return `${act.id}.${document.number}`;
}

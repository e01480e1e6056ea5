/**
 * Documents that are invisible to their patients, brought to sight when it is time (decision 18).
 * Each step is one commit that another process cannot make twice: a release finds no label the
 * second time, a word to the patient holds a uniqueness key.
 */
import { labelToken } from '../../access/narrow.js';
import { releaseStep } from '../../access/release.js';
import type { Hit } from '../../storage/store.js';
import type { Turns } from '../changes/turns.js';
import type { Needs } from '../needs.js';
import { tell } from './awaits.js';
import { lift } from './lift.js';

const PAGE = 500;

/** Does what is due now. */
export async function releaseDue(needs: Needs, turns: Turns): Promise<void> {
  const token = needs.envelope.token(labelToken('INVISIBLE_PATIENT'));
  for (let after: Hit['place'] | undefined; ;) {
    const { hits } = await needs.store.search({
      ...{ within: { space: 'main' }, type: 'DocumentReference', where: { kind: 'token', token } },
      ...{ order: { by: 'id', descending: false }, limit: PAGE, counted: false },
      ...(after === undefined ? {} : { after }),
    });
    for (const hit of hits) await doneFor(needs, turns, hit);
    if (hits.length < PAGE) return;
    after = hits.at(-1)?.place;
  }
}

async function doneFor(needs: Needs, turns: Turns, { stream, version }: Hit): Promise<void> {
  const now = needs.clock.now();
  // No version is older than the first: what is young now was deposited no earlier.
  const step = releaseStep(await depositedAt(needs, stream, version), now);
  if (step === 'release') await lift(needs, turns, stream, version);
  if (step === 'tell') await tell(needs, turns, stream, version);
}

/** When the first version was written. */
async function depositedAt(
  needs: Needs,
  stream: string,
  { type, id, version, written }: Hit['version'],
): Promise<number> {
  if (version === 1) return written;
  const head = await needs.store.head(stream);
  const first = head === undefined ? undefined : await needs.store.vread(head, { type, id }, 1);
  return first?.written ?? written;
}

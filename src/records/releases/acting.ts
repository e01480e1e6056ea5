/** One commit of the server in a dossier, decided again where the head moved meanwhile. */
import type { DossierPolicy } from '../../access/policy.js';
import { problem } from '../../fhir/problem.js';
import type { Head, NewEvent, NewVersion } from '../../storage/kept.js';
import { sealed } from '../changes/sealed.js';
import type { Turns } from '../changes/turns.js';
import { isUnbegun, policyOf } from '../judge.js';
import type { Needs } from '../needs.js';

/** A dossier at its head, and the moment of the commit. */
export interface Acting {
  readonly head: Head;
  readonly policy: DossierPolicy;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What the server writes. */
export interface Wanted {
  readonly version: NewVersion;
  readonly events: readonly NewEvent[];
  /** Whether the patient sees from then on what was invisible to them. */
  readonly reveals?: true;
}

const ATTEMPTS_MAX = 12;
/** States in which a dossier is used: in any other nothing comes to sight. */
const USED: readonly DossierPolicy['state'][] = ['created', 'activated'];

/**
 * Commits what `decide` wants, in its turn; nothing where it wants nothing any more, where the
 * dossier is not used, or where another resource holds a key of it already.
 */
export async function actIn(
  needs: Needs,
  turns: Turns,
  stream: string,
  decide: (acting: Acting) => Promise<Wanted | undefined>,
): Promise<void> {
  await turns.take([stream], async () => {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      if (await isSettled(needs, stream, decide)) return;
    }
    throw problem('unavailable');
  });
}

async function isSettled(
  needs: Needs,
  stream: string,
  decide: (acting: Acting) => Promise<Wanted | undefined>,
): Promise<boolean> {
  const head = await needs.store.head(stream);
  if (head === undefined || isUnbegun(head)) return true;
  const policy = policyOf(head);
  if (policy.kind !== 'dossier' || !USED.includes(policy.state)) return true;
  const at = needs.clock.now();
  const wanted = await decide({ head, policy, at });
  if (wanted === undefined) return true;
  const { version, events } = wanted;
  const versions = [version];
  const revealed = new Set(wanted.reveals === true ? versions : []);
  const outbox = needs.interest.entries({ space: 'main', stream, versions, revealed });
  const part = sealed(needs, head, { at, versions, policy, events, outbox });
  const outcome = await needs.store.commit({ parts: [part], documents: [] });
  return outcome.kind !== 'moved';
}

/** The dossiers that take a step by themselves: found by the day on which it is due. */
import { dueToken, type Due } from '../../access/life.js';
import type { Place } from '../../search/query.js';
import type { Hit } from '../../storage/store.js';
import { factsOf } from '../judge.js';
import type { Needs } from '../needs.js';

/** A dossier whose next step is due. */
export interface DueDossier {
  readonly stream: string;
  /** Id of its Patient. */
  readonly patient: string;
  readonly step: Due['step'];
}

const DAYS_AT_ONCE = 50;
const PAGE = 500;

/**
 * Those whose step was due on one of these days, both included. Whoever takes the steps meanwhile
 * makes no other dossier be left out.
 */
export async function* dueDossiers(
  needs: Needs,
  from: number,
  to: number,
): AsyncGenerator<DueDossier> {
  for (let day = from; day <= to; day += DAYS_AT_ONCE) {
    const days = Array.from({ length: Math.min(DAYS_AT_ONCE, to - day + 1) }, (_, i) => day + i);
    yield* dueOn(needs, days);
  }
}

async function* dueOn(needs: Needs, days: readonly number[]): AsyncGenerator<DueDossier> {
  const tokens = days.map((day) => needs.envelope.token(dueToken(day)));
  let after: Place | undefined;
  for (;;) {
    const { hits } = await needs.store.search({
      within: { space: 'main' },
      type: 'Patient',
      where: { kind: 'any', of: tokens.map((token) => ({ kind: 'token', token })) },
      order: { by: 'id', descending: false },
      limit: PAGE,
      counted: false,
      ...(after === undefined ? {} : { after }),
    });
    yield* hits.flatMap(dueIn);
    after = hits.at(-1)?.place;
    if (after === undefined || hits.length < PAGE) return;
  }
}

function dueIn({ stream, version }: Hit): DueDossier[] {
  const { due } = factsOf(version);
  return due === undefined ? [] : [{ stream, patient: version.id, step: due.step }];
}

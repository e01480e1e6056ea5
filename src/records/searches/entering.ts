/** Letting a searcher into the dossier a search names, or refusing at its door (decision 16). */
import type { Caller } from '../../access/caller.js';
import { keptOut } from '../../access/decide.js';
import { NOT_GRANTED } from '../../access/said/refusals.js';
import { admits, type Entry } from '../../access/entry.js';
import { problem } from '../../fhir/problem.js';
import type { Query } from '../../search/conditions.js';
import { refusal, visit, type Visit } from '../judge.js';
import type { Needs } from '../needs.js';
import { markRecorded } from '../traces/refused.js';
import { record } from '../traces/trace.js';
import type { SearchPlace } from './named.js';
import { toldIn } from './told.js';

type InDossier = SearchPlace & { kind: 'dossier' };

/** The visit, once the caller is let in. */
export async function enterFor(
  needs: Needs,
  caller: Caller,
  query: Query,
  place: InDossier,
): Promise<Visit> {
  const at = checkingExistence(visit(needs, caller, place.head), query, place);
  if (at.entry.kind === 'none' || (at.entry.kind === 'own' && !(await at.ownsSome()))) {
    await record(needs, {
      ...toldIn(at, query.type),
      outcome: 'refused',
      because: at.entry.because,
    });
    throw markRecorded(
      at.entry.kind === 'none' ? refusal(keptOut(at.entry)) : problem('no-access'),
    );
  }
  if (!admits(at.entry, query.type)) throw await notGranted(needs, at, query);
  return at;
}

/** An application asks for a type that the patient did not grant it. */
async function notGranted(needs: Needs, at: Visit, { type }: Query): Promise<Error> {
  await record(needs, { ...toldIn(at, type), outcome: 'refused', because: 'not-granted' });
  return markRecorded(problem('not-allowed', NOT_GRANTED));
}

/**
 * `Patient?identifier=` tells whoever knows the identifier that the dossier is open, whatever their
 * rights in it.
 */
function checkingExistence(at: Visit, query: Query, place: InDossier): Visit {
  if (query.type !== 'Patient' || !place.byIdentity || at.entry.kind === 'elsewhere') return at;
  if (at.caller.kind === 'patient' || at.caller.kind === 'app') return at;
  const entry: Entry = { kind: 'whole', because: 'existence-check', role: 'named' };
  return { ...at, entry };
}

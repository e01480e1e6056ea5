/** What of an act is news for those who follow a dossier: that others came in, and how. */
import type { Caller } from '../../access/caller.js';
import { isKnown, type Act, type Anonymous } from '../../audit/act.js';
import type { Access, Interest } from './interest.js';

/** What is told of an act, as far as it may be news. */
interface Tale extends Pick<Act, 'interaction' | 'outcome'> {
  readonly caller: Caller | Anonymous;
  readonly dossier?: { readonly patient: string } | undefined;
}

/** The notices of acts that were recorded under these ids; nothing where nobody follows. */
export function noticesOfAccess(
  interest: Interest,
  tales: readonly Tale[],
  events: readonly { readonly id: string; readonly recorded: number }[],
): readonly Uint8Array[] {
  return tales.flatMap((told, index) => {
    const event = events[index];
    const patient = told.dossier?.patient;
    if (event === undefined || patient === undefined || !isKnown(told.caller)) return [];
    const { space } = told.caller;
    const access = accessBy(told.caller, told);
    if (access === undefined) return [];
    return interest.accessed({ space, patient, id: event.id, at: event.recorded, access });
  });
}

const CONSULTS: readonly string[] = ['read', 'vread', 'search', 'history', 'operation'];

/** What the patient does in their own dossier is no news; nor is what was refused. */
function accessBy(caller: Caller, { outcome, interaction }: Tale): Access | undefined {
  const isOwn = caller.kind === 'patient' && caller.behalf === undefined;
  if (outcome !== 'success' || isOwn) return undefined;
  const consults = CONSULTS.includes(interaction);
  const emergency = caller.kind === 'professional' && caller.purpose !== 'TREAT';
  return consults || emergency ? { consults, emergency } : undefined;
}

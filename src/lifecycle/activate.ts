/**
 * Activation: from then on the patient has the dossier in hand. Here the registrar's act, which the
 * demonstration uses; the patient's own first login with a provisional code comes with the rights.
 */
import type { Caller } from '../access/caller.js';
import type { Records } from '../records/records.js';

/** Activates a dossier. Fails with `unknown-patient`, and as any update of the Patient does. */
export async function activate(records: Records, caller: Caller, patient: string): Promise<void> {
  const { stream } = await records.dossierFor(caller, { id: patient });
  await records.commit(caller, {
    act: { interaction: 'update' },
    changes: [
      {
        ...{ type: 'Patient', id: patient, stream, expects: 'present', state: 'activated' },
        acts: () => ['update'],
        next: (current) => ({ ...current, resourceType: 'Patient', active: true }),
      },
    ],
  });
}

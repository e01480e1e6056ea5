/**
 * A List created or changed on its own: folders only; a submission set enters with its documents
 * (decision 12).
 */
import type { Caller } from '../access/caller.js';
import { localised } from '../fhir/bundle.js';
import { problem } from '../fhir/problem.js';
import type { Address, Resource } from '../fhir/resource.js';
import type { Plan, Written } from '../records/changes/plan.js';
import { documentsOf, folderChange } from './folder.js';
import type { ProvideNeeds } from './needs.js';
import { oneDossier } from './subject.js';
import { hasListCode } from './submission.js';

/** Creates a folder in its subject's dossier. */
export async function createFolder(
  needs: ProvideNeeds,
  caller: Caller,
  given: Resource,
): Promise<Written> {
  if (!hasListCode(given, 'folder')) throw notAFolder();
  const { stream, patient } = await oneDossier(
    needs.records,
    caller,
    [{ resource: given, at: 'List' }],
    {
      base: needs.base,
      patients: new Map(),
    },
  );
  const folder = { ...localised(given, needs.base), subject: { reference: `Patient/${patient}` } };
  return only(needs, caller, {
    act: { interaction: 'create' },
    changes: [
      {
        ...{ type: 'List', id: needs.ids.within(stream), stream, fresh: true, expects: 'absent' },
        acts: () => ['create'],
        next: () => folder,
        looksAt: documentsOf(folder),
      },
    ],
  });
}

/** Replaces a folder by one with more entries. */
export async function updateFolder(
  needs: ProvideNeeds,
  caller: Caller,
  request: { readonly address: Address; readonly resource: Resource; readonly ifMatch?: number },
): Promise<Written> {
  const { address, resource, ifMatch } = request;
  if (resource.resourceType !== 'List')
    throw problem('wrong-resource-type', { expected: 'List', found: resource.resourceType });
  if (resource.id !== address.id) throw problem('id-mismatch', { expression: 'List.id' });
  const stream = await needs.records.streamOf(caller, address);
  if (stream === undefined) await needs.records.read(caller, address);
  const target = {
    id: address.id,
    stream: stream ?? '',
    ...(ifMatch === undefined ? {} : { ifMatch }),
  };
  const change = folderChange(target, localised(resource, needs.base), false);
  return only(needs, caller, { act: { interaction: 'update' }, changes: [change] });
}

async function only(needs: ProvideNeeds, caller: Caller, plan: Plan): Promise<Written> {
  const [written] = await needs.records.commit(caller, plan);
  if (written === undefined) throw new Error('a change is answered');
  return written;
}

function notAFolder(): Error {
  return problem('not-conformant', {
    issues: [
      {
        severity: 'error',
        code: 'business-rule',
        diagnostics:
          'Only a folder (code folder of MHDlistTypes) is created on its own. A submission set enters with its documents, in an ITI-65 bundle.',
        french:
          'Seul un classeur (code folder de MHDlistTypes) est créé seul. Un lot de soumission entre avec ses documents, dans un bundle ITI-65.',
        expression: ['List.code'],
      },
    ],
  });
}

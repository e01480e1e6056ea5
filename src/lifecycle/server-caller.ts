/** The server itself as a caller: it opens dossiers and takes the steps that time brings. */
import type { Caller } from '../access/caller.js';
import type { Ids } from '../ids.js';

/** For one act. */
export function serverCaller(ids: Pick<Ids, 'uuid'>): Caller {
  return {
    kind: 'registrar',
    space: 'main',
    actor: 'registrar:dossier',
    name: 'Dossier',
    purpose: 'TREAT',
    scopes: [{ context: 'system', type: 'Patient', may: 'cruds' }],
    token: { id: 'none', client: 'dossier', subject: 'dossier' },
    address: '127.0.0.1',
    requestId: ids.uuid(),
  };
}

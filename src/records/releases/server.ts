/** The server as whoever acts when nobody asks: the trace names it. */
import type { Caller } from '../../access/caller.js';
import type { Ids } from '../../ids.js';

/** The server in the main space, for one act. It has no right: what it does is decided by time. */
export function serverCaller(ids: Pick<Ids, 'uuid'>): Caller {
  return {
    kind: 'system',
    space: 'main',
    actor: 'server',
    name: 'Dossier',
    purpose: 'TREAT',
    scopes: [],
    token: { id: '', client: '', subject: '' },
    address: '127.0.0.1',
    requestId: ids.uuid(),
  };
}

/** How searches and reads of the trace are told to the audit. */
import type { Caller } from '../../access/caller.js';
import type { Visit } from '../judge.js';
import { dossierIn } from '../traces/tale.js';
import type { Told } from '../traces/trace.js';
import type { SearchRequest } from './request.js';

/** The tale of a search that names no dossier. */
export function searchTold(caller: Caller, request: SearchRequest): Told {
  return {
    caller,
    ...namedAs(request.query.type, request.as),
    outcome: 'success',
    because: 'search',
    entities: [],
    about: [],
    query: request.asked,
  };
}

/** How the audit names a search of a type: MHD's transactions have names of their own. */
function namedAs(
  type: string,
  as?: SearchRequest['as'],
): {
  interaction: 'search' | 'operation';
  transaction?: 'ITI-66' | 'ITI-67';
} {
  if (as !== undefined) return { interaction: as };
  if (type === 'List') return { interaction: 'search', transaction: 'ITI-66' };
  if (type === 'DocumentReference') return { interaction: 'search', transaction: 'ITI-67' };
  return { interaction: 'search' };
}

/** What is told of an act in a dossier. */
export function toldIn(at: Visit, type: string, as?: SearchRequest['as']): Told {
  const dossier = dossierIn(at.caller, at);
  return {
    caller: at.caller,
    ...namedAs(type, as),
    outcome: 'success',
    because: at.entry.because,
    ...(dossier === undefined ? {} : { dossier }),
    entities: [],
    about: [],
  };
}

/**
 * The demonstration's first data, sent through the front door by its personas. Every act of the
 * story can be told twice without harm, so a start that was broken off is taken up by the next one.
 */
import type { Configuration } from '../../../fastify.config.js';
import { personas, type App } from '../../app.js';
import { clientsOf, type Clients } from './client.js';
import { tellDirectory } from './directory.js';
import { tellHelene } from './helene.js';
import { tellDelegates } from './delegates.js';
import { openDossier, personaOf, type Opening } from './opening.js';
import { tellThomas } from './thomas.js';

/** Opened last: who finds this dossier knows that the story was told to its end. */
const LAST = 'notactivated';

/**
 * Tells the story to a server that does not know it yet: gives whether it did. The server's own
 * log is quiet meanwhile, as nobody asked for these requests.
 */
export async function seedIfEmpty(configuration: Configuration, app: App): Promise<boolean> {
  const opening = { app, clients: clientsOf(configuration, app), personas: await personas() };
  const { log } = app.server;
  const { level } = log;
  log.level = level === 'silent' ? level : 'warn';
  try {
    if (await isTold(opening.clients, opening)) return false;
    await tell(opening);
    return true;
  } finally {
    log.level = level;
  }
}

async function isTold(clients: Clients, opening: Opening): Promise<boolean> {
  const { ins } = personaOf(opening, LAST);
  const identifier = encodeURIComponent(`${ins?.system ?? ''}|${ins?.value ?? ''}`);
  const registrar = await clients('registrar');
  const found = await registrar.send(`Patient?identifier=${identifier}`, { method: 'GET' });
  return found['entry'] !== undefined;
}

async function tell(opening: Opening): Promise<void> {
  const registrar = await opening.clients('registrar');
  await tellDirectory(registrar, [...opening.personas.values()]);
  await Promise.all([
    tellHelene(opening),
    tellThomas(opening),
    openDossier(opening, 'parent'),
    ...['carer', 'opposed', 'closed'].map((key) => openDossier(opening, key)),
  ]);
  await Promise.all([tellDelegates(opening, 'patient'), tellDelegates(opening, 'child')]);
  await openDossier(opening, LAST);
}

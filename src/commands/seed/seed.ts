/**
 * The demonstration's first data, sent through the front door by its personas. Every act of the
 * story can be told twice without harm, so a start that was broken off is taken up by the next one.
 */
import type { Configuration } from '../../../fastify.config.js';
import { personas, type App } from '../../app.js';
import { clientsOf } from './client.js';
import { tellDirectory } from './directory.js';
import { startDrawing } from './drawing.js';
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
  const known = { app, clients: clientsOf(configuration, app), personas: await personas() };
  const { log } = app.server;
  const { level } = log;
  log.level = level === 'silent' ? level : 'warn';
  try {
    if (await isTold(known)) return false;
    await tell(known);
    return true;
  } finally {
    log.level = level;
  }
}

type Known = Omit<Opening, 'drawing'>;

async function isTold(known: Known): Promise<boolean> {
  const { ins } = personaOf(known, LAST);
  const identifier = encodeURIComponent(`${ins?.system ?? ''}|${ins?.value ?? ''}`);
  const registrar = await known.clients('registrar');
  const found = await registrar.send(`Patient?identifier=${identifier}`, { method: 'GET' });
  return found['entry'] !== undefined;
}

async function tell(known: Known): Promise<void> {
  const drawing = startDrawing();
  try {
    await tellAll({ ...known, drawing });
  } finally {
    await drawing.end();
  }
}

async function tellAll(opening: Opening): Promise<void> {
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

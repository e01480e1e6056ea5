/** The demonstration's first data, sent through the front door by its personas. */
import type { Configuration } from '../../../fastify.config.js';
import type { App } from '../../app.js';

/** Seeds a server that holds no dossier yet; does nothing otherwise. */
export async function seedIfEmpty(_configuration: Configuration, _app: App): Promise<void> {}

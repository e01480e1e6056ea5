#!/usr/bin/env node
/** The server: configuration, app, listen, close gracefully. `dossier serve` is the same. */
import { serve } from './commands/serve.js';

await serve();

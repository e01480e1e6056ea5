/**
 * A process that opens a store on the day that it is given, takes the steps that are due then, and
 * says so before and after: `killed-erasure.test.ts` kills it between.
 */
import { loadConfiguration } from '../../fastify.config.js';
import { openApp } from '../../src/app.js';

const now = Number(process.argv[2]);
const app = await openApp(loadConfiguration(process.env), { now: () => now });
process.stdout.write('opened\n');
await app.age();
process.stdout.write('done\n');
await app.close();

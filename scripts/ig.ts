/** `npm run ig`: writes the implementation guide to `ig/site/`, after throwing away what is there. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultsOfProfiles } from './ig/faults.js';
import { buildGuide } from './ig/guide.js';

const SITE = 'ig/site';

const guide = await buildGuide(await faultsOfProfiles());
rmSync(SITE, { recursive: true, force: true });
mkdirSync(SITE, { recursive: true });
for (const [name, text] of guide) writeFileSync(join(SITE, name), text);
process.stdout.write(`${guide.size} files: open ${SITE}/index.html\n`);

/** What is committed under `profiles/` is what the FSH of `ig/` says, and every rule has its test. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { repositoryRoot } from '../fixtures/requires.js';
import { claimsOf, examples, negatives, PROFILES, resourceAt } from './negatives.js';
import { rulesOf } from './rules.js';

const STRUCTURES = 'structure-definitions';
const profiles = readdirSync(`${PROFILES}/${STRUCTURES}`)
  .map((name) => resourceAt(STRUCTURES, name))
  .filter(({ type }) => type !== 'Extension');

// SUSHI takes ten seconds, and more beside other tests.
t.setTimeout(120_000);

t.test('the committed files are what SUSHI compiles the sources to', (t) => {
  const command = fileURLToPath(new URL('../../scripts/profiles.js', import.meta.url));
  const run = spawnSync(process.execPath, [command, '--check'], {
    cwd: repositoryRoot(),
    encoding: 'utf8',
  });
  t.equal(run.status, 0, `${run.stdout}${run.stderr}`);
  t.end();
});

t.test('every parent is a type of R4', (t) => {
  for (const { id, type, baseDefinition } of profiles) {
    t.equal(baseDefinition, `http://hl7.org/fhir/StructureDefinition/${String(type)}`, String(id));
  }
  t.end();
});

t.test('every profile has an example', (t) => {
  const claimed = new Set(examples().flatMap(claimsOf));
  for (const { url } of profiles) t.ok(claimed.has(String(url)), String(url));
  t.end();
});

t.test('every rule of every profile has a change that breaks it', (t) => {
  const files = new Map(negatives().map((file) => [file.profile, file]));
  for (const profile of profiles) {
    const broken = new Set(files.get(String(profile['url']))?.cases.map(({ rule }) => rule));
    const missing = rulesOf(profile).filter((rule) => !broken.has(rule));
    t.same(missing, [], String(profile['id']));
  }
  t.end();
});

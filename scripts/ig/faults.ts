/**
 * What breaks each rule of the profiles (`ig/negatives/`), and what the validator then says in
 * English and French.
 */
import { applyPatch, type Operation } from 'rfc6902';
import { readProfileFiles } from '../../src/assembly/profile-files.js';
import { makeRules } from '../../src/assembly/rules.js';
import type { Issue } from '../../src/fhir/problem.js';
import type { Validator } from '../../src/validation/validator.js';
import { jsonIn, textAt } from './conformance.js';
import { code, html, joined, table, type Content, type Html } from './html.js';
import { BASE } from './server.js';
import { shortened } from './values.js';

/** A rule broken, and what is said of it. */
export interface Fault {
  readonly rule: string;
  readonly patch: readonly Operation[];
  readonly issues: readonly Issue[];
}

interface Negatives {
  readonly profile: string;
  readonly example: string;
  readonly cases: readonly { readonly rule: string; readonly patch: Operation[] }[];
}

/** The faults of every profile, by its canonical. */
export async function faultsOfProfiles(): Promise<ReadonlyMap<string, readonly Fault[]>> {
  // No store is behind these rules, so nothing is hidden in its index.
  const clear = { token: (text: string) => text, tokenOnce: (text: string) => text };
  const { validator } = makeRules(readProfileFiles(), clear, BASE);
  const files = jsonIn<Negatives>('ig/negatives');
  return new Map(files.map((file) => [file.profile, faultsOf(file, validator)]));
}

function faultsOf({ profile, example, cases }: Negatives, validator: Validator): Fault[] {
  const text = textAt(`profiles/examples/${example}`);
  return cases.map(({ rule, patch }) => {
    const resource: unknown = JSON.parse(text);
    applyPatch(resource, structuredClone(patch));
    return { rule, patch, issues: validator.validate(resource, profile) };
  });
}

/** The faults of a profile as a table. */
export function faultTable(faults: readonly Fault[]): Html {
  const head = ['Rule', 'Changed in the example', 'The answer'];
  const rows = faults.map(({ rule, patch, issues }) => [
    code(rule),
    joined(patch.map(changed), html`<br />`),
    joined(issues.filter(isFault).map(said)),
  ]);
  return table('What is refused or warned of', head, rows);
}

function changed(operation: Operation): Html {
  const value = 'value' in operation ? code(shortened(JSON.stringify(operation.value))) : undefined;
  const to = value === undefined ? undefined : html`: ${value}`;
  return html`${operation.op} ${code(operation.path)}${to}`;
}

function isFault({ severity }: Issue): boolean {
  return severity === 'error' || severity === 'warning' || severity === 'fatal';
}

function said({ severity, diagnostics, french, expression = [] }: Issue): Html {
  const inFrench: Content =
    french === undefined ? undefined : html`<br /><span lang="fr">${french}</span>`;
  return html`<p>
    <strong class="${severity}">${severity}</strong> at ${code(expression[0] ?? '')}<br />${diagnostics}${inFrench}
  </p>`;
}

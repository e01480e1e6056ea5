/**
 * The invariants of R4 that are judged as R4 writes them, in FHIRPath.
 * Those of the types that every document has are judged by hand, with the same verdict.
 * https://hl7.org/fhir/R4/conformance-rules.html#constraints
 */
import type { JsonObject } from '../../fhir/json.js';
import { say } from '../said/profiles.js';
import type { Holds } from '../structure/fhirpath.js';
import type { Report } from '../report.js';

/** One invariant as R4 writes it. */
export interface Rule {
  readonly key: string;
  readonly severity: 'error' | 'warning';
  /** What it asks, in English as R4 writes it, and in French. */
  readonly human: string;
  readonly french: string;
  /** The page of R4 that it stands on. */
  readonly url: string;
  readonly expression: string;
}

/**
 * `profiles/r4/invariants.json`: by type, group of elements, or element where a rule stands on one:
 * `Patient.contact`, `Organization.telecom`.
 */
export type InvariantTable = Readonly<Record<string, readonly Rule[]>>;

/** Where rules are judged: the resource around, its container, and the engine. */
export interface Ground {
  readonly report: Report;
  readonly holds: Holds;
  readonly resource: JsonObject;
  readonly root: JsonObject;
}

/** Reports the rules that a value of a type does not keep. */
export function judgeRules(
  ground: Ground,
  rules: readonly Rule[],
  { value, type }: { readonly value: unknown; readonly type: string },
  at: string,
): void {
  const around = { resource: ground.resource, rootResource: ground.root };
  for (const { key, severity, human, french, url, expression } of rules) {
    const base = type === 'SimpleQuantity' ? 'Quantity' : type;
    if (ground.holds(expression, base, value, around) !== false) continue;
    const said = say.invariant(key, { text: human, french });
    ground.report[severity]('invariant', at, { ...said, source: { url } });
  }
}

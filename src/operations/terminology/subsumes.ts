/**
 * `CodeSystem/$subsumes`: whether one code stands above another.
 * https://hl7.org/fhir/R4/codesystem-operation-subsumes.html
 */
import { both } from '../../fhir/language.js';
import { makeCodeSystem, type CodeSystem } from '../../terminology/code-system.js';
import { fault } from '../given.js';
import type { Invocation, Operation } from '../operation.js';
import { codeOf, parameters, type AskedCode } from './codes.js';
import {
  canonicalOf,
  knownFor,
  subjectOf,
  type TerminologyNeeds,
  theCode,
  theCodeSystem,
  unknown,
} from './known.js';

/** The operation. */
export function subsumesOperation(needs: TerminologyNeeds): Operation {
  return {
    name: 'subsumes',
    definition: 'http://hl7.org/fhir/OperationDefinition/CodeSystem-subsumes',
    levels: ['type', 'instance'],
    types: ['CodeSystem'],
    changes: false,
    run: async (invocation) => ({ body: await subsumes(needs, invocation) }),
  };
}

async function subsumes(needs: TerminologyNeeds, invocation: Invocation): Promise<Buffer> {
  const a = sideOf(invocation, 'A');
  const b = sideOf(invocation, 'B');
  const system = await systemOf(needs, invocation, [a, b]);
  const [first, second] = [a, b].map(({ code }) => {
    const concept = system.find(code);
    if (concept !== undefined) return concept.code;
    throw unknown(theCode(code, system.url));
  });
  await needs.records.performed(invocation.caller, invocation.asked);
  const outcome = relationOf(system, first ?? '', second ?? '');
  return parameters([{ name: 'outcome', valueCode: outcome }]);
}

/** https://hl7.org/fhir/R4/valueset-concept-subsumption-outcome.html */
function relationOf(system: CodeSystem, a: string, b: string): string {
  if (a === b) return 'equivalent';
  if (system.isWithin(b, a)) return 'subsumes';
  return system.isWithin(a, b) ? 'subsumed-by' : 'not-subsumed';
}

function sideOf({ given }: Invocation, side: 'A' | 'B'): AskedCode {
  const names = { code: `code${side}`, system: 'system', version: 'version' };
  const code = codeOf(given, { ...names, coding: `coding${side}` });
  if (code !== undefined) return code;
  throw fault(
    names.code,
    both('is missing', 'manque'),
    both(
      `Send code${side} and system, or coding${side}`,
      `Envoyer code${side} et system, ou coding${side}`,
    ),
  );
}

async function systemOf(
  needs: TerminologyNeeds,
  invocation: Invocation,
  codes: readonly AskedCode[],
): Promise<CodeSystem> {
  const subject = await subjectOf(needs, invocation, 'codeSystem');
  const named = [...new Set(codes.flatMap(({ system }) => system ?? []))];
  if (named.length > 1)
    throw fault(
      'codingB',
      both('is of another code system than codingA', "est d'un autre système de codes que codingA"),
      both('Send two codes of one', "Envoyer deux codes d'un même système"),
    );
  if (subject !== undefined) return makeCodeSystem(subject);
  const canonical = canonicalOf(invocation.given, 'system', 'version') ?? named[0];
  if (canonical === undefined)
    throw fault(
      'system',
      both('is missing', 'manque'),
      both('Name the code system of both codes', 'Nommer le système de codes des deux codes'),
    );
  const known = await knownFor(needs, invocation, { wanted: [{ kind: 'CodeSystem', canonical }] });
  const system = known.codeSystem(canonical);
  if (system === undefined) throw unknown(theCodeSystem(canonical));
  return system;
}

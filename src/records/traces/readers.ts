/**
 * How much of a dossier's trace its reader sees: all of it who acts for the patient, save what was
 * done in secret from those who represent or help; its emergencies alone the médecin traitant
 * (`access-rules`, What always follows).
 */
import { isGeneralPractitioner } from '../../access/consent.js';
import { parse } from '../../search/parse.js';
import type { Criterion } from '../../search/query.js';
import type { Visit } from '../judge.js';
import type { Needs } from '../needs.js';
import { criterionOf, looking } from '../searches/chains.js';
import { hiddenReferences } from '../searches/hidden.js';
import { aboutToken, SECRETLY } from './trace.js';

/** What holds of every event that this reader may see. */
export async function readable(needs: Needs, at: Visit): Promise<Criterion[]> {
  const hidden = [...(await hiddenReferences(needs, at)), ...secretFrom(at)];
  return [...unless(needs, hidden), ...(await emergenciesFor(needs, at))];
}

/** Whether the visitor may read the trace of the dossier, or a part of it. */
export function readsTrace({ caller, policy }: Pick<Visit, 'caller' | 'policy'>): boolean {
  if (caller.kind !== 'professional') return true;
  return policy.kind === 'dossier' && isGeneralPractitioner(policy, caller);
}

function secretFrom({ entry }: Visit): readonly string[] {
  const isHelper =
    entry.kind === 'whole' && (entry.role === 'representative' || entry.role === 'carer');
  return isHelper ? [SECRETLY] : [];
}

function unless(needs: Needs, references: readonly string[]): Criterion[] {
  if (references.length === 0) return [];
  const tokens = references.map((reference) => needs.envelope.token(aboutToken(reference)));
  return [
    { kind: 'not', of: { kind: 'any', of: tokens.map((token) => ({ kind: 'token', token })) } },
  ];
}

/** Of a professional's reading: what was done under break-glass or regulation. */
async function emergenciesFor(needs: Needs, at: Visit): Promise<Criterion[]> {
  if (at.caller.kind !== 'professional') return [];
  if (!readsTrace(at)) return [{ kind: 'any', of: [] }];
  const query = parse(needs.rules.parameters, 'AuditEvent', EMERGENCIES, { strict: true });
  return [await criterionOf(needs, looking(needs, { caller: at.caller, at }), query)];
}

const EMERGENCIES = [['purpose', 'BTG,ETREAT']] as const;

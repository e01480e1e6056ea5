/**
 * `AuditEvent/$verify`: proves the store while it serves, as `dossier verify-audit` does beside it.
 * A short verification is answered at once; a long one, or `Prefer: respond-async`, with the
 * address at which to ask again. https://hl7.org/fhir/R4/async.html
 */
import { stringify } from '../../fhir/json.js';
import { problem } from '../../fhir/problem.js';
import { formatInstant } from '../../fhir/instant.js';
import type { Records } from '../../records/records.js';
import type { Verification } from '../../records/traces/verifying.js';
import { selfUrl } from '../../search/self-url.js';
import { textOf } from '../given.js';
import type { Invocation, Operation, Outcome } from '../operation.js';

/** What it is built on. */
export interface VerifyNeeds {
  readonly records: Records;
  readonly settings: { readonly base: string };
}

const NAME = 'verify';
const JOB = 'job';
/** How long an answer waits for the end of a verification. */
const WAITS_MS = 5_000;

/** The operation. */
export function verifyOperation(needs: VerifyNeeds): Operation {
  return {
    name: NAME,
    definition: `${needs.settings.base}/OperationDefinition/audit-${NAME}`,
    levels: ['type'],
    types: ['AuditEvent'],
    changes: false,
    run: (invocation) => run(needs, invocation),
  };
}

async function run({ records, settings }: VerifyNeeds, invocation: Invocation): Promise<Outcome> {
  const { caller, given, asked, prefer = '' } = invocation;
  const id = textOf(given, JOB);
  const found =
    id === undefined
      ? await records.verifying.begin(caller, asked)
      : await records.verifying.find(caller, asked, id);
  if (found === undefined) throw unknownJob();
  if (id === undefined && !prefer.includes('respond-async')) await endedSoon(found);
  if (found.failure !== undefined) throw found.failure;
  if (found.whole !== undefined) return { body: answer(found) };
  const { commits, blocks } = found.counts;
  const headers = {
    'content-location': selfUrl(settings.base, `AuditEvent/$${NAME}`, [[JOB, found.id]]),
    'x-progress': `${commits} commits, ${blocks} blocks`,
    'retry-after': '5',
  };
  return { status: 202, headers };
}

function unknownJob(): Error {
  return problem('unknown-resource');
}

/** Waits, not for long. */
async function endedSoon({ ended }: Verification): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const soon = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, WAITS_MS);
  });
  await Promise.race([ended, soon]);
  clearTimeout(timer);
}

function answer({ begun, faults, whole }: Verification): Buffer {
  const counted = ['commits', 'blocks', 'events', 'checkpoints', 'faults'] as const;
  const parameter = [
    { name: 'holds', valueBoolean: whole?.faults === 0 },
    { name: 'begun', valueInstant: formatInstant(begun) },
    ...counted.map((name) => ({ name, valueInteger: whole?.[name] ?? 0 })),
    { name: 'root', valueString: whole?.root },
    { name: 'checkpoint', valueString: whole?.checkpoint },
    ...faults.map((line) => ({ name: 'fault', valueString: line })),
  ];
  return Buffer.from(stringify({ resourceType: 'Parameters', parameter }));
}

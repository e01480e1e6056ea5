/**
 * The operations by which patients lead the life of their dossiers: `$activate`, `$oppose`,
 * `$close`, `$request-erasure`, `$reopen`. Each answers with the state that was entered.
 */
import type { Caller } from '../access/caller.js';
import { beginOf, dueAfter, PASSAGES, type LifeAct } from '../access/life.js';
import type { ActQuery } from '../audit/act.js';
import { formatInstant } from '../fhir/instant.js';
import { stringify } from '../fhir/json.js';
import { problem } from '../fhir/problem.js';
import type { Clock } from '../clock.js';
import type { Records } from '../records/records.js';
import { takeStep } from './step.js';

/** An operation as it is invoked on a Patient. */
interface Invocation {
  readonly caller: Caller;
  readonly id?: string;
  /** The values of each parameter. */
  readonly given: ReadonlyMap<string, readonly unknown[]>;
  readonly asked: ActQuery;
}

/** An operation on a Patient, as `operations/` serves them. */
interface LifeOperation {
  readonly name: string;
  readonly definition: string;
  readonly levels: readonly ['instance'];
  readonly types: readonly ['Patient'];
  readonly changes: true;
  readonly run: (invocation: Invocation) => Promise<{ readonly body: Buffer }>;
}

/** What they are built on. */
interface LifeNeeds {
  readonly records: Records;
  readonly clock: Clock;
}

const DEFINITIONS = 'https://dossier.example/fhir/OperationDefinition/';
const BY_NAME = ['activate', 'oppose', 'close', 'request-erasure', 'reopen'] as const;

/** All of them. */
export function lifeOperations(needs: LifeNeeds): readonly LifeOperation[] {
  return BY_NAME.map((name) => ({
    ...{ name, definition: `${DEFINITIONS}dossier-${name}`, changes: true },
    ...{ levels: ['instance'], types: ['Patient'] },
    run: (invocation) => taken(needs, name, invocation),
  }));
}

async function taken(
  { records, clock }: LifeNeeds,
  name: (typeof BY_NAME)[number],
  { caller, id: patient = '', given, asked }: Invocation,
): Promise<{ body: Buffer }> {
  const act = wantsErasure(name, given) ? 'request-erasure' : name;
  const code = name === 'activate' ? textOf(given, 'code') : undefined;
  // Neither address nor body is quoted: a code that is tried must not stand in the trace.
  const line = (asked.line.split('?')[0] ?? '').trimEnd();
  await takeStep(records, caller, {
    ...{ patient, act, asked: { line } },
    ...(code === undefined ? {} : { code }),
  });
  return { body: answerOf(act, clock.now()) };
}

/** A dossier may be closed and given up in one act. */
function wantsErasure(name: string, given: Invocation['given']): boolean {
  const values = name === 'close' ? (given.get('erasure') ?? []) : [];
  return values.some((value) => isTrue(value));
}

function isTrue(value: unknown): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw fault('erasure', 'is true or false', 'est true ou false');
}

function textOf(given: Invocation['given'], name: string): string | undefined {
  const [value, second] = given.get(name) ?? [];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && second === undefined) return value;
  throw fault(name, 'is one valueString', 'est un seul valueString');
}

function fault(name: string, is: string, est: string): Error {
  return problem('invalid-request', {
    why: `The parameter ${name} ${is}. Send it so.`,
    french: `Le paramètre ${name} ${est}. L'envoyer ainsi.`,
    expression: `Parameters.parameter.where(name='${name}')`,
  });
}

function answerOf(act: LifeAct, since: number): Buffer {
  const { to } = PASSAGES[act];
  const due = dueAfter(to, since);
  const parameter = [
    { name: 'state', valueCode: to },
    { name: 'since', valueInstant: formatInstant(since) },
    ...(due?.step === 'erase'
      ? [{ name: 'erased', valueInstant: formatInstant(beginOf(due.day)) }]
      : []),
  ];
  return Buffer.from(stringify({ resourceType: 'Parameters', parameter }));
}

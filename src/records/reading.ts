/**
 * Reads: of a resource, of a version, of a history, of a document's bytes. Each is decided at the
 * head it reads, recorded before it is answered, and a hidden resource takes the same steps as an
 * unknown one (`access-rules`).
 */
import type { Caller } from '../access/caller.js';
import type { Right } from '../access/decide.js';
import type { DocumentFacts } from '../access/facts.js';
import type { Act } from '../audit/act.js';
import { problem, Problem, type ProblemCode } from '../fhir/problem.js';
import { relative, type Address } from '../fhir/resource.js';
import type { Shown } from '../fhir/version.js';
import type { Version } from '../storage/kept.js';
import { readTrace } from './searches/events.js';
import { readPublished } from './searches/published.js';
import { factsOf, judge, refusal, visit, type Visit } from './judge.js';
import type { Needs } from './needs.js';
import { markRecorded, outcomeOf } from './traces/refused.js';
import { byClass } from './traces/classes.js';
import { concern, dossierIn } from './traces/tale.js';
import { record, type Told } from './traces/trace.js';
import { nameOf, versionsAt } from './versions-at.js';
import { shownHistory, shownNumber, shownVersion } from './view.js';
import { arrive, settle, type Located } from './where.js';

/** How a read is named in the audit; an operation quotes its request besides. */
export type ReadAs = Pick<Told, 'interaction' | 'transaction' | 'query'>;

/** Reads the version at the head. Fails with unknown-resource, no-access, not-allowed or gone. */
export async function read(
  needs: Needs,
  caller: Caller,
  address: Address,
  as: ReadAs = { interaction: 'read' },
): Promise<Shown> {
  if (address.type === 'AuditEvent') return readTrace(needs, caller, address, as);
  const published = await readPublished(needs, caller, address, as.interaction);
  if (published !== undefined) return published;
  const asked = { address, as, always: true } as const;
  return granted(needs, caller, asked, (at, version) =>
    shownVersion(needs, at, address.type, version),
  );
}

/** Reads one version: decided on the newest version's labels and status (decision 24). */
export async function vread(needs: Needs, caller: Caller, address: Address): Promise<Shown> {
  if (address.type === 'AuditEvent') return readTrace(needs, caller, address);
  const published = await readPublished(needs, caller, address, 'vread');
  if (published !== undefined) return published;
  const asked = { address, as: { interaction: 'vread' } } as const;
  return granted(needs, caller, asked, async (at, version) => {
    const wanted = await shownNumber(needs, at, version, address.version ?? version.version);
    if (wanted === undefined) throw problem('unknown-resource');
    return wanted;
  });
}

/** Every version of a resource that the caller may read, newest first. */
export async function history(
  needs: Needs,
  caller: Caller,
  address: Address,
): Promise<readonly Shown[]> {
  if (address.type === 'AuditEvent') return [await readTrace(needs, caller, address)];
  const published = await readPublished(needs, caller, address, 'history');
  if (published !== undefined) return [published];
  return granted(needs, caller, { address, as: { interaction: 'history' } }, (at, version) =>
    shownHistory(needs, at, address.type, version),
  );
}

/** A Binary's resource and the bytes behind it, not yet opened. */
export interface ReadDocument {
  readonly shown: Shown;
  readonly document: DocumentFacts;
}

/**
 * Reads a Binary (ITI-68). A Binary that has no document is unknown. `suits` throws what keeps the
 * document from being given as it is asked for: then it is not told as given.
 */
export async function readBinary(
  needs: Needs,
  caller: Caller,
  id: string,
  suits: (document: DocumentFacts) => void,
): Promise<ReadDocument> {
  const as = { interaction: 'read', transaction: 'ITI-68' } as const;
  const asked = { address: { type: 'Binary', id }, as };
  return granted(needs, caller, asked, async (at, version) => {
    const { document } = factsOf(version);
    if (document === undefined) throw problem('unknown-resource');
    suits(document);
    return { shown: await shownVersion(needs, at, 'Binary', version), document };
  });
}

interface Asked {
  readonly address: Address;
  readonly as: ReadAs;
  /** Whether what may be read can always be given: then it is told while it is made. */
  readonly always?: boolean;
}

/**
 * What is made of a version that the caller may read. What may fail is made before it is told, for
 * what cannot be made was not given.
 */
async function granted<T>(
  needs: Needs,
  given: Caller,
  asked: Asked,
  make: (at: Visit, version: Version) => Promise<T>,
): Promise<T> {
  const found = await decided(needs, given, asked);
  const { right, located, visit: at, version } = found;
  const told = await toldRead(needs, asked, found);
  if (right.kind === 'denied' || at === undefined || version === undefined) {
    await record(needs, told);
    throw markRecorded(
      right.kind === 'denied' ? refusal(withheld(right, located)) : problem('unknown-resource'),
    );
  }
  if (asked.always === true) {
    return (await Promise.all([make(at, version), record(needs, told)]))[0];
  }
  const made = await make(at, version).catch(failureOf);
  const failed = made instanceof Problem;
  await record(needs, failed ? { ...told, outcome: outcomeOf(made), because: made.code } : told);
  if (failed) throw markRecorded(made);
  return made;
}

/** A refusal as an answer; what is no refusal is thrown on. */
function failureOf(failure: unknown): Problem {
  if (failure instanceof Problem && failure.status < 500) return failure;
  throw failure;
}

interface Decided {
  /** Settled, and where they came in, the one who visits. */
  readonly caller: Caller;
  readonly right: Right;
  readonly located: Located | undefined;
  readonly visit: Visit | undefined;
  readonly version?: Version | undefined;
}

async function decided(needs: Needs, given: Caller, { address, as }: Asked): Promise<Decided> {
  const { type, id } = address;
  const [caller, { located, head }] = await Promise.all([
    settle(needs, given),
    arrive(needs, given, { type, id }),
  ]);
  if (head === undefined) return { caller, right: UNKNOWN, located, visit: undefined };
  const at = visit(needs, caller, head);
  // One that is not told of takes no more steps than one that is not there.
  if (at.entry.kind === 'elsewhere')
    return { caller, right: { ...UNKNOWN, because: at.entry.because }, located, visit: at };
  const [versions] = await Promise.all([versionsAt(needs, at, [nameOf(address)]), at.ownsSome()]);
  const version = versions.get(nameOf(address));
  const past = as.interaction === 'history';
  const earlier = past || as.interaction === 'vread';
  const target = version === undefined ? { type } : { type, version, past, earlier };
  const seeing = type === 'Binary' ? await withCarriers(needs, at, version) : at;
  const right = await judge(needs, seeing, 'read', target);
  return { caller: at.caller, right, located, visit: seeing, version };
}

/**
 * The visit with the documents that name a Binary, by which it is judged and told of. For one that
 * is not there as much is looked up: it must take no less time than one that is hidden.
 */
async function withCarriers(needs: Needs, at: Visit, version: Version | undefined): Promise<Visit> {
  const names = version === undefined ? insteadOf(at) : (factsOf(version).namedBy ?? []);
  const found = await versionsAt(needs, at, names);
  return { ...at, known: new Map(names.map((name) => [name, found.get(name)])) };
}

/** A resource that is there, to be looked up where a document would be. */
function insteadOf({ policy }: Visit): readonly string[] {
  return policy.kind === 'dossier' ? [`Patient/${policy.patient}`] : [];
}

const UNKNOWN: Right & { kind: 'denied' } = {
  kind: 'denied',
  because: 'unknown',
  answer: 'unknown-resource',
};

/** A client-chosen id in a dossier the caller has no access to answers as unknown (decision 16). */
function withheld(
  right: Right & { kind: 'denied' },
  located: Located | undefined,
): Right & { kind: 'denied' } {
  const shows = right.answer === 'no-access' && located !== undefined && !located.named;
  return shows ? { ...right, answer: 'unknown-resource' } : right;
}

async function toldRead(needs: Needs, { address, as }: Asked, found: Decided): Promise<Told> {
  const { caller, right, visit: at, version } = found;
  const dossier = at === undefined ? undefined : dossierIn(caller, at);
  const isShut = right.kind === 'denied' && SHUT.includes(right.answer);
  const isUnnamed = dossier !== undefined && isShut && !(await isOpen(needs, found));
  const documents = version === undefined ? [] : (factsOf(version).namedBy ?? []);
  const { interaction, transaction, query } = as;
  return {
    caller,
    interaction,
    transaction,
    outcome: right.kind === 'granted' ? 'success' : 'refused',
    because: right.because,
    dossier,
    entities: isUnnamed ? [] : [{ what: relative(address), role: roleOf(as) }],
    about: isUnnamed ? [] : [`${address.type}/${address.id}`, ...documents],
    query: isUnnamed ? undefined : query,
  };
}

/**
 * Answers that do not tell whether there is what was asked for. Neither does their trace: it names
 * the dossier alone, save where the resource is there and its trace is open to all.
 */
const SHUT: readonly ProblemCode[] = ['unknown-resource', 'no-access'];

async function isOpen(needs: Needs, { visit: at, version }: Decided): Promise<boolean> {
  if (at === undefined || version === undefined) return false;
  const { namedBy = [], items = [] } = factsOf(version);
  const carriers = await versionsAt(needs, at, [...namedBy, ...items]);
  const one = concern(version);
  return (
    byClass([one, ...[...carriers.values()].map(concern)])
      .get('')
      ?.includes(one) === true
  );
}

function roleOf(as: ReadAs): Act['entities'][number]['role'] {
  return as.transaction === 'ITI-68' ? 'report' : 'domain';
}

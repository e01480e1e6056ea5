/**
 * Reads: of a resource, of a version, of a history, of a document's bytes. Each is decided at the
 * head it reads, recorded before it is answered, and a hidden resource takes the same steps as an
 * unknown one (`access-rules`).
 */
import type { Caller } from '../access/caller.js';
import type { Right } from '../access/decide.js';
import type { DocumentFacts } from '../access/facts.js';
import type { Act } from '../audit/act.js';
import { problem } from '../fhir/problem.js';
import { relative, type Address } from '../fhir/resource.js';
import type { Shown } from '../fhir/version.js';
import type { Version } from '../storage/store.js';
import { readTrace } from './searches/events.js';
import { factsOf, judge, refusal, visit, type Visit } from './judge.js';
import type { Needs } from './needs.js';
import { markRecorded } from './traces/refused.js';
import { dossierIn } from './traces/tale.js';
import { record, type Told } from './traces/trace.js';
import { shownHistory, shownNumber, shownVersion } from './view.js';
import { locate, settle, type Located } from './where.js';

/** How a read is named in the audit. */
export type ReadAs = Pick<Told, 'interaction' | 'transaction'>;

/** A version the caller may read, with the visit it was decided in. */
export interface Granted {
  readonly visit: Visit;
  readonly version: Version;
}

/** Reads the version at the head. Fails with unknown-resource, no-access, not-allowed or gone. */
export async function read(needs: Needs, caller: Caller, address: Address): Promise<Shown> {
  if (address.type === 'AuditEvent') return readTrace(needs, caller, address.id);
  const { visit: at, version } = await granted(needs, caller, address, { interaction: 'read' });
  return shownVersion(needs, at, address.type, version);
}

/** Reads one version: decided on the newest version's labels and status (decision 24). */
export async function vread(needs: Needs, caller: Caller, address: Address): Promise<Shown> {
  if (address.type === 'AuditEvent')
    return onlyVersion(await readTrace(needs, caller, address.id), address);
  const { visit: at, version } = await granted(needs, caller, address, { interaction: 'vread' });
  const wanted = await shownNumber(needs, at, version, address.version ?? version.version);
  if (wanted === undefined) throw problem('unknown-resource');
  return wanted;
}

/** Every version of a resource that the caller may read, newest first. */
export async function history(
  needs: Needs,
  caller: Caller,
  address: Address,
): Promise<readonly Shown[]> {
  if (address.type === 'AuditEvent') return [await readTrace(needs, caller, address.id)];
  const { visit: at, version } = await granted(needs, caller, address, { interaction: 'history' });
  return shownHistory(needs, at, address.type, version);
}

/** An event has one version for ever. */
function onlyVersion(shown: Shown, address: Address): Shown {
  if (address.version !== shown.version) throw problem('unknown-resource');
  return shown;
}

/** A Binary's resource and the bytes behind it, not yet opened. */
export interface ReadDocument {
  readonly shown: Shown;
  readonly document: DocumentFacts;
}

/** Reads a Binary (ITI-68). A Binary that has no document is unknown. */
export async function readBinary(needs: Needs, caller: Caller, id: string): Promise<ReadDocument> {
  const as = { interaction: 'read', transaction: 'ITI-68' } as const;
  const { visit: at, version } = await granted(needs, caller, { type: 'Binary', id }, as);
  const { document } = factsOf(version);
  if (document === undefined) throw problem('unknown-resource');
  return { shown: await shownVersion(needs, at, 'Binary', version), document };
}

async function granted(
  needs: Needs,
  given: Caller,
  address: Address,
  as: ReadAs,
): Promise<Granted> {
  const caller = await settle(needs, given);
  const { right, located, visit: at, version } = await decided(needs, caller, address, as);
  await record(needs, toldRead(caller, address, { as, right, at, version }));
  if (right.kind === 'denied') throw markRecorded(refusal(withheld(right, located)));
  if (at === undefined || version === undefined) throw markRecorded(problem('unknown-resource'));
  return { visit: at, version };
}

interface Decided {
  readonly right: Right;
  readonly located: Located | undefined;
  readonly visit: Visit | undefined;
  readonly version: Version | undefined;
}

async function decided(
  needs: Needs,
  caller: Caller,
  address: Address,
  as: ReadAs,
): Promise<Decided> {
  const { type, id } = address;
  const located = await locate(needs, caller, { type, id });
  const found =
    located === undefined ? undefined : await needs.store.read(located.stream, type, id);
  if (found === undefined) return { right: UNKNOWN, located, visit: undefined, version: undefined };
  const at = await visit(needs, caller, found.head);
  const { version } = found;
  const past = as.interaction === 'history';
  const target = version === undefined ? { type } : { type, version, past };
  return { right: await judge(needs, at, 'read', target), located, visit: at, version };
}

const UNKNOWN: Right = { kind: 'denied', because: 'unknown', answer: 'unknown-resource' };

/** A client-chosen id in a dossier the caller has no access to answers as unknown (decision 16). */
function withheld(
  right: Right & { kind: 'denied' },
  located: Located | undefined,
): Right & { kind: 'denied' } {
  const shows = right.answer === 'no-access' && located !== undefined && !located.named;
  return shows ? { ...right, answer: 'unknown-resource' } : right;
}

function toldRead(
  caller: Caller,
  address: Address,
  of: { as: ReadAs; right: Right; at: Visit | undefined; version: Version | undefined },
): Told {
  const dossier = of.at === undefined ? undefined : dossierIn(caller, of.at);
  const what = relative(address);
  const binary = of.version === undefined ? [] : (factsOf(of.version).namedBy ?? []);
  return {
    caller,
    ...of.as,
    outcome: of.right.kind === 'granted' ? 'success' : 'refused',
    because: of.right.because,
    ...(dossier === undefined ? {} : { dossier }),
    entities: [{ what, role: roleOf(of.as) }],
    about: [`${address.type}/${address.id}`, ...binary],
  };
}

function roleOf(as: ReadAs): Act['entities'][number]['role'] {
  return as.transaction === 'ITI-68' ? 'report' : 'domain';
}

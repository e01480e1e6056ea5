/**
 * Who could open a document of a dossier, told to whoever acts for its patient: asked of the
 * decision itself, at the dossier's head.
 */
import type { Caller } from '../access/caller.js';
import { isForPatient } from '../access/entry.js';
import { readersOf, type Reader } from '../access/readers.js';
import type { ActQuery } from '../audit/act.js';
import { identifiers, object, objects, text } from '../fhir/elements.js';
import { parseJson } from '../fhir/json.js';
import { problem, type Problem } from '../fhir/problem.js';
import type { Resource } from '../fhir/resource.js';
import type { Version } from '../storage/kept.js';
import { dossierNamed } from './finding.js';
import { factsOf, judge, refusal, visit, type Visit } from './judge.js';
import type { Needs } from './needs.js';
import { toldIn } from './searches/told.js';
import { markRecorded } from './traces/refused.js';
import { record, type Told } from './traces/trace.js';
import { versionsAt } from './versions-at.js';
import { settle } from './where.js';

/** A reader, with the name that the dossier gives the party. */
export interface NamedReader extends Reader {
  readonly name?: string;
}

/** What is asked. */
export interface WhoCanSee {
  /** Id of the Patient. */
  readonly patient: string;
  /** Id of the DocumentReference. */
  readonly document: string;
  readonly asked: ActQuery;
}

/**
 * Answers, and records it. Fails with unknown-patient, no-access, unknown-resource for a document
 * that the caller does not see, and not-allowed for whoever does not act for the patient.
 */
export async function whoCanSee(
  needs: Needs,
  given: Caller,
  { patient, document, asked }: WhoCanSee,
): Promise<readonly NamedReader[]> {
  const caller = await settle(needs, given);
  const { head } = await dossierNamed(needs, caller, { id: patient });
  const at = visit(needs, caller, head);
  const told = { ...toldIn(at, 'DocumentReference', 'operation'), query: asked };
  const name = `DocumentReference/${document}`;
  const version = (await versionsAt(needs, at, [name])).get(name);
  const failure = await failureOf(needs, at, version);
  const entities = [{ what: name, role: 'domain' as const }];
  const granted = { ...told, entities, about: [name] };
  await record(needs, failure === undefined ? granted : refusedAs(told, failure));
  if (failure !== undefined || version === undefined || at.policy.kind !== 'dossier') {
    throw markRecorded(failure?.problem ?? problem('unknown-resource'));
  }
  const { policy, now } = at;
  const facts = factsOf(version);
  const readers = readersOf({ policy, facts, matrix: needs.rules.matrix, now });
  return namedBy(needs, at, readers);
}

interface Failure {
  readonly because: string;
  readonly problem: Problem;
}

async function failureOf(
  needs: Needs,
  at: Visit,
  version: Version | undefined,
): Promise<Failure | undefined> {
  const type = 'DocumentReference';
  const right = await judge(needs, at, 'read', { type, ...(version ? { version } : {}) });
  if (right.kind === 'denied') return { because: right.because, problem: refusal(right) };
  if (isForPatient(at.entry) || at.caller.kind === 'tester') return undefined;
  return { because: 'not-for-patient', problem: problem('not-allowed', FOR_ITS_PATIENT) };
}

const FOR_ITS_PATIENT = {
  why: 'Who can see a document is told to its patient, or to who acts for the patient.',
  french: "Qui peut voir un document n'est dit qu'à son patient, ou à qui agit pour lui.",
};

function refusedAs(told: Told, { because }: Failure): Told {
  return { ...told, outcome: 'refused', because };
}

/** Names are those that the resources give which name the parties; all in one look-up. */
async function namedBy(
  needs: Needs,
  at: Visit,
  readers: readonly Reader[],
): Promise<readonly NamedReader[]> {
  const sources = [...new Set(readers.flatMap(({ namedIn }) => namedIn ?? []))];
  const versions = await versionsAt(needs, at, sources);
  return readers.map((reader) => {
    const version = versions.get(reader.namedIn ?? '');
    const name = version === undefined ? undefined : nameIn(version, reader);
    return name === undefined ? reader : { ...reader, name };
  });
}

function nameIn(version: Version, { party = '' }: Reader): string | undefined {
  const resource = parseJson(version.body) as Resource; // stored after validation
  const references = [
    ...objects(resource['generalPractitioner']),
    ...objects(object(resource['provision'])?.['actor']).map((actor) => object(actor['reference'])),
    ...objects(resource['participant']).map((one) => object(one['member'])),
  ].filter((reference) => reference !== undefined);
  const value = party.slice(party.indexOf(':') + 1);
  const byIdentifier = references.find((reference) =>
    identifiers(reference['identifier']).some((one) => value.endsWith(one.value)),
  );
  const only = references.length === 1 ? references[0] : undefined;
  return text((byIdentifier ?? only)?.['display']);
}

/**
 * One change, decided and made at a head: rights, preconditions, the next version's resource, its
 * validation and its bytes. Nothing is written here.
 */
import type { DocumentKind } from '../../access/habilitation.js';
import type { Act } from '../../access/rights.js';
import { isObject } from '../../fhir/elements.js';
import { parseJson, stringify } from '../../fhir/json.js';
import { formatInstant } from '../../fhir/instant.js';
import { problem, type Issue } from '../../fhir/problem.js';
import type { Resource } from '../../fhir/resource.js';
import type { NewVersion, UniqueKey, Version } from '../../storage/kept.js';
import { documentKind, makeFacts, type FactSources } from './facts.js';
import { factsOf, hiddenAmong, judge, refusal, type Visit } from '../judge.js';
import { keysOf } from './keys.js';
import { maskedByDefault } from './masking.js';
import type { Needs } from '../needs.js';
import type { Change, Neighbours } from './plan.js';
import { nameOf, versionsAt } from '../versions-at.js';
import { checkCode } from '../life/code.js';
import { dueOf, livedPatient } from '../life/lived.js';
import { checkRemoval, tombstone } from './removal.js';
import { shownVersion } from '../view.js';

const SALT_BYTES = 16;

/** A change made at a head: its resource, not yet bytes. */
export interface Draft {
  readonly change: Change;
  readonly before?: Version;
  readonly resource: Resource;
  readonly issues: readonly Issue[];
}

/**
 * Decides on a change and makes its resource, id and meta set. Throws the failure that shows a
 * refusal.
 */
export async function draft(
  needs: Needs,
  at: Visit,
  change: Change,
  commitAt: number,
): Promise<Draft> {
  const reference = nameOf(change);
  const before = (await versionsAt(needs, at, [reference])).get(reference);
  const standing = before === undefined || before.gone ? undefined : before;
  await checkExpectation(needs, at, change, { standing, known: before !== undefined });
  // Seen first: what a patch could not do, or may not change, must not tell that it is there.
  if (standing !== undefined && change.life === undefined)
    await checkRights(needs, at, ['read'], { change, before: standing });
  const next = await permittedNext(needs, at, change, standing);
  const version = (before?.version ?? 0) + 1;
  const lived = livedPatient(next, at.policy, { step: change.life, at: commitAt });
  const stored = before === undefined ? maskedByDefault(at, lived) : lived;
  const resource = identified(stored, change, { version, written: commitAt });
  const issues = [...(change.issues ?? []), ...validated(needs, change, resource)];
  return { change, ...(before === undefined ? {} : { before }), resource, issues };
}

/** What the change makes of the version that stands, once every right it takes is granted. */
async function permittedNext(
  needs: Needs,
  at: Visit,
  change: Change,
  standing: Version | undefined,
): Promise<Resource> {
  const current = standing === undefined ? undefined : (parseJson(standing.body) as Resource);
  const pointers = standing === undefined ? [] : (factsOf(standing).pointsAt ?? []);
  const hidden = await hiddenAmong(needs, at, pointers);
  const next = change.next(current, await neighboursOf(needs, at, change), hidden);
  await checkRights(needs, at, change.acts(current, next), {
    change,
    before: standing,
    deposit: documentKind(needs.rules, next),
  });
  if (change.life?.act === 'activate' && at.caller.kind === 'patient')
    checkCode(at.policy, change.life.given, needs.clock.now());
  await checkMatch(needs, at, change, standing);
  if (change.removes === true) await checkRemoval(needs, at, change);
  return next;
}

/** The issues of a resource that may be stored. Fails with `not-conformant` and all of them. */
function validated(needs: Needs, change: Change, resource: Resource): readonly Issue[] {
  if (change.validated === true || change.removes === true) return [];
  const unserved = needs.rules.unserved?.(resource);
  if (unserved !== undefined) throw unserved;
  const issues = needs.rules.validate(resource, { claims: change.beyondClaims !== true });
  if (issues.some(isError)) throw problem('not-conformant', { issues });
  return issues;
}

/**
 * The version that a draft becomes; `namedBy` are the documents of the same act that name a Binary.
 */
export function versionOf(
  needs: Needs,
  at: Visit,
  made: Draft,
  to: {
    readonly namedBy: readonly string[];
    readonly slots: readonly UniqueKey[];
    readonly written: number;
  },
): NewVersion {
  const { resource, before, change } = made;
  if (change.removes === true && before !== undefined)
    return tombstone(needs, at, before, to.written);
  const { written } = to;
  const facts = makeFacts(needs.rules, resource, sourcesOf(at, made, to));
  const conditions = facts.conditions ?? [];
  return {
    type: change.type,
    id: change.id,
    version: (before?.version ?? 0) + 1,
    written,
    gone: false,
    facts: { ...facts },
    body: Buffer.from(stringify(resource)),
    salt: needs.ids.bytes(SALT_BYTES),
    index: needs.rules.index(resource, facts, { written, everywhere: at.caller.space === 'test' }),
    keys: [
      ...[...keysOf(at.caller.space, resource), ...conditions].map(needs.envelope.uniqueKey),
      ...to.slots,
    ],
  };
}

/** Whether an issue refuses. */
function isError(issue: Issue): boolean {
  return issue.severity === 'error' || issue.severity === 'fatal';
}

function sourcesOf(
  at: Visit,
  made: Draft,
  { namedBy, written }: Parameters<typeof versionOf>[3],
): FactSources {
  const isPatient = made.change.type === 'Patient';
  return {
    ...(isPatient ? dueOf(at.policy, { step: made.change.life, at: written }) : {}),
    caller: at.caller,
    ...(made.before === undefined ? {} : { before: factsOf(made.before) }),
    ...(made.change.document === undefined ? {} : { document: made.change.document }),
    ...(made.change.condition === undefined ? {} : { condition: made.change.condition }),
    namedBy,
  };
}

async function checkExpectation(
  needs: Needs,
  at: Visit,
  change: Change,
  { standing, known }: { standing: Version | undefined; known: boolean },
): Promise<void> {
  const { expects } = change;
  if (expects === 'absent' && standing !== undefined) {
    throw problem('conflict', {
      why: 'The id is in use. Nothing was stored.',
      french: "L'id est déjà pris. Rien n'a été enregistré.",
    });
  }
  if ((expects === 'present' && standing === undefined) || (expects === 'known' && !known)) {
    const right = await judge(needs, at, 'read', { type: change.type });
    throw right.kind === 'denied' ? refusal(right) : problem('unknown-resource');
  }
}

async function checkRights(
  needs: Needs,
  at: Visit,
  acts: readonly Act[],
  target: { change: Change; before: Version | undefined; deposit?: DocumentKind },
): Promise<void> {
  const { change, before: version, deposit } = target;
  const judged = {
    type: change.type,
    ...(version === undefined ? {} : { version }),
    ...(deposit === undefined ? {} : { deposit }),
  };
  for (const act of acts) {
    const right = await judge(needs, at, act, judged);
    if (right.kind === 'denied') throw refusal(right);
  }
}

async function checkMatch(
  needs: Needs,
  at: Visit,
  change: Change,
  standing: Version | undefined,
): Promise<void> {
  const { ifMatch, ifNoneMatch } = change;
  if (ifMatch === undefined && ifNoneMatch === undefined) return;
  const version =
    standing === undefined ? 0 : (await shownVersion(needs, at, change.type, standing)).version;
  const stands = ifNoneMatch === 'any' ? version > 0 : version === ifNoneMatch;
  if (stands || (ifMatch !== undefined && version !== ifMatch)) {
    throw problem('precondition-failed', {
      why: 'Another version stands now than the request allows. Read the resource again and send the change for what it holds.',
      french:
        "Une autre version est en place que celle admise par la requête. Relire la ressource et envoyer la modification de ce qu'elle contient.",
    });
  }
}

async function neighboursOf(needs: Needs, at: Visit, change: Change): Promise<Neighbours> {
  const neighbours = new Map<string, Resource>();
  const references = change.looksAt ?? [];
  const versions = await versionsAt(needs, at, references);
  for (const reference of references) {
    const version = versions.get(reference);
    const right =
      version === undefined
        ? undefined
        : await judge(needs, at, 'read', { type: version.type, version });
    // One text for unknown, hidden, withdrawn and another patient's (decision 5).
    if (version === undefined || right?.kind !== 'granted') throw problem('unknown-resource');
    neighbours.set(reference, parseJson(version.body) as Resource);
  }
  return neighbours;
}

function identified(
  next: Resource,
  change: Change,
  to: { version: number; written: number },
): Resource {
  const { resourceType, id: _id, meta, ...rest } = next;
  if (resourceType !== change.type) {
    throw problem('wrong-resource-type', { expected: change.type, found: resourceType });
  }
  if (meta !== undefined && !isObject(meta)) throw notMeta(resourceType);
  return {
    resourceType,
    id: change.id,
    meta: { ...meta, versionId: String(to.version), lastUpdated: formatInstant(to.written) },
    ...rest,
  };
}

/** What is no object would vanish in the meta that is made of it, and never be judged. */
function notMeta(type: string): Error {
  return problem('not-conformant', {
    issues: [
      {
        severity: 'error',
        code: 'structure',
        diagnostics: 'meta must be one JSON object. Correct it, or leave it out.',
        french: 'meta est un objet JSON. Le corriger, ou le retirer.',
        expression: [`${type}.meta`],
      },
    ],
  });
}

/** `DocumentReference/…` of a draft. */
export function referenceTo(made: Draft): string {
  return nameOf(made.change);
}

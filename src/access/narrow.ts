/**
 * The same decision as criteria of the search itself, so that pages and totals are exact and leave
 * no trace of what is hidden (`access-rules`, steps 5 to 8). The tokens used here are facts,
 * indexed
 * beside the resource's own values (`factTokens`).
 */
import type { Criterion, Token } from '../search/query.js';
import type { Caller } from './caller.js';
import { seesOwnDeclarations } from './declaring.js';
import type { Entry } from './entry.js';
import { isWithdrawn, type Facts, type VisibilityCode } from './facts.js';
import { NO_CLASS, type Habilitation, type Withheld } from './habilitation.js';
import { dueToken } from './life.js';
import type { Policy } from './policy.js';
import { hidingLabels, seesOwn } from './visibility.js';

/** Turns a clear text into an index token. */
export type Hash = (text: string) => Token;

/** The clear tokens under which the facts of a resource of a type are indexed. */
export function factTokens(type: string, facts: Facts): string[] {
  return [
    `¤author‖${facts.author}`,
    ...(type === 'DocumentReference' ? kindTokens(facts) : []),
    ...facts.labels.map(labelToken),
    ...(isWithdrawn(facts) ? ['¤withdrawn‖'] : []),
    ...(facts.archived === true ? ['¤archived‖'] : []),
    ...(facts.items ?? []).map(itemToken),
    ...(facts.due === undefined ? [] : [dueToken(facts.due.day)]),
  ];
}

/** The clear token under which a resource is indexed for a label. */
export function labelToken(label: VisibilityCode): string {
  return `¤label‖${label}`;
}

function kindTokens({ typeCode = '', classCode = NO_CLASS }: Facts): string[] {
  return [`¤type‖${typeCode}`, `¤class‖${classCode}`];
}

/** The clear token under which a list is indexed for one of its entries. */
export function itemToken(reference: string): string {
  return `¤item‖${reference}`;
}

/** Who looks in a stream, and what for: a search's own part of a question to `decide.ts`. */
export interface Looker {
  readonly caller: Caller;
  readonly policy: Policy;
  readonly entry: Entry;
  readonly matrix: Habilitation;
  readonly hash: Hash;
}

/** What holds of every resource of a type in the stream that this caller may find in a search. */
export function narrow(by: Looker, type: string): Criterion {
  const { caller, policy, entry, hash } = by;
  if (entry.kind === 'none' || entry.kind === 'elsewhere') return { kind: 'any', of: [] };
  if (policy.kind === 'outside' || caller.kind === 'tester') return { kind: 'all', of: [] };
  return { kind: 'all', of: [not(isWithdrawnNow(hash)), ...seen(by, type)] };
}

/** What holds of every resource of a type in the dossier that is hidden from this caller. */
export function hiddenFrom(by: Looker, type: string): Criterion {
  if (by.policy.kind === 'outside' || by.caller.kind === 'tester') return { kind: 'any', of: [] };
  const criteria = seen(by, type);
  return criteria.length === 0 ? { kind: 'any', of: [] } : not({ kind: 'all', of: criteria });
}

/** What leaves archived resources out of a search that does not ask for them (decision 32). */
export function notArchived(hash: Hash): Criterion {
  return not(token(hash, '¤archived‖'));
}

/** What finds the resources that their authors withdrew. */
export function isWithdrawnNow(hash: Hash): Criterion {
  return token(hash, '¤withdrawn‖');
}

/** What finds the caller's own deposits. */
export function depositedBy(caller: Caller, hash: Hash): Criterion {
  return token(hash, `¤author‖${caller.actor}`);
}

/** What a search outside all dossiers asks, narrowed to what this caller may find of the type. */
export function narrowOutside(caller: Caller, asked: OutsideAsked, hash: Hash): Criterion {
  const { type, criterion } = asked;
  if (type !== 'Subscription' || caller.kind === 'tester') return criterion;
  return { kind: 'all', of: [criterion, depositedBy(caller, hash)] };
}

/** A type, and what is asked of it. */
interface OutsideAsked {
  readonly type: string;
  readonly criterion: Criterion;
}

function seen(by: Looker, type: string): Criterion[] {
  const { caller, entry, hash } = by;
  const isOwnOnly = entry.kind === 'own' || seesOwnDeclarations(caller.kind, type);
  if (isOwnOnly) return [depositedBy(caller, hash)];
  const hiding = [
    ...hidingLabels(entry).map((label) => token(hash, labelToken(label))),
    ...(type === 'DocumentReference' ? withheldBy(by) : []),
  ];
  if (hiding.length === 0) return [];
  const open = not({ kind: 'any', of: hiding });
  return [seesOwn(entry) ? { kind: 'any', of: [open, depositedBy(caller, hash)] } : open];
}

/** Step 6: what the matrix withholds from the caller's profession. */
function withheldBy({ caller, matrix, hash }: Looker): readonly Criterion[] {
  if (caller.kind !== 'professional') return [];
  const withheld = matrix.withheld(caller.profession);
  const ofHash = MADE.get(hash) ?? new WeakMap<Withheld, readonly Criterion[]>();
  MADE.set(hash, ofHash);
  const known = ofHash.get(withheld);
  if (known !== undefined) return known;
  const made = criteriaFor(withheld, hash);
  ofHash.set(withheld, made);
  return made;
}

/** What is withheld from a profession never changes, and its tokens may be fifty. */
const MADE = new WeakMap<Hash, WeakMap<Withheld, readonly Criterion[]>>();

function criteriaFor({ types, classes, but }: Withheld, hash: Hash): readonly Criterion[] {
  const ofTypes = types.map((code) => token(hash, `¤type‖${code}`));
  if (classes.length === 0) return ofTypes;
  const ofClasses: Criterion = {
    kind: 'any',
    of: classes.map((code) => token(hash, `¤class‖${code}`)),
  };
  const exceptions = but.map((code) => token(hash, `¤type‖${code}`));
  const except: Criterion[] = exceptions.length === 0 ? [] : [not({ kind: 'any', of: exceptions })];
  return [...ofTypes, { kind: 'all', of: [ofClasses, ...except] }];
}

function token(hash: Hash, text: string): Criterion {
  return { kind: 'token', token: hash(text) };
}

function not(of: Criterion): Criterion {
  return { kind: 'not', of };
}

/**
 * The same decision as criteria of the search itself, so that pages and totals are exact and leave
 * no trace of what is hidden (`access-rules`, steps 5 to 8). The tokens used here are facts,
 * indexed
 * beside the resource's own values (`factTokens`).
 */
import type { Criterion, Token } from '../search/query.js';
import type { Caller } from './caller.js';
import type { Entry } from './entry.js';
import { isWithdrawn, type Facts } from './facts.js';
import type { Policy } from './policy.js';
import { hidingLabels } from './visibility.js';

/** Turns a clear text into an index token. */
export type Hash = (text: string) => Token;

/** The clear tokens under which facts are indexed. */
export function factTokens(facts: Facts): string[] {
  return [
    `¤author‖${facts.author}`,
    ...facts.labels.map((label) => `¤label‖${label}`),
    ...(isWithdrawn(facts) ? ['¤withdrawn‖'] : []),
    ...(facts.archived === true ? ['¤archived‖'] : []),
    ...(facts.items ?? []).map(itemToken),
  ];
}

/** The clear token under which a list is indexed for one of its entries. */
export function itemToken(reference: string): string {
  return `¤item‖${reference}`;
}

/** What holds of every resource of the stream that this caller may find in a search. */
export function narrow(caller: Caller, policy: Policy, entry: Entry, hash: Hash): Criterion {
  if (entry.kind === 'none' || entry.kind === 'elsewhere') return { kind: 'any', of: [] };
  if (policy.kind === 'outside' || caller.kind === 'tester') return { kind: 'all', of: [] };
  return { kind: 'all', of: [not(isWithdrawnNow(hash)), ...seen(caller, policy, entry, hash)] };
}

/** What holds of every resource of the dossier that labels or authorship hide from this caller. */
export function hiddenFrom(caller: Caller, policy: Policy, entry: Entry, hash: Hash): Criterion {
  if (policy.kind === 'outside' || caller.kind === 'tester') return { kind: 'any', of: [] };
  const criteria = seen(caller, policy, entry, hash);
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

function seen(
  caller: Caller,
  policy: Policy & { kind: 'dossier' },
  entry: Entry,
  hash: Hash,
): Criterion[] {
  if (entry.kind === 'own') return [depositedBy(caller, hash)];
  const labels = hidingLabels(caller, policy).map((label) => token(hash, `¤label‖${label}`));
  if (labels.length === 0) return [];
  return [{ kind: 'any', of: [not({ kind: 'any', of: labels }), depositedBy(caller, hash)] }];
}

function token(hash: Hash, text: string): Criterion {
  return { kind: 'token', token: hash(text) };
}

function not(of: Criterion): Criterion {
  return { kind: 'not', of };
}

/**
 * Wrong designs, each of which must break a promise: a checker that finds nothing wrong where
 * something is wrong is worth nothing. The first are what suggests itself when the protocol is
 * written for the first time; the others are slips of an implementation.
 */
import type { PromiseName } from './breach.js';
import type { Scenario } from './model.js';
import type { Rules } from './rules.js';
import type { Table } from './tables.js';

/** The protocol with a rule or two done wrong. */
export interface Mutation {
  /** What goes wrong. */
  readonly about: string;
  readonly rules: Partial<Rules>;
  /** The scenario that must notice, and what is otherwise in it. */
  readonly scenario: string;
  readonly but?: Partial<Scenario>;
  readonly breaks: PromiseName;
}

const STILL = { emptying: false } as const;

const DESIGNS: Table<Mutation> = {
  'claim by age': {
    about: 'an old claim is taken over, and its slow owner lands all the same',
    ...{ scenario: 'one key', rules: { openClaim: 'take' }, breaks: 'uniqueness' },
  },
  'taken by number': {
    about: 'the number that a claim was for went to another commit, and the key is refused',
    ...{ scenario: 'key and bystander', rules: { refusal: 'number taken' }, breaks: 'uniqueness' },
  },
  'taken for ever': {
    about: 'the commit that took the key has landed, and a later one has freed it',
    ...{ scenario: 'key freed', rules: { refusal: 'landed commit' }, breaks: 'uniqueness' },
  },
  'freed, believed one’s own': {
    about: 'a stream believes an old claim of its own, and another stream takes it over',
    ...{ scenario: 'key freed', rules: { freedKey: 'believe' }, breaks: 'uniqueness' },
  },
  'read until known': {
    about: 'a lead is not found, is taken for not applied, and arrives later',
    ...{ scenario: 'lost answers', rules: { lostAnswer: 'read once' }, breaks: 'outcome' },
  },
  'rows removed': {
    about: 'a slow helper inserts a removed row again',
    ...{
      scenario: 'slow helper',
      but: { crashes: 0 },
      rules: { superseded: 'remove' },
      breaks: 'snapshot',
    },
  },
  'rows removed, late insert': {
    about: 'a late insert does the same',
    ...{
      scenario: 'late writes',
      but: { lateSweep: true },
      rules: { superseded: 'remove' },
      breaks: 'snapshot',
    },
  },
  'no bound for readers': {
    about: 'rows go while a reader still needs them',
    ...{ scenario: 'slow reader', rules: { slowReader: 'go on' }, breaks: 'old snapshot' },
  },
  'sweep beyond heads': {
    about: 'the first commit of a stream has no head to look beyond',
    ...{ scenario: 'new stream', rules: { sweep: 'beyond heads' }, breaks: 'ends' },
  },
  'documents by age': {
    about: 'an old document is swept, and its slow owner lands all the same',
    ...{ scenario: 'documents', rules: { documents: 'by age' }, breaks: 'documents' },
  },
  'duplicate believed': {
    about: 'a duplicate that no majority has is taken for done, and is lost',
    ...{ scenario: 'lost primary', rules: { duplicate: 'believed' }, breaks: 'durability' },
  },
  'head from any primary': {
    about: 'a deposed primary answers with the old head and its rights',
    ...{ scenario: 'lost primary', rules: { headRead: 'any primary' }, breaks: 'read your writes' },
  },
  'rows from any primary': {
    about: 'a new head, and the rows of a deposed primary',
    ...{ scenario: 'lost primary', rules: { rowRead: 'any primary' }, breaks: 'snapshot' },
  },
};

const SLIPS: Table<Mutation> = {
  'head before rows': {
    about: 'the head moves before the rows are there',
    ...{ scenario: 'two writers', rules: { copying: 'head, rows' }, breaks: 'snapshot' },
  },
  'answer after insert': {
    about: 'the caller is answered before the head has moved',
    ...{ scenario: 'two writers', rules: { answer: 'after insert' }, breaks: 'durability' },
  },
  'end of the open row': {
    about: 'a slow helper ends a newer row',
    ...{
      scenario: 'slow helper',
      but: { crashes: 0 },
      rules: { ending: 'open row' },
      breaks: 'snapshot',
    },
  },
  'head moves blindly': {
    about: 'a slow helper moves the head back',
    ...{
      scenario: 'slow helper',
      but: { crashes: 0 },
      rules: { headGuard: 'none' },
      breaks: 'durability',
    },
  },
  'unseen commit judged': {
    about: 'a writer takes over the claim of a commit of its stream that it has not seen',
    scenario: 'key in one stream',
    ...{ rules: { judge: 'any' }, breaks: 'uniqueness' },
  },
  'past head judged': {
    about:
      'a writer that slept since it decided takes an emptied row of its stream for a freed key',
    scenario: 'key of emptied rows',
    ...{ rules: { judge: 'seen commits' }, breaks: 'uniqueness' },
  },
  'judged by an emptied row': {
    about: 'a writer that slept between a head and rows at it takes an emptied row for a freed key',
    scenario: 'key of emptied rows',
    ...{ rules: { slowWriter: 'go on' }, breaks: 'uniqueness' },
  },
  'given up too late': {
    about: 'a claim is given up when the answer to its lead is lost, and the lead arrives',
    ...{ scenario: 'one key', rules: { givingUp: 'on a lost answer' }, breaks: 'uniqueness' },
  },
  'claim is waited for': {
    about: 'nobody ends the claim of a crashed writer',
    ...{ scenario: 'one key', rules: { openClaim: 'wait' }, breaks: 'ends' },
  },
  'rows before head': {
    about: 'a reader takes rows first and the head after',
    scenario: 'slow reader',
    ...{ but: STILL, rules: { readOrder: 'rows, head' }, breaks: 'snapshot' },
  },
  'index on to': {
    about: 'a row moves in the index under a search',
    ...{ scenario: 'slow reader', but: STILL, rules: { index: 'on to' }, breaks: 'snapshot' },
  },
  'open part is copied': {
    about: 'a part is copied without asking for its fate',
    ...{ scenario: 'two and one', rules: { part: 'assume landed' }, breaks: 'all or nothing' },
  },
  'open part is waited for': {
    about: 'nobody ends a commit that is open',
    ...{ scenario: 'two and one', rules: { openCommit: 'wait' }, breaks: 'ends' },
  },
  'dead number is not passed': {
    about: 'the head stays before a dead number',
    ...{ scenario: 'crossing', rules: { deadNumber: 'stay' }, breaks: 'ends' },
  },
  'chain skips the dead': {
    about: 'a commit carries the hash of the last that landed',
    ...{ scenario: 'crossing', rules: { chain: 'last landed' }, breaks: 'chain' },
  },
  'delivered at insert': {
    about: 'the outbox entry of an open commit goes out',
    ...{ scenario: 'crossing', rules: { delivery: 'at insert' }, breaks: 'outbox' },
  },
  'head on one node': {
    about: 'the answer does not wait until a majority has the head',
    ...{ scenario: 'lost primary', rules: { headWrite: 'one node' }, breaks: 'durability' },
  },
  'events after head': {
    about: 'a commit is visible and its event is not yet in the trail',
    ...{ scenario: 'reader and crash', rules: { eventRows: 'after head' }, breaks: 'trail' },
  },
  'emptied without a mark': {
    about: 'nothing tells a page link that its rows are emptied',
    ...{ scenario: 'page link', rules: { expiry: 'never' }, breaks: 'old snapshot' },
  },
  'mark after emptying': {
    about: 'a page link is followed when rows are emptied and the head does not say so yet',
    ...{ scenario: 'page link', rules: { expiry: 'after' }, breaks: 'old snapshot' },
  },
  'mark on one node': {
    about: 'the mark is lost with its primary, and the rows are emptied',
    scenario: 'lost primary and page link',
    ...{ rules: { expiryWrite: 'one node' }, breaks: 'old snapshot' },
  },
  'claimant is the holder': {
    about: 'a look-up answers with whoever claimed the key last',
    ...{ scenario: 'look-up of a wanted key', rules: { lookUp: 'claim' }, breaks: 'look-up' },
  },
  'rows before their block': {
    about: 'a crash leaves a row in a trail whose block is not there',
    ...{ scenario: 'access log', rules: { block: 'after rows' }, breaks: 'trail' },
  },
  'reader trusts the log': {
    about: 'an entry was answered and its row is not yet there',
    ...{ scenario: 'access log', rules: { trail: 'trust' }, breaks: 'trail' },
  },
  'unmarked before its rows': {
    about: 'a crash leaves a block without rows and without a mark',
    ...{ scenario: 'access log', rules: { unmarking: 'before rows' }, breaks: 'trail' },
  },
  'duplicate row believed': {
    about: 'a row of the log is on one node, is taken for done, and is lost',
    scenario: 'lost primary and access log',
    ...{ rules: { duplicate: 'believed' }, breaks: 'trail' },
  },
};

/** By name. */
export const MUTATIONS: Table<Mutation> = { ...DESIGNS, ...SLIPS };

/**
 * Where a process stands: a stack of frames, one for each program that it is in. A frame holds all
 * that its program remembers; what is in no frame and in no collection is forgotten by a crash.
 */
import type { Claim, Commit, DocumentRecord, Row, Version } from './store.js';
import { ROOT_HASH } from './journal.js';
import type { Table } from './tables.js';

/** A head as a writer decided on it. */
export interface SeenHead {
  readonly number: number;
  readonly hash: string;
}

/** The head of a stream that has none yet. */
export const NO_HEAD: SeenHead = { number: 0, hash: ROOT_HASH };

/** What became of a key. */
export type Verdict = 'mine' | 'taken' | 'moved';

/** A writer: one act, attempted again until it is committed or refused. */
export interface WriterFrame {
  readonly program: 'writer';
  readonly at:
    ('heads' | 'rows' | 'prepare' | 'parts' | 'lead' | 'learn') | ('finish' | 'close' | 'lose');
  readonly attempt: number;
  /** Which of the act's streams is next. */
  readonly next: number;
  readonly heads: Table<SeenHead>;
  /** By stream, the versions that the act makes of what was read. */
  readonly plans: Table<Table<Version>>;
  readonly key: 'open' | 'asked' | Verdict;
  readonly document: DocumentProgress;
  /** The commit that has the number which was wanted. */
  readonly obstacle: string;
  /** Rows at its heads are emptied before it has read them. */
  readonly late: boolean;
}

/** How far a writer is with its sealed document; a swept one is stored anew under a new number. */
export interface DocumentProgress {
  readonly at: 'store' | 'bind' | 'look' | 'settle' | 'bound';
  readonly number: number;
  /** The record as it was last read. */
  readonly found?: DocumentRecord;
}

/** “Whose key is it?”, asked by a writer whose claim met another. */
export interface WhoseKeyFrame {
  readonly program: 'whoseKey';
  readonly at: 'claim' | 'judge' | 'head' | 'row' | 'swap';
  readonly key: string;
  readonly wanted: Claim;
  /** The heads that the writer decided on, by stream. */
  readonly decided: Table<SeenHead>;
  readonly found?: Claim;
  readonly head: number;
  readonly late: boolean;
}

/** Finishes somebody’s commit. */
export interface HelpFrame {
  readonly program: 'help';
  readonly at: 'commit' | 'fate' | 'head' | 'project' | 'close';
  readonly id: string;
  readonly commit?: Commit;
  readonly isDead: boolean;
}

/** Copies a decided commit to its readers and moves the head. */
export interface ProjectFrame {
  readonly program: 'project';
  readonly id: string;
  readonly commit: Commit;
  readonly isDead: boolean;
  readonly done: readonly string[];
}

/** A search of a stream: at its head, or at an older snapshot that a page link names. */
export interface SearchFrame {
  readonly program: 'search';
  readonly at: 'head' | 'scan';
  readonly stream: string;
  readonly isOfLink: boolean;
  /** The head that was read, and which snapshots had expired then. */
  readonly head: number;
  readonly swept: number;
  /** What it is read at. */
  readonly snapshot: number;
  /** The index entry last seen. */
  readonly position: string;
  readonly found: readonly SeenRow[];
  readonly late: boolean;
  /** Its rows come from a primary that was deposed. */
  readonly isMisled: boolean;
}

/** A row as a search remembers it; what may change of it only where the head is read after it. */
export type SeenRow = Pick<Row, 'resource' | 'version'> & { readonly row?: Row };

/** A look-up: who holds a key? */
export interface LookUpFrame {
  readonly program: 'lookUp';
  readonly at: 'claim' | 'head' | 'row';
  readonly key: string;
  readonly stream: string;
  readonly head: number;
  readonly swept: number;
  /** Everybody who held the key at the heads since the look-up began: what it may answer. */
  readonly held: readonly string[];
  readonly late: boolean;
}

/** A reader of a dossier’s trail. */
export interface TrailFrame {
  readonly program: 'trail';
  readonly at: 'head' | 'marked' | 'rows';
  readonly stream: string;
  readonly head: number;
  /** Events whose requests had been answered when the read began. */
  readonly owed: readonly string[];
  readonly blocks: readonly string[];
}

/** A process that appends a block to the access log. */
export interface AppendFrame {
  readonly program: 'append';
  readonly at: 'block' | 'answer' | 'rows' | 'end';
  readonly block: string;
  readonly dossiers: readonly string[];
  readonly next: number;
}

/** Writes a block’s rows and takes its mark away. */
export interface ProjectBlockFrame {
  readonly program: 'projectBlock';
  readonly block: string;
  readonly dossiers: readonly string[];
  readonly next: number;
}

/** The sweep that removes sealed documents nobody will refer to. */
export interface DocumentSweepFrame {
  readonly program: 'documentSweep';
  readonly at: 'find' | 'fate' | 'doom' | 'remove';
  readonly name: string;
  readonly found: DocumentRecord;
}

/** What remembers nothing between its steps. */
export interface IdleFrame {
  readonly program: 'sweep' | 'blockSweep' | 'emptying' | 'delivery';
}

/** Any frame. */
export type Frame =
  | (WriterFrame | WhoseKeyFrame | HelpFrame | ProjectFrame)
  | (SearchFrame | LookUpFrame | TrailFrame)
  | (AppendFrame | ProjectBlockFrame | DocumentSweepFrame | IdleFrame);

/** What a step makes of the frame it was taken in. */
export type Next =
  | { readonly kind: 'go'; readonly frame: Frame }
  | { readonly kind: 'call'; readonly frame: Frame; readonly callee: Frame }
  | { readonly kind: 'return'; readonly verdict?: Verdict }
  | { readonly kind: 'end' };

/** Goes on in the same program. */
export function go(frame: Frame): Next {
  return { kind: 'go', frame };
}

/** Goes on in another program, and comes back to this frame when that one returns. */
export function call(frame: Frame, callee: Frame): Next {
  return { kind: 'call', frame, callee };
}

/** Goes back to whoever called. */
export const RETURN: Next = { kind: 'return' };

/** Goes back to a writer with what became of its key. */
export function verdict(verdict: Verdict): Next {
  return { kind: 'return', verdict };
}

/** The process has done all it had to. */
export const END: Next = { kind: 'end' };

/** A program that finishes a commit, at its beginning. */
export function helping(id: string): HelpFrame {
  return { program: 'help', at: 'commit', id, isDead: false };
}

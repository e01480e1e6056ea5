/**
 * What a FHIR operation is here: a name, where it may be invoked, the definition it keeps, and a
 * function from an invocation to an answer. https://hl7.org/fhir/R4/operations.html
 */
import type { Language } from '../fhir/language.js';
import type { Caller } from '../access/caller.js';
import type { ActQuery } from '../audit/act.js';
import type { Pair } from '../search/conditions.js';
import type { Given } from './given.js';

/** Where an operation is invoked: on the whole server, on a type, on one resource. */
export type Level = 'system' | 'type' | 'instance';

/** An operation as it is invoked. */
export interface Invocation {
  readonly caller: Caller;
  /** Absent at system level. */
  readonly type?: string;
  /** Present at instance level only. */
  readonly id?: string;
  readonly given: Given;
  /** The header Prefer. */
  readonly prefer?: string;
  /** How the answer is to be written (`_format`, `_pretty`): for links to further pages. */
  readonly look: readonly Pair[];
  /** The language in which faults are told. */
  readonly language?: Language;
  /** Whether a page to be printed is asked for, of an operation that prints. */
  readonly print?: boolean;
  /** The request as the audit quotes it. */
  readonly asked: ActQuery;
}

/** What an operation answers: bytes of FHIR JSON, 200 and no headers where it says nothing else. */
export interface Outcome {
  readonly body?: Buffer;
  /** A page to be printed, in place of that. */
  readonly html?: Buffer;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An operation that is served. */
export interface Operation {
  /** Without the dollar. */
  readonly name: string;
  /** The canonical of its OperationDefinition. */
  readonly definition: string;
  readonly levels: readonly Level[];
  /** The types it is for; absent: each. */
  readonly types?: readonly string[];
  /** Types it is not for, whatever `types` says. */
  readonly except?: readonly string[];
  /** Whether it changes what is stored; then it is invoked by POST alone. */
  readonly changes: boolean;
  /** Whether it answers with a page too, where `text/html` is asked for. */
  readonly prints?: true;
  readonly run: (invocation: Invocation) => Promise<Outcome>;
}

/** Whether an operation is for a type; at system level it is for the server. */
export function isFor(operation: Operation, level: Level, type?: string): boolean {
  if (!operation.levels.includes(level)) return false;
  if (type === undefined) return true;
  if (operation.except?.includes(type) === true) return false;
  return operation.types?.includes(type) ?? true;
}

/** The level at which an address invokes. */
export function levelOf(address: { readonly type?: string; readonly id?: string }): Level {
  if (address.type === undefined) return 'system';
  return address.id === undefined ? 'type' : 'instance';
}

/**
 * An act as the audit is told of it: who did what to which things, by which request, and how it
 * ended. One act may need several events (one per patient, one per hidden visibility class); each
 * is described by an `Act` of its own.
 */
import type { Interaction, Transaction } from './kind.js';

/** A request of nobody known: its token was missing or refused. */
export interface Anonymous {
  /** Where the request came from: an IP address or a host's name. */
  readonly address: string;
  readonly requestId: string;
}

/** What the audit tells of a caller; every `Caller` of `access/` is one. */
export interface Actor extends Anonymous {
  readonly kind: string;
  /** Its `ActorKey`: `ps:8…`, `st:1…`, `patient:p`, … */
  readonly actor: string;
  /** As what a caller acts for the patient, whose `actor` it then bears. */
  readonly behalf?: 'representative' | 'carer';
  readonly structure?: string;
  readonly name: string;
  readonly structureName?: string;
  /** Code of TRE_G15. */
  readonly profession?: string;
  /** Code of TRE_R38. */
  readonly specialty?: string;
  readonly purpose: string;
  /** Given with a break-glass. */
  readonly reason?: string;
  readonly token: { readonly id: string; readonly client: string };
}

/** A thing the act concerns. */
export interface ActEntity {
  /** `DocumentReference/12`, or one version of it: `DocumentReference/12/_history/3`. */
  readonly what: string;
  /** `report` a document that was retrieved, `job` a submission set, `domain` all else. */
  readonly role: 'domain' | 'report' | 'job';
}

/** A search request as it came. */
export interface ActQuery {
  /** Method and target: `GET /fhir/DocumentReference?status=current`. */
  readonly line: string;
  /** The form that a POST _search carried. */
  readonly body?: string;
}

/** How the act ended. */
export type ActOutcome = 'success' | 'refused' | 'failed';

/** The description of one event. */
export interface Act {
  /** Id of the AuditEvent. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly recorded: number;
  readonly caller: Actor | Anonymous;
  readonly interaction: Interaction;
  readonly transaction?: Transaction | undefined;
  readonly outcome: ActOutcome;
  /** The decision's reason: a code such as `author` or `hidden-by-label`. */
  readonly because: string;
  /** Id of the Patient concerned. */
  readonly patient?: string | undefined;
  readonly entities: readonly ActEntity[];
  readonly query?: ActQuery | undefined;
}

/** An act without what is its own: all that the acts of one kind in one session have in common. */
export interface ActShape extends Pick<Act, 'interaction' | 'transaction' | 'outcome' | 'because'> {
  readonly caller: Omit<Actor, 'requestId'> | Omit<Anonymous, 'requestId'>;
  readonly hasPatient: boolean;
  readonly isSearch: boolean;
  /** Of each thing its role and resource type. */
  readonly things: readonly { readonly role: ActEntity['role']; readonly type: string }[];
}

/** Whether the caller is known. */
export function isKnown<T extends ActShape['caller']>(
  caller: T,
): caller is Extract<T, { readonly actor: string }> {
  return 'actor' in caller;
}

/**
 * The trace that every access, refusal, change and search leaves (`access-rules`, What always
 * follows). An event is written about the resources it names (`about`): whoever may not see one of
 * those does not see the event.
 */
import type { Caller } from '../../access/caller.js';
import { formName } from '../../audit/shape.js';
import { auditEvent, type AuditForm } from '../../audit/event.js';
import type { Act, ActEntity, ActOutcome, ActQuery, Anonymous } from '../../audit/act.js';
import type { EventDraft, EventForm, NewEvent, StreamId } from '../../storage/kept.js';
import { SALT_BYTES, sealEvent } from '../../storage/sealing.js';
import type { Needs } from '../needs.js';
import { noticesOfAccess } from '../notices/accesses.js';
import type { Rules } from '../rules.js';
import { nowhere } from '../where.js';

/** What is to be told of an act. */
export interface Told {
  readonly caller: Caller | Anonymous;
  readonly interaction: Act['interaction'];
  readonly transaction?: Act['transaction'];
  readonly outcome: ActOutcome;
  /** The decision's reason. */
  readonly because: string;
  /** The dossier concerned, and the id of its Patient. Absent: the act names none. */
  readonly dossier?: { readonly stream: StreamId; readonly patient: string } | undefined;
  readonly entities: readonly ActEntity[];
  /** Relative references of the resources the event is about. */
  readonly about: readonly string[];
  readonly query?: ActQuery | undefined;
}

/** The event of a change, which its commit holds. */
export function eventOf(needs: Needs, told: Told, recorded: number): NewEvent {
  return sealEvent(draftOf(needs, told, recorded), needs.ids.bytes(SALT_BYTES));
}

/** Drafts the event. Its id names the dossier it concerns. */
function draftOf(needs: Needs, told: Told, recorded: number): EventDraft {
  const stream = told.dossier?.stream;
  const id = needs.ids.event(stream, recorded);
  const written = auditEvent(actOf(told, id, recorded), needs.settings.base);
  const about = isSecret(told) ? [...told.about, SECRETLY] : told.about;
  return {
    id,
    p: stream ?? nowhere('space' in told.caller ? told.caller : {}),
    recorded,
    tokens: needs.rules.indexEvent(written.pairs, about),
    shaped: { form: storedForm(needs.rules, written.form), fills: written.fills },
  };
}

/** Member by member: each request makes one, and copying costs a tenth of its event. */
function actOf(told: Told, id: string, recorded: number): Act {
  const { caller, interaction, transaction, outcome, because, entities, query, dossier } = told;
  return {
    id,
    recorded,
    caller,
    interaction,
    transaction,
    outcome,
    because,
    patient: dossier?.patient,
    entities,
    query,
  };
}

function isSecret({ caller }: Told): boolean {
  return 'secret' in caller && caller.secret === true;
}

// The indexed forms, as long as the audit keeps the forms themselves.
const FORMS = new WeakMap<Rules, WeakMap<AuditForm, EventForm>>();

function storedForm(rules: Rules, form: AuditForm): EventForm {
  const known = FORMS.get(rules)?.get(form);
  if (known !== undefined) return known;
  const tokens = rules.indexForm(form.index);
  const { pieces } = form;
  const made = { name: formName(pieces, tokens), pieces, tokens };
  const ofRules = FORMS.get(rules) ?? new WeakMap<AuditForm, EventForm>();
  FORMS.set(rules, ofRules.set(form, made));
  return made;
}

/** What every event is about that was left under a secret connection. */
export const SECRETLY = 'secret';

/** The clear token under which an event is indexed for a resource it is about. */
export function aboutToken(reference: string): string {
  return `¤about‖${reference}`;
}

/** Records acts in the access log; resolves when they are durable. */
export async function record(needs: Needs, ...tales: readonly Told[]): Promise<void> {
  const now = needs.clock.now();
  const drafts = tales.map((told) => draftOf(needs, told, now));
  const notices = noticesOfAccess(needs.interest, tales, drafts);
  await needs.interest.tell(notices, () => needs.log.append(drafts));
}

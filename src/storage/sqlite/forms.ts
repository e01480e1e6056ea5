/**
 * Forms of events: what many have in common rests once. The thread that writes finds the number of
 * a form by its name; whoever reads an event opens its form by that number. Both remember some, for
 * a form never changes and is never deleted.
 */
import { filled } from '../../fhir/json.js';
import type { Token } from '../../search/query.js';
import type { EventForm, NewEvent } from '../kept.js';
import type { Connection, NamedForm } from './connection.js';
import { tokenBytes, tokenTexts } from './rows.js';

/** A form as its row holds it. */
export interface FormRow {
  readonly name: string;
  readonly pieces: Uint8Array;
  readonly tokens: Uint8Array;
}

/** The two files that hold events, as SQL names them for the connection that reads. */
export type EventsIn = 'main' | 'log';

const REMEMBERED_MAX = 2_000;
/** The number of the form of events that share nothing. */
export const NO_FORM = 0;
const PARTED_BY = '\u0000';

/** A form as a row. */
export function formRow({ name, pieces, tokens }: EventForm): FormRow {
  return { name, pieces: Buffer.from(pieces.join(PARTED_BY)), tokens: tokenBytes(tokens) };
}

/** What rests of an event's bytes where the pieces rest with its form. */
export function restingFills(fills: readonly string[]): string {
  return fills.join(PARTED_BY);
}

/** Writes forms that are not there yet. */
export function insertForms({ sql }: Connection, forms: readonly FormRow[]): void {
  const insert = sql('INSERT OR IGNORE INTO forms (name, pieces, tokens) VALUES (?, ?, ?)');
  for (const { name, pieces, tokens } of forms) insert.run(name, pieces, tokens);
}

/**
 * The form with a name, which is there. Forget what is remembered when a transaction is undone:
 * `named.clear()`.
 */
export function formNamed({ sql, named }: Connection, name: string): NamedForm {
  const known = named.get(name);
  if (known !== undefined) return known;
  const { form, pieces } = sql('SELECT form, pieces FROM forms WHERE name = ?').get(name);
  if (named.size >= REMEMBERED_MAX) named.clear();
  const found = { number: form, pieces: partsOf(pieces) };
  named.set(name, found);
  return found;
}

/** The parts of a text as it rests. */
export function partsOf(resting: Uint8Array | string): string[] {
  const text = typeof resting === 'string' ? resting : Buffer.from(resting).toString();
  return text.split(PARTED_BY);
}

/** The columns of an event that make its bytes and tokens. */
export interface FormedColumns {
  readonly form: number;
  readonly body: Uint8Array;
}

/** An event's bytes. A fill too many or too few is a changed event. */
export function wholeBody(
  { body }: Pick<FormedColumns, 'body'>,
  shaped: NewEvent['shaped'],
): Uint8Array {
  return shaped === undefined ? body : Buffer.from(filled(shaped.form.pieces, shaped.fills));
}

/** An event's form and fills; undefined where it shares nothing. */
export function shapedIn(
  connection: Connection,
  at: EventsIn,
  { form: number, body }: FormedColumns,
): NewEvent['shaped'] {
  const form = openForm(connection, at, number);
  if (form === undefined) return undefined;
  return { form, fills: partsOf(body) };
}

function openForm({ sql, forms }: Connection, at: EventsIn, number: number): EventForm | undefined {
  if (number === NO_FORM) return undefined;
  // Numbers of the log stand below zero, those of commits above.
  const key = at === 'log' ? -number : number;
  const known = forms.get(key);
  if (known !== undefined) return known;
  const row: FormRow | undefined = sql(
    `SELECT name, pieces, tokens FROM ${at}.forms WHERE form = ?`,
  ).get(number);
  const form = row === undefined ? LOST : formOf(row);
  if (forms.size >= REMEMBERED_MAX) forms.clear();
  forms.set(key, form);
  return form;
}

function formOf({ name, pieces, tokens }: FormRow): EventForm {
  const texts: readonly Token[] = tokenTexts(tokens);
  return { name, pieces: partsOf(pieces), tokens: texts };
}

/** What stands for a form that somebody deleted: its events are no longer what was written. */
const LOST: EventForm = { name: '', pieces: [], tokens: [] };

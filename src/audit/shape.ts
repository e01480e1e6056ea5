/**
 * An act parted in two: its shape, which it has in common with the acts of its kind in the session,
 * and what is its own, in the order in which the form of the shape leaves room for it.
 */
import type { Act, ActQuery, Actor, ActShape } from './act.js';
import { isKnown } from './act.js';
import { sha256 } from './merkle.js';
import { referencePair, type IndexPair } from './index-pairs.js';
import { escapedIn } from './json-text.js';

/** The longest part of a request line that is shown in clear; `query` has all of it. */
const DESCRIPTION_CHARACTERS_MAX = 1_000;

/** The shape of an act. */
export function shapeOf(act: Act): ActShape {
  const { caller, interaction, transaction, outcome, because, patient, query } = act;
  return {
    ...{ caller, interaction, outcome, because },
    ...(transaction === undefined ? {} : { transaction }),
    hasPatient: patient !== undefined,
    isSearch: query !== undefined,
    things: act.entities.map(({ what, role }) => ({ role, type: typeIn(what) })),
  };
}

/** A text that two acts have in common exactly when they have the same shape. */
export function shapeKey(act: Act): string {
  const { caller, interaction, transaction, outcome, because, patient, query } = act;
  const has = `${patient === undefined ? '' : 'patient'} ${query === undefined ? '' : 'query'}`;
  let key = `${interaction} ${transaction ?? ''} ${outcome} ${has}`;
  for (const { role, what } of act.entities) key += ` ${role} ${typeIn(what)}`;
  const texts = isKnown(caller) ? textsOf(caller) : [];
  for (const text of [because, caller.address, ...texts]) {
    // Led by its length, so that no two lists of texts meet.
    key += text === undefined ? '\n-' : `\n${text.length}:${text}`;
  }
  return key;
}

/** All that an event tells of who asked. */
function textsOf(caller: Actor): (string | undefined)[] {
  const { kind, actor, structure, name, structureName, profession, specialty } = caller;
  const { purpose, reason, token } = caller;
  return [
    ...[kind, actor, structure, name, structureName, profession, specialty],
    ...[purpose, reason, token.id, token.client],
  ];
}

/** What an act has of its own: texts for the holes of its form, and what it is found by. */
export interface Own {
  readonly fills: readonly string[];
  readonly pairs: readonly IndexPair[];
}

/** Things first, then query, patient and request. */
export function ownOf({ entities, query, patient, caller }: Act): Own {
  const fills: string[] = [];
  const pairs: IndexPair[] = [];
  for (const { what } of entities) {
    fills.push(escapedIn(what));
    pairs.push(referencePair('entity', what));
    // Also one that is not there, and so is nobody's dossier.
    if (typeIn(what) === 'Patient') pairs.push(referencePair('patient', what));
  }
  if (query !== undefined) fills.push(...queryFills(query));
  if (patient !== undefined) {
    const reference = `Patient/${patient}`;
    fills.push(escapedIn(reference));
    pairs.push(referencePair('entity', reference), referencePair('patient', reference));
  }
  fills.push(escapedIn(caller.requestId));
  pairs.push({ param: 'entity:identifier', code: caller.requestId });
  return { fills, pairs };
}

function queryFills({ line, body }: ActQuery): [string, string] {
  const whole = body === undefined ? line : `${line}\n\n${body}`;
  const shown = line.slice(0, DESCRIPTION_CHARACTERS_MAX);
  return [escapedIn(shown), Buffer.from(whole, 'utf8').toString('base64')];
}

function typeIn(what: string): string {
  return what.slice(0, what.indexOf('/'));
}

/** The name of what events have in common: equal names, equal pieces and tokens. */
export function formName(pieces: readonly string[], tokens: readonly string[]): string {
  return sha256(Buffer.from(JSON.stringify([pieces, tokens])));
}

/** Dates and instants among the parameters of an operation, in FHIR's own form. */
import { intervalOf } from '../fhir/instant.js';
import { both } from '../fhir/language.js';
import { fault, textOf, type Given } from './given.js';

/** A date, or a date and time, as it was given. Fails with `invalid-request` on anything else. */
export function dateOf(given: Given, name: string): string | undefined {
  const said = textOf(given, name);
  if (said === undefined || intervalOf(said) !== undefined) return said;
  throw fault(
    name,
    both('is no date', "n'est pas une date"),
    both(
      'Send it as 2026-03-10 or 2026-03-10T09:30:00+01:00',
      "L'envoyer comme 2026-03-10 ou 2026-03-10T09:30:00+01:00",
    ),
  );
}

/** An instant, as it was given; an unescaped + has become a space. */
export function instantOf(given: Given, name: string): string | undefined {
  const said = textOf(given, name)?.replace(/ (\d\d:\d\d)$/, '+$1');
  if (said === undefined || (said.includes('T') && intervalOf(said) !== undefined)) return said;
  throw fault(
    name,
    both('is no instant', "n'est pas un instant"),
    both('Send it as 2026-03-10T09:30:00+01:00', "L'envoyer comme 2026-03-10T09:30:00+01:00"),
  );
}

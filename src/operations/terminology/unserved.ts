/** Parameters that R4 knows and this server does not: refused, for to pass over them would lie. */
import { problem } from '../../fhir/problem.js';
import type { Given } from '../given.js';

/** Fails with `unprocessable` where one of these is given. */
export function refuseUnserved(given: Given, names: readonly string[]): void {
  const name = names.find((each) => given.has(each));
  if (name === undefined) return;
  throw problem('unprocessable', {
    why: `The parameter ${name} is not served here. Ask without it.`,
    french: `Le paramètre ${name} n'est pas pris en charge ici. Demander sans lui.`,
    expression: `Parameters.parameter.where(name='${name}')`,
  });
}

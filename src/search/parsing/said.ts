/**
 * Refusals of a search as a whole, and the cures that several faults share, in both languages.
 */
import { both, type Sentence } from '../../fhir/language.js';
import { problem, type Problem } from '../../fhir/problem.js';

/** The cure that names what may stand there instead. */
export function use(names: readonly string[]): Sentence {
  return both(`Use ${names.join(', ')}`, `Employer ${names.join(', ')}`);
}

/** The cure that names the values there are. */
export function send(values: readonly string[]): Sentence {
  return both(`Send ${values.join(', ')}`, `Envoyer ${values.join(', ')}`);
}

/** Parameters that the type does not have, in a search that asks for strict handling. */
export function unknown(type: string, names: readonly string[]): Problem {
  const list = names.join(', ');
  return problem('invalid-search', {
    why: `Not search parameters of ${type} on this server: ${list}. Leave them out, see /metadata for what there is, or do not ask for strict handling.`,
    french: `Ne sont pas des paramètres de recherche de ${type} sur ce serveur : ${list}. Les retirer, voir dans /metadata ceux qu'il y a, ou ne pas demander un traitement strict.`,
  });
}

/** More parameters than are served in one search. */
export function tooMany(count: number, most: number): Problem {
  return problem('invalid-search', {
    why: `The search has ${count} parameters, of which ${most} are allowed. Search in several steps.`,
    french: `La recherche a ${count} paramètres ; ${most} au plus sont admis. Chercher en plusieurs fois.`,
  });
}

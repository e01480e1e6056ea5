/**
 * Modifiers of tokens that ask for several codes at once: `:in` and `:not-in` a value set, `:above`
 * and `:below` a code. What this server does not know is refused, never taken for empty.
 * https://hl7.org/fhir/R4/search.html#token
 */
import { both } from '../../fhir/language.js';
import type { TokenValue } from '../conditions.js';
import type { Parameter } from '../parameters.js';
import { fault, textValues, tokenValues, type Asked } from './values.js';

/** The codes of the value sets asked for. */
export function membersAsked(asked: Asked): readonly TokenValue[] {
  const { parameters, name } = asked;
  return textValues(asked).flatMap((url) => {
    const members = parameters.terms.membersOf(url);
    if (members !== undefined) {
      return members.map(({ system, code }) => ({ system: parameters.systemOf(system), code }));
    }
    throw fault(
      name,
      both(
        `the codes of the value set ${url} are not known here`,
        `les codes du jeu de valeurs ${url} ne sont pas connus ici`,
      ),
      both(
        'Name by its canonical URL a value set whose code systems are known here, or list the codes',
        'Nommer par son URL canonique un jeu de valeurs dont les systèmes de codes sont connus ici, ou énumérer les codes',
      ),
    );
  });
}

/** The codes asked for, and those above or below them. */
export function reachAsked(
  asked: Asked,
  param: Parameter,
  reach: 'above' | 'below',
): readonly TokenValue[] {
  return tokenValues(asked, param).flatMap(({ system = param.system, code }) => {
    const codes =
      system === undefined || code === undefined
        ? undefined
        : asked.parameters.terms.around(reach, system, code);
    if (codes !== undefined) return codes.map((each) => ({ system: system ?? '', code: each }));
    throw fault(
      asked.name,
      both(
        `what stands ${reach} "${asked.value}" is not known here`,
        `ce qui se trouve ${REACHED[reach]} « ${asked.value} » n'est pas connu ici`,
      ),
      both(
        'Send system|code of a known code system that has a hierarchy, or list the codes',
        "Envoyer système|code d'un système de codes connu qui a une hiérarchie, ou énumérer les codes",
      ),
    );
  });
}

const REACHED = { above: 'au-dessus de', below: 'au-dessous de' } as const;

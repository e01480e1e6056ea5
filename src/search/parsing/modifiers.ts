/**
 * What a parameter, its modifier and its value ask together. A modifier that the kind of parameter
 * does not have, or that this server does not compare by, is refused, never ignored (decision 10).
 * https://hl7.org/fhir/R4/search.html#modifiers
 */
import { both } from '../../fhir/language.js';
import type { Condition, Pairing, TypedValue } from '../conditions.js';
import type { Parameter, SearchableType } from '../parameters.js';
import { fullTextOf } from './full-text.js';
import { nearValues } from './near.js';
import { numberValues, quantityValues } from './numbers.js';
import { membersAsked, reachAsked } from './terms.js';
import {
  alternatives,
  dateValues,
  fault,
  idValues,
  missingValue,
  referenceValues,
  splitEscaped,
  textValues,
  tokenValues,
  unescape,
  type Asked,
} from './values.js';

/** Where a parameter is asked. */
export interface AskedOf extends Asked {
  readonly type: SearchableType;
  /** At the end of a chain, where absence cannot be asked for. */
  readonly chained: boolean;
}

/** The condition; fails with `invalid-search`. */
export function conditionOn(
  asked: AskedOf,
  param: Parameter,
  modifier: string | undefined,
): Condition {
  if (param.code === '_id') return onId(asked, modifier);
  if (param.code === '_lastUpdated') return onWritten(asked, modifier);
  if (modifier === 'missing' && !asked.chained) {
    return { kind: 'missing', param, missing: missingValue(asked) };
  }
  return OF_TYPE[param.type](asked, param, modifier);
}

type Reader = (asked: AskedOf, param: Parameter, modifier: string | undefined) => Condition;

const OF_TYPE: Readonly<Record<Parameter['type'], Reader>> = {
  token: onToken,
  string: onString,
  date: onDate,
  reference: onReference,
  uri: onUri,
  number: onNumber,
  quantity: onQuantity,
  composite: onComposite,
  special: onNear,
};

function onId(asked: AskedOf, modifier: string | undefined): Condition {
  const negated = modifier === 'not' && !asked.chained;
  if (modifier !== undefined && !negated) throw unsupported(asked, modifier, [':not']);
  return { kind: 'ids', ids: idValues(asked), negated };
}

function onWritten(asked: AskedOf, modifier: string | undefined): Condition {
  if (modifier !== undefined) throw unsupported(asked, modifier, []);
  return { kind: 'written', values: dateValues(asked) };
}

function onToken(asked: AskedOf, param: Parameter, modifier: string | undefined): Condition {
  if (modifier === undefined) {
    return { kind: 'token', param, values: tokenValues(asked, param), negated: false };
  }
  if (modifier === 'not' && !asked.chained) {
    return { kind: 'token', param, values: tokenValues(asked, param), negated: true };
  }
  // Events are found by tokens alone, so their displays are not indexed; a bare code has none.
  if (modifier === 'text' && asked.type.strings !== 'events' && param.system === undefined) {
    return { kind: 'wording', param, values: textValues(asked) };
  }
  if (modifier === 'in' || (modifier === 'not-in' && !asked.chained)) {
    return { kind: 'token', param, values: membersAsked(asked), negated: modifier === 'not-in' };
  }
  if (modifier === 'above' || modifier === 'below') {
    return { kind: 'token', param, values: reachAsked(asked, param, modifier), negated: false };
  }
  if (modifier === 'of-type' && asked.type.strings !== 'events') {
    return { kind: 'typed', param, values: alternatives(asked).map((each) => typed(asked, each)) };
  }
  throw unsupported(asked, modifier, OF_TOKENS);
}

const OF_TOKENS: readonly string[] = [
  ...[':not', ':missing', ':text on coded elements', ':of-type'],
  ...[':in', ':not-in', ':above', ':below'],
];

function typed(asked: AskedOf, value: string): TypedValue {
  const [system = '', code = '', id = '', ...more] = splitEscaped(value, '|').map(unescape);
  if (code !== '' && id !== '' && more.length === 0) {
    return { system: asked.parameters.systemOf(system), code, value: id };
  }
  throw fault(
    asked.name,
    both(
      `"${value}" is not a typed identifier`,
      `« ${value} » n'est pas un identifiant avec son type`,
    ),
    both('Send system|code|value', 'Envoyer système|code|valeur'),
  );
}

function onString(asked: AskedOf, param: Parameter, modifier: string | undefined): Condition {
  if (param.fullText !== undefined) {
    if (modifier !== undefined) throw unsupported(asked, modifier, [':missing']);
    return fullTextOf(asked, param);
  }
  if (modifier === undefined) {
    return { kind: 'string', param, match: 'starts', values: textValues(asked) };
  }
  const containsHere = asked.type.strings !== 'events';
  if (modifier === 'exact' || (modifier === 'contains' && containsHere)) {
    return { kind: 'string', param, match: modifier, values: textValues(asked) };
  }
  const allowed = [':exact', ':missing', ...(containsHere ? [':contains'] : [])];
  throw unsupported(asked, modifier, allowed);
}

function onDate(asked: AskedOf, param: Parameter, modifier: string | undefined): Condition {
  if (modifier !== undefined) throw unsupported(asked, modifier, [':missing']);
  return { kind: 'date', param, values: dateValues(asked) };
}

function onUri(asked: AskedOf, param: Parameter, modifier: string | undefined): Condition {
  const values = textValues(asked);
  if (modifier === undefined) return { kind: 'uri', param, values };
  if (modifier === 'above' || (modifier === 'below' && param.below === true)) {
    return { kind: 'uri', param, values, reach: modifier };
  }
  const below = param.below === true ? [':below'] : [];
  throw unsupported(asked, modifier, [':above', ...below, ':missing']);
}

function onNumber(asked: AskedOf, param: Parameter, modifier: string | undefined): Condition {
  if (modifier !== undefined) throw unsupported(asked, modifier, [':missing']);
  return { kind: 'number', param, values: numberValues(asked) };
}

function onQuantity(asked: AskedOf, param: Parameter, modifier: string | undefined): Condition {
  if (modifier !== undefined) throw unsupported(asked, modifier, [':missing']);
  return { kind: 'quantity', param, values: quantityValues(asked) };
}

function onNear(asked: AskedOf, param: Parameter, modifier: string | undefined): Condition {
  if (modifier !== undefined) throw unsupported(asked, modifier, [':missing']);
  return { kind: 'near', param, values: nearValues(asked) };
}

function onComposite(asked: AskedOf, param: Parameter, modifier: string | undefined): Condition {
  if (modifier !== undefined) throw unsupported(asked, modifier, [':missing']);
  return { kind: 'composite', param, values: alternatives(asked).map(pairingOf(asked, param)) };
}

/** Both parts, each read as a parameter of its own. */
function pairingOf(asked: AskedOf, param: Parameter): (value: string) => Pairing {
  return (value) => {
    const [one, other] = param.components ?? [];
    const [first = '', second = '', ...more] = splitEscaped(value, '$');
    if (one === undefined || other === undefined || second === '' || more.length > 0) {
      throw fault(
        asked.name,
        both(`"${value}" is not a pair`, `« ${value} » n'est pas une paire`),
        both('Send two values with $ between them', 'Envoyer deux valeurs séparées par $'),
      );
    }
    const [token] = tokenValues({ ...asked, value: first }, one);
    const part = OF_TYPE[other.type]({ ...asked, value: second }, other, undefined);
    if (token?.code === undefined) {
      throw fault(
        asked.name,
        both(`"${first}" names no code`, `« ${first} » ne nomme pas de code`),
        both(
          'Send code, system|code or |code before $',
          'Envoyer code, système|code ou |code avant $',
        ),
      );
    }
    return { first: token, second: part };
  };
}

function onReference(asked: AskedOf, param: Parameter, modifier: string | undefined): Condition {
  if (modifier === 'identifier') {
    return { kind: 'logical', param, values: tokenValues(asked, param) };
  }
  if (modifier !== undefined && !isTarget(param, modifier)) {
    throw unsupported(asked, modifier, [':identifier', ':missing', ...targetModifiers(param)]);
  }
  return { kind: 'reference', param, values: referenceValues(asked, param, modifier) };
}

/**
 * Whether a modifier is a type that the reference may name. Names of types begin with a capital.
 */
function isTarget(param: Parameter, modifier: string): boolean {
  return param.targets?.includes(modifier) ?? /^[A-Z][A-Za-z]+$/.test(modifier);
}

function targetModifiers(param: Parameter): string[] {
  return param.targets?.map((type) => `:${type}`) ?? [':Type'];
}

function unsupported(asked: AskedOf, modifier: string, allowed: readonly string[]): Error {
  const offered = asked.chained ? allowed.filter((each) => !ABSENCE.includes(each)) : allowed;
  const list = offered.join(', ');
  const cure =
    offered.length === 0
      ? both('Leave it out', 'Le retirer')
      : both(`Leave it out, or use ${list}`, `Le retirer, ou employer ${list}`);
  const wrong = asked.chained
    ? both(
        `the modifier :${modifier} is not supported at the end of a chain`,
        `le modificateur :${modifier} n'est pas pris en charge à la fin d'une chaîne`,
      )
    : both(
        `the modifier :${modifier} is not supported`,
        `le modificateur :${modifier} n'est pas pris en charge`,
      );
  return fault(asked.name, wrong, cure);
}

const ABSENCE: readonly string[] = [':missing', ':not', ':not-in'];

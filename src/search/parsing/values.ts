/**
 * The values of a search parameter as text: alternatives divided by commas, escapes, and each kind
 * of value with its syntax. https://hl7.org/fhir/R4/search.html#escaping
 * Every fault is `invalid-search` (400) that names the parameter, what is wrong and what to send.
 */
import { intervalOf } from '../../fhir/instant.js';
import { both, type Sentence } from '../../fhir/language.js';
import { problem, type Problem } from '../../fhir/problem.js';
import { parseReference, type Reference } from '../../fhir/reference.js';
import { isId, relative } from '../../fhir/resource.js';
import type { DateValue, ReferenceValue, TokenValue } from '../conditions.js';
import type { Parameter, SearchParameters } from '../parameters.js';
import type { Comparison } from '../query.js';

/** Alternatives of one parameter that are still served. */
export const VALUES_MAX = 1000;

const COMPARISONS = ['eq', 'ne', 'lt', 'gt', 'le', 'ge', 'sa', 'eb', 'ap'] as const;

/** A value with what is needed to read it: the name as sent stands in every fault. */
export interface Asked {
  readonly parameters: SearchParameters;
  readonly name: string;
  readonly value: string;
}

/** The failure of a search parameter: what is wrong with it and what to send instead. */
export function fault(name: string, wrong: Sentence, cure: Sentence): Problem {
  return problem('invalid-search', {
    why: `Search parameter ${name}: ${wrong.why}. ${cure.why}.`,
    french: `Paramètre de recherche ${name} : ${wrong.french}. ${cure.french}.`,
  });
}

/** The alternatives of a value, each not empty, escapes still in place. */
export function alternatives({ name, value }: Asked): readonly string[] {
  const values = splitEscaped(value, ',');
  if (values.some((each) => each === '')) {
    throw fault(
      name,
      both('it has an empty value', 'il a une valeur vide'),
      both(
        'Give a value, or leave the parameter out',
        'Donner une valeur, ou retirer le paramètre',
      ),
    );
  }
  if (values.length > VALUES_MAX) {
    throw fault(
      name,
      both(
        `it has ${values.length} values, of which ${VALUES_MAX} are allowed`,
        `il a ${values.length} valeurs ; ${VALUES_MAX} au plus sont admises`,
      ),
      both('Search in several steps', 'Chercher en plusieurs fois'),
    );
  }
  return values;
}

/** The texts of a string or uri parameter, escapes undone. */
export function textValues(asked: Asked): readonly string[] {
  return alternatives(asked).map(unescape);
}

/** The values of a token parameter, systems in the spelling they are indexed under. */
export function tokenValues(asked: Asked, param: Parameter): readonly TokenValue[] {
  return alternatives(asked).map((value) => tokenValue(asked, param, value));
}

/**
 * The values of a date parameter. An offset whose plus sign was decoded as a space is understood.
 */
export function dateValues(asked: Asked): readonly DateValue[] {
  return alternatives(asked).map((value) => dateValue(asked, value));
}

/**
 * The values of a reference parameter. `type` is the `:[type]` modifier, if any. A value that names
 * a type the parameter cannot have is left out: it matches nothing.
 */
export function referenceValues(
  asked: Asked,
  param: Parameter,
  type: string | undefined,
): readonly ReferenceValue[] {
  return textValues(asked).flatMap((value) => referenceValue(asked, param, { value, type }));
}

/** The ids of `_id`. */
export function idValues(asked: Asked): readonly string[] {
  return textValues(asked).map((value) => {
    if (isId(value)) return value;
    throw fault(
      asked.name,
      both(`"${value}" is not an id`, `« ${value} » n'est pas un id`),
      both('Give ids alone, divided by commas', 'Donner des ids seuls, séparés par des virgules'),
    );
  });
}

/** The ids of `_list`. Lists made by rules of a server, `$current-…`, are not here. */
export function listIds(asked: Asked): readonly string[] {
  return textValues(asked).map((value) => {
    const id = value.replace(/^List\//, '');
    if (isId(id)) return id;
    const wrong = value.startsWith('$')
      ? both(`the list ${value} is not supported`, `la liste ${value} n'est pas prise en charge`)
      : both(`"${value}" is no id`, `« ${value} » n'est pas un id`);
    throw fault(
      asked.name,
      wrong,
      both('Give the id of a List of the dossier', "Donner l'id d'une List du dossier"),
    );
  });
}

/** The value of `:missing`. */
export function missingValue({ name, value }: Asked): boolean {
  if (value === 'true') return true;
  if (value === 'false') return false;
  throw fault(
    name,
    both(`"${value}" is neither true nor false`, `« ${value} » n'est ni true ni false`),
    both('Send true or false', 'Envoyer true ou false'),
  );
}

function tokenValue({ parameters, name }: Asked, param: Parameter, value: string): TokenValue {
  const parts = splitEscaped(value, '|').map(unescape);
  if (parts.length > 2 || parts.every((part) => part === '')) {
    throw fault(
      name,
      both(`"${value}" is not a token`, `« ${value} » n'est pas un code (token)`),
      both(
        'Send code, system|code, |code or system|, and write \\| for a bar within',
        'Envoyer code, système|code, |code ou système|, et écrire \\| pour une barre contenue',
      ),
    );
  }
  const code = coded(name, param, parts.at(-1) ?? '');
  const system = parts.length === 2 ? parameters.systemOf(parts[0] ?? '') : undefined;
  return { ...(system === undefined ? {} : { system }), ...(code === '' ? {} : { code }) };
}

function coded(name: string, param: Parameter, code: string): string {
  if (code !== '' && param.codes !== undefined && !param.codes.includes(code)) {
    throw fault(
      name,
      both(`"${code}" is not a value of it`, `« ${code} » n'est pas une de ses valeurs`),
      both(`Send ${param.codes.join(' or ')}`, `Envoyer ${param.codes.join(' ou ')}`),
    );
  }
  return param.caseless === true ? code.toLowerCase() : code;
}

function dateValue({ name }: Asked, value: string): DateValue {
  const { comparison, text } = compared(value);
  const interval = intervalOf(text.replace(/ (?=\d\d:\d\d$)/, '+'));
  if (interval === undefined) {
    throw fault(
      name,
      both(`"${value}" is not a date`, `« ${value} » n'est pas une date`),
      both(
        'Send a date such as 2024, 2024-05, 2024-05-31 or 2024-05-31T08:30:00Z, if need be after a prefix such as ge',
        'Envoyer une date telle que 2024, 2024-05, 2024-05-31 ou 2024-05-31T08:30:00Z, au besoin après un préfixe tel que ge',
      ),
    );
  }
  return { comparison, asked: interval };
}

/** A value without the prefix that says how it is compared. */
export function compared(value: string): { comparison: Comparison; text: string } {
  const prefix = COMPARISONS.find((each) => value.startsWith(each));
  if (prefix === undefined) return { comparison: 'eq', text: value };
  return { comparison: prefix, text: value.slice(prefix.length) };
}

function referenceValue(
  { parameters, name }: Asked,
  param: Parameter,
  { value, type }: { value: string; type: string | undefined },
): ReferenceValue[] {
  if (isId(value)) return [idValue(value, type ?? onlyTarget(param))];
  const reference = parseReference(value, parameters.base);
  const found = addressed(reference);
  if (found === undefined) {
    throw fault(
      name,
      both(`"${value}" is not a reference`, `« ${value} » n'est pas une référence`),
      both(
        'Send Type/id, an id alone, or an absolute address',
        'Envoyer Type/id, un id seul ou une adresse absolue',
      ),
    );
  }
  return fits(reference, param, type) ? [found] : [];
}

function idValue(id: string, type: string | undefined): ReferenceValue {
  return type === undefined ? { form: 'id', id } : { form: 'local', target: `${type}/${id}` };
}

function onlyTarget(param: Parameter): string | undefined {
  return param.targets?.length === 1 ? param.targets[0] : undefined;
}

function addressed(reference: Reference): ReferenceValue | undefined {
  switch (reference.kind) {
    case 'local':
      return { form: 'local', target: relative(reference.address) };
    case 'remote':
      return { form: 'url', url: reference.url };
    case 'urn':
      return { form: 'url', url: reference.uri };
    case 'other':
      return /^[a-z][a-z0-9+.-]*:\S+$/i.test(reference.text)
        ? { form: 'url', url: reference.text }
        : undefined;
    case 'contained':
    case 'conditional':
      return undefined;
  }
}

function fits(reference: Reference, param: Parameter, type: string | undefined): boolean {
  const named =
    reference.kind === 'local'
      ? reference.address.type
      : reference.kind === 'remote'
        ? reference.type
        : undefined;
  if (named === undefined) return true;
  return type === undefined ? (param.targets?.includes(named) ?? true) : type === named;
}

/** Divides at each separator that no backslash escapes. */
export function splitEscaped(text: string, separator: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === separator) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

/** A text without the backslashes that escape its signs. */
export function unescape(text: string): string {
  return text.replace(/\\([,|$\\])/g, '$1');
}

/** Searches by all that a type declares, and by what it does not. */
import type { Json } from '../../fixtures/server.js';
import { PARAMETERS } from '../../search/found.js';
import type { Ask } from './asking.js';

const VALUES: Json = {
  ...{ token: 'a', string: 'a', date: '2020', reference: 'Patient/a', uri: 'urn:a' },
  ...{ number: '1', quantity: '1', special: '48.85|2.35' },
};
/** Names that no type of this server declares. */
const NOWHERE = ['nearby', 'nonsense'];
/** Of each type so many names of other types are tried: a search takes no more than 100. */
const TRIED_MAX = 40;
/** Includes asked at once, for the same reason. */
const AT_ONCE = 90;

/** One search by every declared parameter: each is known, and stands in the self link. */
export function byEach({ type, searchParam = [] }: Json): Ask[] {
  const pairs = searchParam.map((param: Json) => `${param.name}=${valueOf(type, param)}`);
  return asking(type, pairs, 'search by each parameter', 200);
}

/** The declared joins of a type, of a resource that is there. */
export function joined({ type, searchInclude = [], searchRevInclude = [] }: Json): Ask[] {
  const pairs = [
    ...searchInclude.map((name: string) => `_include=${name}`),
    ...searchRevInclude.map((name: string) => `_revinclude=${name}`),
  ];
  return asking(type, pairs, 'includes', 200);
}

/** Joins that no declaration names. */
export function undeclaredJoins({ type, searchParam = [] }: Json): Ask[] {
  const other = searchParam.find((param: Json) => param.type === 'date').name;
  const names = [
    `_include=${type}:nonsense`,
    `_revinclude=Nonsense:a`,
    `_include=${type}:${other}`,
  ];
  return names.flatMap((pair) => asking(type, [pair], 'undeclared include', 400));
}

/** Names of other types that this one does not declare. */
export function undeclaredNames(declared: Json, all: readonly string[]): string[] {
  const own = new Set(declared.searchParam.map(({ name }: Json) => name));
  const others = all.filter((name) => !own.has(name) && !name.includes('.'));
  // Another part of them for each type.
  const from = (declared.type.charCodeAt(0) * 7 + declared.type.length * 31) % others.length;
  return [...NOWHERE, ...others.slice(from, from + TRIED_MAX)];
}

/** A search by names that are not declared; `status` tells whether they are refused. */
export function byUndeclared(type: string, names: readonly string[], status: number): Ask[] {
  const pairs = names.map((name) => `${name}=a`);
  return asking(type, pairs, 'undeclared parameters', status);
}

function asking(type: string, pairs: readonly string[], what: string, status: number): Ask[] {
  const asks: Ask[] = [];
  for (let from = 0; from < pairs.length; from += AT_ONCE) {
    const url = `${type}?${pairs.slice(from, from + AT_ONCE).join('&')}`;
    asks.push({ claim: `${type}: ${what}`, method: 'GET', url, expected: [status] });
  }
  return asks;
}

function valueOf(type: string, { name, type: kind }: Json): string {
  const param = PARAMETERS.types.get(type)?.parameters.get(name);
  if (param?.codes?.[0] !== undefined) return param.codes[0];
  if (kind !== 'composite') return VALUES[kind];
  const parts = param?.components ?? [];
  return parts.map((part) => part.codes?.[0] ?? VALUES[part.type]).join('$');
}

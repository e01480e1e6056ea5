/**
 * The codes of a value set, one by one. https://hl7.org/fhir/R4/valueset.html#expansion
 */
import { object, objects, text } from '../fhir/elements.js';
import { both, type Sentence } from '../fhir/language.js';
import type { CodeSystem, Concept } from './code-system.js';
import { passes, valuesOf, type Include, type Sources, type ValueSet } from './value-set.js';

/** A code of a value set. */
export interface Member {
  readonly system?: string;
  readonly version?: string;
  readonly code: string;
  readonly display?: string;
  /** Whether it is there to group others, not to be used. */
  readonly abstract: boolean;
  readonly inactive: boolean;
  readonly designations: readonly Record<string, unknown>[];
}

/** All codes, or what would have to be known for them. */
export type Expanded =
  | {
      readonly members: readonly Member[];
      /** Code systems of which only a part is known here: there may be more codes. */
      readonly parts: readonly CodeSystem[];
    }
  | { readonly unknown: Sentence };

/** Value sets may build on value sets this deep. */
const DEPTH_MAX = 20;

/** Lists them, each once, in the order of the definition. */
export function expand(valueSet: ValueSet, sources: Sources, depth = 0): Expanded {
  if (depth > DEPTH_MAX)
    return {
      unknown: both(
        `what ${valueSet.url} builds on without an end`,
        `ce sur quoi ${valueSet.url} se fonde sans fin`,
      ),
    };
  if (valueSet.resource['compose'] === undefined) return listed(valueSet);
  const parts = new Set<CodeSystem>();
  const found: Member[] = [];
  for (const include of valueSet.includes) {
    const one = included(include, sources, depth);
    if ('unknown' in one) return one;
    for (const part of one.parts) parts.add(part);
    found.push(...one.members);
  }
  const members = new Map<string, Member>();
  for (const member of found) {
    const isOut = valueSet.isExcluded(member.system, member.code);
    if (isOut === undefined)
      return { unknown: both(`whether ${member.code} is excluded`, `si ${member.code} est exclu`) };
    const key = `${member.system ?? ''}|${member.code}`;
    if (!isOut && !members.has(key)) members.set(key, member);
  }
  return { members: [...members.values()], parts: [...parts] };
}

function included(include: Include, sources: Sources, depth: number): Expanded {
  const found =
    include.system === undefined
      ? ofFirstSet(include, sources, depth)
      : ofSystem(include, include.system, sources);
  if ('unknown' in found) return found;
  const members: Member[] = [];
  for (const member of found.members) {
    const inSets = include.valueSets.map((url) =>
      sources.valueSet(url)?.has(member.system, member.code),
    );
    const at = inSets.indexOf(undefined);
    if (at >= 0)
      return {
        unknown: both(
          `the value set ${include.valueSets[at] ?? ''}`,
          `le jeu de valeurs ${include.valueSets[at] ?? ''}`,
        ),
      };
    if (inSets.every((isIn) => isIn === true)) members.push(member);
  }
  return { members, parts: found.parts };
}

/** Without a system, an include means the codes that all its value sets have. */
function ofFirstSet({ valueSets }: Include, sources: Sources, depth: number): Expanded {
  const [url = ''] = valueSets;
  const first = sources.valueSet(url);
  if (first === undefined)
    return { unknown: both(`the value set ${url}`, `le jeu de valeurs ${url}`) };
  return expand(first, sources, depth + 1);
}

function ofSystem(
  { canonical = '', listed, filters }: Include,
  url: string,
  sources: Sources,
): Expanded {
  const system = sources.codeSystem(canonical);
  if (listed !== undefined) {
    const members = [...listed].map(([code, named]) =>
      memberOf({ url, system, code, named, concept: system?.find(code) }),
    );
    return { members, parts: [] };
  }
  if (system === undefined || (!system.whole && system.concepts.length === 0))
    return { unknown: both(`the code system ${canonical}`, `le système de codes ${canonical}`) };
  const members: Member[] = [];
  for (const concept of system.concepts) {
    const held = filters.map((filter) => passes(filter, system, concept));
    const at = held.indexOf(undefined);
    if (at >= 0)
      return {
        unknown: both(
          `the filter ${filters[at]?.op ?? ''} on ${canonical}`,
          `le filtre ${filters[at]?.op ?? ''} sur ${canonical}`,
        ),
      };
    if (held.every((holds) => holds === true))
      members.push(memberOf({ url, system, code: concept.code, concept }));
  }
  return { members, parts: system.whole ? [] : [system] };
}

/** Where a code of a system is listed, it may be called otherwise than in the system. */
function memberOf(of: {
  readonly url: string;
  readonly system: CodeSystem | undefined;
  readonly code: string;
  readonly concept?: Concept | undefined;
  readonly named?: Record<string, unknown>;
}): Member {
  const { url, system, code, concept, named } = of;
  const display = text(named?.['display']) ?? concept?.display;
  return {
    system: url,
    ...(system?.version === undefined ? {} : { version: system.version }),
    code,
    ...(display === undefined ? {} : { display }),
    abstract: concept !== undefined && isAbstract(concept),
    inactive: concept !== undefined && isInactive(concept),
    designations: [...objects(named?.['designation']), ...(concept?.designations ?? [])],
  };
}

/** Whether a concept groups others only. https://hl7.org/fhir/R4/codesystem.html#status */
export function isAbstract(concept: Concept): boolean {
  return ['notSelectable', 'abstract'].some((name) => valuesOf(concept, name).includes('true'));
}

/** Whether a concept is no longer used. */
function isInactive(concept: Concept): boolean {
  if (valuesOf(concept, 'inactive').includes('true')) return true;
  return valuesOf(concept, 'status').some((status) => INACTIVE.includes(status));
}

const INACTIVE: readonly string[] = ['retired', 'inactive', 'deprecated'];

/** The codes of a value set that is given as an expansion alone. */
function listed({ url, resource }: ValueSet): Expanded {
  const expansion = object(resource['expansion']);
  if (expansion === undefined)
    return {
      unknown: both(`what the value set ${url} holds`, `ce que contient le jeu de valeurs ${url}`),
    };
  const waiting = objects(expansion['contains']);
  for (const each of waiting) waiting.push(...objects(each['contains']));
  const members = waiting.flatMap((each): Member[] => {
    const code = text(each['code']);
    if (code === undefined) return [];
    const { system, version, display } = Object.fromEntries(
      ['system', 'version', 'display'].map((name) => [name, text(each[name])]),
    );
    return [
      {
        ...(system === undefined ? {} : { system }),
        ...(version === undefined ? {} : { version }),
        code,
        ...(display === undefined ? {} : { display }),
        abstract: each['abstract'] === true,
        inactive: each['inactive'] === true,
        designations: objects(each['designation']),
      },
    ];
  });
  return { members, parts: [] };
}
